"""Headline tables have the numbers of the metrics, and no more rows than a page can show."""

from __future__ import annotations

from reports.marts.headlines import Headline
from reports.site.mart_tables import headline_table
from reports.site.table import Table
from tests.reports.edited import Edited

MODELS = Headline("model_team_share", "notable_compute_known", ("academic_only",))


def table(record: Edited, headline: Headline) -> Table:
    table = headline_table(record.marts, headline)
    assert table is not None
    return table


def texts(table: Table) -> list[list[str]]:
    return [[str(cell) for cell in row.cells] for row in table.rows]


def test_rows_equal_the_metrics(record: Edited) -> None:
    """Years that are still filling stand beside the fixed periods."""
    shares = table(record, MODELS)
    assert shares.titles == [
        "Teams", "Period", "Value", "95% interval", "k of n", "Unknown", "Bounds",
    ]  # fmt: skip
    assert [(row[1], row[4]) for row in texts(shares)] == [
        ("2010\N{EN DASH}2014", "29 of 42"),
        ("2015\N{EN DASH}2019", "27 of 109"),
        ("2020\N{EN DASH}2022", "22 of 155"),
        ("since 2023, still filling", "12 of 167"),
        ("2023, still filling", "10 of 65"),
        ("2024, still filling", "1 of 46"),
        ("2025, still filling", "1 of 40"),
        ("2026, still filling", "0 of 16"),
        ("all years", "120 of 520"),
    ]
    assert (texts(shares)[2][2], texts(shares)[2][-2:]) == ("14.2%", ["0", "14.2%"])
    assert str(shares.scope and shares.scope.vintage) == "2026-08-19"


def test_a_suppressed_row_shows_n_only(record: Edited) -> None:
    record.edit(
        "update marts.metrics set suppressed = true, value = null, k = null, n = 3"
        " where metric = 'model_team_share' and period = '2010-2014'"
    )
    assert texts(table(record, MODELS))[0][2:5] == ["not shown", "", "n = 3"]
