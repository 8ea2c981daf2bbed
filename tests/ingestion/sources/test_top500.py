"""TOP500 lists: their units, their sums, and lists that are refused."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from ingestion.errors import IngestionError
from ingestion.landing.snapshots import Snapshot
from ingestion.sources.top500.source import SOURCE, list_sums, recorded
from tests.builders import csv_text, land_file, listed_systems, xlsx_of
from tests.conftest import REAL_DATA

MORE = REAL_DATA.parent / "more/top500"
needs_originals = pytest.mark.skipif(not MORE.is_dir(), reason="needs the publisher's lists")


def land(folder: Path, name: str, content: str | bytes) -> Snapshot:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    snapshot = land_file(path, SOURCE, folder / "raw", vintage="2026-06-30").snapshot
    assert snapshot is not None
    return snapshot


@pytest.mark.parametrize(
    ("name", "heading", "rmax", "first"),
    [
        ("TOP500_199306.csv", "RMax", 1123, 1),
        ("TOP500_201606.csv", "Rmax", 5.6e8, 100),
        ("TOP500_202606.xlsx", "Rmax [TFlop/s]", 1.8e7, 250),
    ],
)
def test_the_heading_states_the_unit(
    tmp_path: Path, name: str, heading: str, rmax: float, first: int
) -> None:
    """The first of 500 equal systems are academic, have an accelerator, and state their power."""
    rows = listed_systems(rmax, heading, first=first)
    content = xlsx_of(rows) if name.endswith("x") else csv_text(rows)
    snapshot = land(tmp_path, name, content)
    assert snapshot.parts[0]["renamed"] == [f"rmax_tflops <- {heading}"]
    table = f"{tmp_path}/raw/top500/{snapshot.snapshot_id}/sums.parquet"
    found = duckdb.execute(
        "select segment, accelerated, systems, rmax_tflops, power_kw, systems_with_power"
        " from read_parquet(?) order by segment",
        [table],
    ).fetchall()
    tflops = rmax / (1 if "TFlop" in heading else 1000)
    assert found == [
        ("Academic", True, first, pytest.approx(first / 500 * tflops), 20 * first, first),
        ("Industry", False, 500 - first, pytest.approx((1 - first / 500) * tflops), 0, 0),
    ]


@pytest.mark.parametrize(
    ("name", "rows", "error"),
    [
        ("TOP500_202606.csv", listed_systems(9e6, "Rmax [TFlop/s]", 250), "cut off: 250 of 500"),
        (
            "TOP500_202606.csv",
            listed_systems(1.8e7, "Rmax"),
            "2025-06-01 have 13,837,531 TFlop/s, and those of 2026-06-01 have 18,000",
        ),
        (
            "TOP500_202606.csv",
            listed_systems(1.8e7, "Rmax [TFlop/s]", first=367),
            "235 systems of 2025-06-01 have one, and 367 of 2026-06-01",
        ),
        (
            "TOP500_202606.csv",
            listed_systems(18, "Rmax [EFlop/s]"),
            "accepted headings: ['Rmax [TFlop/s]', 'Rmax']",
        ),
        (
            "TOP500_202606.csv",
            listed_systems(1, "Rmax", Rmax="fast"),
            "column 'Rmax or Power', row 1: must be numbers, with a point before decimals",
        ),
    ],
)
def test_a_list_with_a_fault_is_refused(
    tmp_path: Path, name: str, rows: list[dict[str, object]], error: str
) -> None:
    with pytest.raises(IngestionError) as refused:
        land(tmp_path, name, csv_text(rows))
    assert error in str(refused.value)
    with pytest.raises(IngestionError, match="not a readable spreadsheet"):
        land(tmp_path, "TOP500_202606.xlsx", b"no spreadsheet")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"rmax_tflops": "0.001"}, "one is read in a wrong unit"),
        ({"systems": "1"}, "the list of 2026-06-01 is cut: it has"),
    ],
)
def test_a_file_of_sums_is_judged_as_a_list_is(
    tmp_path: Path, changes: dict[str, str], error: str
) -> None:
    rows = [{**row, **changes} for row in recorded() if row["list"] == "2026-06-01"]
    with pytest.raises(IngestionError, match=error):
        land(tmp_path, "2026-07-01_top500_sums.csv", csv_text(rows))


@needs_originals
def test_the_publishers_own_files_give_the_sums_of_the_record() -> None:
    originals = sorted((MORE / "original").iterdir())
    assert {path.suffix for path in originals} == {".xls", ".xlsx"}
    for path in originals:
        _, sums = list_sums(path, path.name)
        assert sums == [row for row in recorded() if row["list"] == sums[0]["list"]]
