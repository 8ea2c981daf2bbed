"""Epoch's lists with changed headings, dates, numbers and zips."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingestion.errors import IngestionError
from ingestion.landing.snapshots import snapshots
from ingestion.sources.epoch.source import SOURCE, kind_of
from tests.builders import csv_text, land_file, model, zip_of

Write = Callable[[str, str | bytes], Path]


def landed(raw: Path, columns: str) -> list[tuple[Any, ...]]:
    files = f"{raw}/epoch/*/models.parquet"
    query = f"select {columns} from read_parquet(?, union_by_name = true) order by source_row"
    return duckdb.execute(query, [files]).fetchall()


def test_a_list_lands_typed_with_its_row_numbers(write: Write, tmp_path: Path) -> None:
    rows = [model(), model(Model="Second", **{"Training compute (FLOP)": ""})]
    path = write("2026-01-01_notable_ai_models.csv", csv_text(rows))
    land_file(path, SOURCE, tmp_path / "raw")
    assert landed(tmp_path / "raw", "part, source_row, model, training_compute_flop") == [
        ("notable", 1, "Synthetic-1", 1.5e20),
        ("notable", 2, "Second", None),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-05-06", "2021-05-06"),
        ("06/05/2021", "2021-05-06"),
        ("2021-05", "2021-05-15"),
        ("2021", "2021-07-01"),
        ("", "None"),
        ("N/A", "None"),
    ],
)
def test_dates_of_every_era(write: Write, tmp_path: Path, text: str, expected: str) -> None:
    path = write("notable.csv", csv_text([model(**{"Publication date": text})]))
    land_file(path, SOURCE, tmp_path / "raw")
    assert str(landed(tmp_path / "raw", "publication_date")[0][0]) == expected


def test_a_renamed_heading_is_mapped_and_reported(write: Write, tmp_path: Path) -> None:
    row = {"System" if k == "Model" else k: v for k, v in model().items()}
    path = write("notable.csv", csv_text([row]))
    snapshot = land_file(path, SOURCE, tmp_path / "raw").snapshot
    assert snapshot is not None
    assert snapshot.parts[0]["renamed"] == ["model <- System"]
    assert landed(tmp_path / "raw", "model") == [("Synthetic-1",)]


def test_headings_may_change_case_punctuation_and_order(write: Write, tmp_path: Path) -> None:
    row = {k.upper().replace(" ", "_"): v for k, v in reversed(model().items())}
    path = write("notable.csv", csv_text([row]))
    land_file(path, SOURCE, tmp_path / "raw")
    assert landed(tmp_path / "raw", "model, training_compute_flop") == [("Synthetic-1", 1.5e20)]


def test_an_unknown_column_is_kept_and_a_missing_one_is_null(write: Write, tmp_path: Path) -> None:
    path = write("notable.csv", csv_text([model(Surprise="kept")]))
    snapshot = land_file(path, SOURCE, tmp_path / "raw").snapshot
    assert snapshot is not None
    assert snapshot.parts[0]["unknown"] == ["Surprise"]
    assert "confidence" in snapshot.parts[0]["missing"]
    assert landed(tmp_path / "raw", "unmapped, confidence") == [('{"Surprise":"kept"}', None)]


def test_a_type_that_flips_names_file_column_and_row(write: Write, tmp_path: Path) -> None:
    rows = [model(), *[model(**{"Training compute (FLOP)": "a lot"})] * 2]
    path = write("notable.csv", csv_text(rows))
    with pytest.raises(IngestionError) as caught:
        land_file(path, SOURCE, tmp_path / "raw", "epoch/notable.csv")
    assert (caught.value.file, caught.value.column, caught.value.row) == (
        "epoch/notable.csv",
        "training_compute_flop",
        2,
    )
    assert "a lot" in str(caught.value)
    assert snapshots(tmp_path / "raw", SOURCE) == []


def test_a_missing_required_column_is_an_error_that_names_it(write: Write, tmp_path: Path) -> None:
    row = {k: v for k, v in model().items() if k != "Publication date"}
    path = write("notable.csv", csv_text([row]))
    with pytest.raises(IngestionError, match=r"publication_date.*required column is missing"):
        land_file(path, SOURCE, tmp_path / "raw")


def test_cells_may_hold_breaks_quotes_and_a_mark_before_the_header(
    write: Write, tmp_path: Path
) -> None:
    notes = 'two\nlines, "quoted"'
    text = "\ufeff" + csv_text([model(Abstract=notes), model(Model="Next")])
    path = write("notable.csv", text)
    land_file(path, SOURCE, tmp_path / "raw")
    assert landed(tmp_path / "raw", "model, abstract") == [
        ("Synthetic-1", notes),
        ("Next", None),
    ]


def test_a_sheet_is_known_by_its_headings(write: Write, tmp_path: Path) -> None:
    row = {"Inclusion criteria" if k == "Notability criteria" else k: v for k, v in model().items()}
    path = write("2022-01-01_notable_sheet.csv", csv_text([row]))
    land_file(path, SOURCE, tmp_path / "raw")
    assert landed(tmp_path / "raw", "part") == [("sheet",)]


def test_every_list_of_a_zip_lands_in_one_snapshot(write: Write, tmp_path: Path) -> None:
    members = {
        "README.md": "licence",
        "notable_ai_models.csv": csv_text([model()]),
        "all_ai_models.csv": csv_text([model(), model(Model="Other")]),
    }
    path = write("ai_models.zip", zip_of(members))
    snapshot = land_file(path, SOURCE, tmp_path / "raw").snapshot
    assert snapshot is not None
    assert {part["part"]: part["rows"] for part in snapshot.parts} == {"notable": 1, "all": 2}
    original = tmp_path / "raw" / "epoch" / snapshot.snapshot_id / "original" / "ai_models.zip"
    assert original.read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("notable_ai_models.csv", "notable"),
        ("2024-07-16_large_scale_ai_models.csv", "large_scale"),
        ("frontier_ai_models.csv", "frontier"),
        ("2024-07-06_all_systems.csv", "all"),
        ("overall.csv", "unnamed"),
    ],
)
def test_kind_of_list(name: str, kind: str) -> None:
    assert kind_of(name) == kind


def test_a_file_that_names_no_list_is_refused(write: Write, tmp_path: Path) -> None:
    path = write("models.csv", csv_text([model()]))
    with pytest.raises(IngestionError, match="must contain one of"):
        land_file(path, SOURCE, tmp_path / "raw")
