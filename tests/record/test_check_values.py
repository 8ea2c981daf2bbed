"""The check values of the metric definitions, on the published record."""

from __future__ import annotations

from typing import Any

import pytest

from ingestion.landing.files import read_manifest
from orchestration.run.settings import RECORD
from tests.record.warehouse import Warehouse


def estimate(marts: Warehouse, metric: str, *cell: str | None) -> tuple[Any, ...]:
    """Return (k, n, n_unknown, value, nominal_low, nominal_high) of exactly one row.

    The cell is its vintage, definition, team class and period.
    """
    return marts.row(
        "select k, n, n_unknown, value, nominal_low, nominal_high from marts.metrics"
        " where metric = ? and source = 'epoch' and vintage = ? and definition = ?"
        " and team_class is not distinct from ? and period = ?",
        [metric, *cell],
    )


CLASSED, CLASSED_KNOWN = "notable_classed", "notable_compute_known_classed"
FILES = read_manifest(RECORD)
SHEET, NOTABLE = "sheet_rows_compute_known", "notable_compute_known"
# vintage, definition, team class, period, k, n, unknown, percent with its nominal interval
SHARES = [
    # By the definitions, a model without a sector label (ELECTRA on this sheet) is not part of n.
    # Their own check value includes it: 6/74 = 8.1%. Ours is 6/73 with one unknown.
    ("2023-03-03", SHEET, "academic_only", "2010-2014", 13, 20, 0, "65.0 43.3 81.9"),
    ("2023-03-03", SHEET, "academic_only", "2020-2022", 6, 73, 1, "8.2 3.8 16.8"),
    ("2023-03-03", NOTABLE, "industry_only", "2020-2022", 21, 26, 0, "80.8 62.1 91.5"),
    ("2026-01-26", NOTABLE, "academic_only", "2010-2014", 29, 42, 0, "69.0 54.0 80.9"),
    ("2026-01-26", NOTABLE, "academic_only", "2020-2022", 22, 155, 0, "14.2 9.6 20.6"),
    ("2026-01-26", NOTABLE, "academic_only", "2023-latest", 11, 147, 0, "7.5 4.2 12.9"),
    ("2026-01-26", NOTABLE, "academic_only", "2023", 10, 65, 0, "15.4 8.6 26.1"),
    ("2026-01-26", NOTABLE, "academic_only", "2024", 1, 48, 0, "2.1 0.4 10.9"),
    ("2026-01-26", NOTABLE, "academic_only", "2025", 0, 34, 0, "0.0 0.0 10.2"),
    ("2026-01-26", NOTABLE, "industry_only", "2022", 33, 60, 0, "55.0 42.5 66.9"),
    ("2026-01-26", "large_scale_1e23", "industry_only", "2022", 18, 21, 0, "85.7 65.4 95.0"),
    ("2026-08-19", CLASSED, "academic_only", "2010-2014", 54, 86, 0, "62.8 52.2 72.3"),
    ("2026-08-19", CLASSED, "academic_only", "2023-latest", 16, 380, 0, "4.2 2.6 6.7"),
    ("2026-08-19", CLASSED, "industry_only", "2023-latest", 305, 380, 0, "80.3 76.0 84.0"),
    ("2026-08-19", CLASSED_KNOWN, "academic_only", "2023-latest", 8, 167, 0, "4.8 2.4 9.2"),
    ("2026-08-19", "paper_filter", "academic_only", "2023-latest", 12, 94, 0, "12.8 7.5 21.0"),
]  # fmt: skip


@pytest.mark.parametrize("share", SHARES)
def test_team_shares(marts: Warehouse, share: tuple[Any, ...]) -> None:
    vintage, definition, team_class, period, *counts, percent = share
    row = estimate(marts, "model_team_share", vintage, definition, team_class, period)
    assert list(row[:3]) == counts
    assert " ".join(f"{100 * value:.1f}" for value in row[3:]) == percent


@pytest.mark.parametrize(
    ("vintage", "definition", "team_class", "n", "months"),
    [
        ("2023-03-03", SHEET, None, 145, "6.23 5.24 7.67"),
        ("2026-01-26", NOTABLE, None, 453, "5.68 5.31 6.11"),
        ("2026-01-26", NOTABLE, "industry_only", 251, "5.75 5.19 6.45"),
    ],
)
def test_doubling_times(
    marts: Warehouse, vintage: str, definition: str, team_class: str | None, n: int, months: str
) -> None:
    row = estimate(marts, "compute_doubling_months", vintage, definition, team_class, "all")
    assert row[1] == n
    assert " ".join(f"{value:.2f}" for value in row[3:]) == months


@pytest.mark.parametrize(("year", "k", "n"), [("2021", 38, 45), ("2025", 31, 84)])
def test_disclosure(marts: Warehouse, year: str, k: int, n: int) -> None:
    cell = ("2026-01-26", "notable_classed", "industry_only", year)
    assert estimate(marts, "disclosure_share", *cell)[:2] == (k, n)


def test_population_sizes(marts: Warehouse) -> None:
    rows = marts.rows(
        "select vintage::varchar, definition, count(*) from (select vintage, unnest(definitions) as"
        " definition from marts.models) where"
        " definition in ('notable', 'notable_compute_known') and"
        " vintage = '2026-01-26' group by all"
    )
    assert {(vintage, definition): n for vintage, definition, n in rows} == {
        ("2026-01-26", "notable"): 976,
        ("2026-01-26", "notable_compute_known"): 515,
    }


def test_every_row_of_the_record_is_there(marts: Warehouse) -> None:
    for table, folders in (("models", ("epoch",)), ("papers", ("lists", "reduced"))):
        count = sum(int(row["rows"]) for name, row in FILES.items() if name.startswith(folders))
        assert marts.rows(f"select count(*) from marts.{table}") == [(count,)]
