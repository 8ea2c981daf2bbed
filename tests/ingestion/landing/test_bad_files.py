"""Bad files in a directory: each is refused with file, row and value, and nothing lands."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingestion.errors import IngestionError
from ingestion.landing.snapshots import TEMPORARY_PREFIX, connect, snapshots
from ingestion.refresh import land_directory
from ingestion.registry import SOURCES
from tests.builders import csv_text, hardware, model, paper

Write = Callable[[str, str | bytes], Path]


def land_all(directory: Path, name: str) -> list[str]:
    """Land a directory; return the status of each file."""
    with connect() as connection:
        landings = land_directory(
            connection, SOURCES[name], directory / "raw", directory, lambda _: None
        )
    return [landing.status for landing in landings]


def check_refused(write: Write, folder: Path, name: str, content: str | bytes, rule: str) -> None:
    """The file is refused under its name, and a later run without it lands the good file."""
    source, good = name.split("/")[0], GOOD[name.split("/")[0]]
    write(*good)
    bad = write(name, content)
    with pytest.raises(IngestionError, match=rule) as caught:
        land_all(folder, source)
    assert name in str(caught.value)
    assert snapshots(folder / "raw", SOURCES[source]) == []
    assert not list((folder / "raw" / source).glob(f"{TEMPORARY_PREFIX}*"))
    bad.unlink()
    assert land_all(folder, source) == ["landed"]


def models(*changes: dict[str, Any]) -> str:
    return csv_text([model(**change) for change in changes])


def zip_of(members: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return out.getvalue()


def page(*works: dict[str, Any]) -> str:
    return json.dumps({"meta": {"count": len(works)}, "results": list(works)})


def work(**changes: Any) -> dict[str, Any]:
    return {"id": "https://openalex.org/W1", "title": "A synthetic work", **changes}


COMPUTE, DATE = "Training compute (FLOP)", "Publication date"
FP32 = "FP32 (single precision) performance (FLOP/s)"
LIST = "epoch/2026-01-02_notable_ai_models.csv"
GOOD: dict[str, tuple[str, str]] = {
    "epoch": ("epoch/2025-01-01_notable_ai_models.csv", models({})),
    "hardware": ("hardware/2025-01-01_ml_hardware.csv", csv_text([hardware()])),
    "papercopilot": ("papercopilot/cvpr/cvpr2023.json", json.dumps([paper()])),
    "openalex": ("openalex/good.json", page(work())),
}
ROWS: dict[str, tuple[str, str | bytes, str]] = {
    "zero compute": (LIST, models({}, {COMPUTE: "0"}), "row 2: must be above 0.*found 0.0"),
    "negative compute": (LIST, models({COMPUTE: "-1"}), "row 1: must be above 0.*found -1.0"),
    "infinite compute": (LIST, models({COMPUTE: "inf"}), "row 1: must be above 0.*found inf"),
    "not a number": (LIST, models({COMPUTE: "-nan"}), "row 1: must be above 0.*found nan"),
    "huge compute": (LIST, models({COMPUTE: "1e40"}), "row 1: must be above 0.*found 1e"),
    "a date of the future": (LIST, models({DATE: "2099-01-01"}), "row 1: .*found 2099-01-01"),
    "no rows": (LIST, csv_text([model()]).splitlines()[0] + "\n", "the file has no rows"),
    "a list twice": (
        "epoch/2026-01-02_models.zip",
        zip_of({"a/notable.csv": models({}), "b/notable.csv": models({})}),
        "the list 'notable' twice",
    ),
    "a bad row in a zip": (
        "epoch/2026-01-02_models.zip",
        zip_of({"all.csv": models({}), "notable.csv": models({}, {COMPUTE: "0"})}),
        "models.zip:notable, column 'training_compute_flop', row 2: must be above 0",
    ),
    "hardware in TFLOP/s": (
        "hardware/2026-01-01_ml_hardware.csv",
        csv_text([hardware(), hardware(**{FP32: "15"})]),
        "row 2: must be between 1e9 and 1e18.*found .*15.0",
    ),
    "hardware without a name": (
        "hardware/2026-01-01_ml_hardware.csv",
        csv_text([hardware(), hardware(**{"Hardware name": ""})]),
        "'hardware_name', row 2: must have a value",
    ),
    "no papers": ("papercopilot/icml/icml2023.json", "[]", "a required column is missing"),
    "a list of the future": (
        "papercopilot/icml/icml2099.json",
        json.dumps([paper(), paper()]),
        "'year', row 1: must be between 1950 and 2 years after .*found 2099",
    ),
    "a work without an id": (
        "openalex/bad.json",
        page(work(), work(id=None), work(id=None)),
        "'work_id', row 2: must have a value",
    ),
    "an id of an author": (
        "openalex/bad.json",
        page(work(id="https://openalex.org/A1")),
        "row 1: must be an id of a work.*A1",
    ),
}


@pytest.mark.parametrize("case", ROWS)
def test_a_file_with_a_bad_row_never_lands(write: Write, tmp_path: Path, case: str) -> None:
    check_refused(write, tmp_path, *ROWS[case])


def test_all_bad_files_are_named_at_once(write: Write, tmp_path: Path) -> None:
    write(LIST, models({COMPUTE: "0"}))
    write("epoch/2026-01-03_all_ai_models.csv", models({COMPUTE: "-1"}))
    with pytest.raises(IngestionError, match=r"notable_ai_models.*; .*all_ai_models"):
        land_all(tmp_path, "epoch")


def test_equal_files_of_one_directory_are_one_snapshot(write: Write, tmp_path: Path) -> None:
    for name in (LIST, "epoch/2026-01-02_notable_copy.csv"):
        write(name, models({}))
    assert land_all(tmp_path, "epoch") == ["landed", "stored"]
    assert len(snapshots(tmp_path / "raw", SOURCES["epoch"])) == 1
