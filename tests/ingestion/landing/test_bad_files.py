"""Every bad file in a directory is refused with file, row and value, and no file lands."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingestion.errors import IngestionError
from ingestion.landing.snapshots import TEMPORARY_PREFIX, connect, snapshots
from ingestion.refresh import land_directory
from ingestion.registry import SOURCES
from tests.builders import csv_text, gzipped_json, hardware, model, page_of, paper, zip_of

Write = Callable[[str, str | bytes], Path]


def land_all(directory: Path, name: str) -> list[str]:
    """Land a directory; return the status of each file."""
    with connect() as connection:
        landings = land_directory(
            connection, SOURCES[name], directory / "raw", directory, lambda _: None
        )
    return [landing.status for landing in landings]


def check_refused(write: Write, folder: Path, name: str, content: str | bytes, rule: str) -> None:
    """Check that the file is refused by name, and that a run without it lands the good file."""
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


def work(**changes: Any) -> dict[str, Any]:
    return {"id": "https://openalex.org/W1", "title": "A synthetic work", **changes}


def encrypted(text: str) -> bytes:
    """Return a zip whose member is marked as encrypted."""
    content = bytearray(zip_of({"notable.csv": text}))
    for header, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        content[content.index(header) + offset] |= 1
    return bytes(content)


def uncommon(text: str) -> bytes:
    """Return a zip whose member has a compression that Python does not know."""
    content = bytearray(zip_of({"notable.csv": text}))
    for header, offset in ((b"PK\3\4", 8), (b"PK\1\2", 10)):
        content[content.index(header) + offset] = 97
    return bytes(content)


def altered(content: bytes) -> bytes:
    """Return a gzip file with another checksum."""
    return content[:-8] + bytes([content[-8] ^ 1]) + content[-7:]


DATELESS = "epoch/notable.csv"
COMPUTE, DATE = "Training compute (FLOP)", "Publication date"
FP32 = "FP32 (single precision) performance (FLOP/s)"
LIST = "epoch/2026-01-02_notable_ai_models.csv"
GOOD: dict[str, tuple[str, str]] = {
    "epoch": ("epoch/2025-01-01_notable_ai_models.csv", models({})),
    "hardware": ("hardware/2025-01-01_ml_hardware.csv", csv_text([hardware()])),
    "papercopilot": ("papercopilot/cvpr/cvpr2023.json", json.dumps([paper(title="Good")])),
    "openalex": ("openalex/good.json", page_of(work())),
}
ROWS: dict[str, tuple[str, str | bytes, str]] = {
    "zero compute": (LIST, models({}, *[{COMPUTE: "0"}] * 2), "row 2: must be above 0.*found 0.0"),
    "negative compute": (LIST, models({COMPUTE: "-1"}), "row 1: must be above 0.*found -1.0"),
    "infinite compute": (
        LIST,
        models({COMPUTE: "inf"}),
        "row 1: not of the declared.*found inf",
    ),
    "not a number": (
        LIST,
        models({COMPUTE: "-nan"}),
        "row 1: not of the declared.*found -nan",
    ),
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
        zip_of({"all.csv": models({}), "notable.csv": models({}, *[{COMPUTE: "0"}] * 2)}),
        "models.zip:notable, column 'training_compute_flop', row 2: must be above 0",
    ),
    "hardware in TFLOP/s": (
        "hardware/2026-01-01_ml_hardware.csv",
        csv_text([hardware(), *[hardware(**{FP32: "15"})] * 2]),
        "row 2: must be between 1e9 and 1e18.*found .*15.0",
    ),
    "hardware without a name": (
        "hardware/2026-01-01_ml_hardware.csv",
        csv_text([hardware(), *[hardware(**{"Hardware name": ""})] * 2]),
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
        page_of(work(), work(id=None), work(id=None)),
        "'work_id', row 2: must have a value",
    ),
    "an id of an author": (
        "openalex/bad.json",
        page_of(work(id="https://openalex.org/A1")),
        "row 1: must be an id of a work.*A1",
    ),
}


HEAD, LINE = csv_text([model()]).splitlines()
ZIP, PAPERS = "epoch/2026-01-02_models.zip", "papercopilot/icml/icml2023.json"
TABLES: dict[str, tuple[str | bytes, str]] = {
    "a short row": (f"{HEAD}\n{LINE}\nonly\n", "row 2: 1 cells, but the heading line has 6"),
    "a long row": (f"{HEAD}\n{LINE},more\n", "row 1: 7 cells, but the heading line has 6"),
    "a comment": (f"{HEAD}\n{LINE}\n# a note\n", "row 2: 1 cells.*# a note"),
    "a title": (f"Models\n{HEAD}\n{LINE}\n", r"row 1: 6 cells.* 1 \(Models\)"),
    "semicolons": (f"{HEAD}\n{LINE}\n".replace(",", ";"), "column is missing.*Model;Organiz"),
    "tabs": (f"{HEAD}\n{LINE}\n".replace(",", "\t"), "column is missing.*Model\tOrganiz"),
    "a stray quote": (f'{HEAD}\n{LINE}\n"a"b,,,,,\n', "row 2: line 3: .*expected after"),
    "an open quote": (f'{HEAD}\n"a{LINE}\n{LINE}\n', "row 1: line 3: .*unexpected end"),
    "a backslash": (f'{HEAD}\n"a\\"b",,,,,\n', "row 1: line 2: .*expected after"),
    "cut in a row": (f"{HEAD}\n{LINE}\n{LINE}"[:-30], "row 2: [1-5] cells"),
    "UTF-16": (f"{HEAD}\n{LINE}\n".encode("utf-16"), "the encoding is UTF-16"),
    "UTF-16 without a mark": (f"{HEAD}\n".encode("utf-16-le"), "NUL character"),
    "Latin-1": (f"{HEAD}\n{LINE}\n\xe9,,,,,\n".encode("latin-1"), "row 2: byte 0xe9 is not UTF-8"),
    "NUL": (f"{HEAD}\n{LINE}\na\0,,,,,\na\0,,,,,\n", "row 2: the text has a NUL character"),
    "two equal headings": (f"{HEAD},Model\n{LINE},x\n", "the heading line has 'Model' twice"),
    "gzip": (gzip.compress(HEAD.encode()), "not UTF-8|NUL character"),
    "a web page": ("<html>\n<p>Not here</p>\n</html>\n", "column is missing|cells"),
    "nothing": ("", "the file is empty"),
}
FILES: dict[str, tuple[str, str | bytes, str]] = {
    **{f"CSV: {name}": (LIST, *case) for name, case in TABLES.items()},
    "upper case": (LIST.replace(".csv", ".CSV"), models({}), "rename or unpack it"),
    "CSV in gzip": (f"{LIST}.gz", gzip.compress(models({}).encode()), "rename or unpack it"),
    "JSON in upper case": (PAPERS.replace("json", "JSON"), "[]", "rename or unpack it"),
    "a pattern as name": ("epoch/2026-01-02_notable[1].csv", models({}), "rename it"),
    "no zip": (ZIP, b"PK", "not a readable zip file"),
    "an encrypted zip": (ZIP, encrypted(models({})), "notable.csv' is encrypted"),
    "an unknown compression": (ZIP, uncommon(models({})), "not a readable zip file"),
    "a pattern in a zip": (ZIP, zip_of({"notable*.csv": models({})}), r"'notable\*.csv': its name"),
    "upper case in a zip": (ZIP, zip_of({"notable.CSV": models({})}), "must be .csv"),
    "cut after a comma": (PAPERS, json.dumps([paper()])[:-1] + ",", "does not end with ']'"),
    "UTF-16 JSON": (PAPERS, json.dumps([paper()]).encode("utf-16"), "not a"),
    "strings as records": (
        PAPERS,
        json.dumps([paper(), "a", "a"]),
        'row 2: not an object; found "a"',
    ),
    "null as a record": (
        PAPERS,
        json.dumps([paper(), None, None]),
        "row 2: not an object; found null",
    ),
    "another checksum": (
        f"{PAPERS}.gz",
        altered(gzipped_json([paper()])),
        "not a readable gzip file",
    ),
    "more after gzip": (
        f"{PAPERS}.gz",
        gzipped_json([paper()]) + b"more",
        "not a readable gzip file",
    ),
    "upper case in a venue": (
        PAPERS.replace("icml2023", "IcMl2023"),
        json.dumps([paper()]),
        "lower case",
    ),
    "strings as authors": (
        "openalex/bad.json",
        page_of(
            work(), *(work(id=f"https://openalex.org/W{i}", authorships=["Ada"]) for i in (2, 3))
        ),
        "'authorships', row 2: not of the declared type",
    ),
    "a page without works": (
        "openalex/bad.jsonl.gz",
        gzip.compress(f"{page_of(work())}\n{json.dumps({'meta': {}, 'results': None})}\n".encode()),
        "1 of its pages have no list 'results'",
    ),
}


@pytest.mark.parametrize("case", FILES)
def test_a_file_of_another_form_never_lands(write: Write, tmp_path: Path, case: str) -> None:
    check_refused(write, tmp_path, *FILES[case])


@pytest.mark.parametrize(
    "text",
    [
        f"\ufeff{HEAD}\n{LINE}\n",
        f"{HEAD}\r\n{LINE}\r\n",
        f"{HEAD}\n\n{LINE}\r\n\n",
        f'"{HEAD.replace(",", chr(34) + "," + chr(34))}"\n{LINE}',
        f"{HEAD},\n{LINE},\n",
    ],
    ids=["byte order mark", "CRLF", "blank lines", "quotes, no last line end", "an empty column"],
)
def test_other_spellings_of_csv_give_the_same_row(write: Write, tmp_path: Path, text: str) -> None:
    write(LIST, text)
    assert land_all(tmp_path, "epoch") == ["landed"]
    table = str(tmp_path / "raw" / "epoch" / "2026*" / "models.parquet")
    query = "select source_row, model, training_compute_flop from read_parquet(?)"
    assert duckdb.execute(query, [table]).fetchall() == [(1, "Synthetic-1", 1.5e20)]


def test_a_pipe_is_refused_at_once(write: Write, tmp_path: Path) -> None:
    write(*GOOD["epoch"])
    os.mkfifo(tmp_path / LIST)
    with pytest.raises(IngestionError, match=r"notable_ai_models\.csv: not a regular file"):
        land_all(tmp_path, "epoch")


def test_a_file_that_is_not_read_is_logged(write: Write, tmp_path: Path) -> None:
    write("papercopilot/icml2023.json", "[]")
    lines: list[str] = []
    with connect() as connection:
        land_directory(
            connection, SOURCES["papercopilot"], tmp_path / "raw", tmp_path, lines.append
        )
    accepted = "papercopilot/*/*.json, papercopilot/*/*.json.gz"
    assert lines == [f"papercopilot/icml2023.json is not read: accepted names are {accepted}"]


def test_a_date_before_a_venue_is_no_part_of_it(write: Write, tmp_path: Path) -> None:
    write("papercopilot/icml/2024-01-02_icml2023.json", json.dumps([paper()]))
    assert land_all(tmp_path, "papercopilot") == ["landed"]
    (snapshot,) = snapshots(tmp_path / "raw", SOURCES["papercopilot"])
    assert [part["part"] for part in snapshot.parts] == ["icml2023"]


DIGEST = hashlib.sha256(models({}).encode()).hexdigest()
MANIFESTS = {
    "another heading": (f"file, SHA256 \n{LIST},{'0' * 64}\n", "differs from manifest.csv"),
    "a dot": (f"file,sha256\n./{LIST},{'0' * 64}\n", "differs from manifest.csv"),
    "a backslash": (f"file,sha256\n{LIST.replace('/', chr(92))},{'0' * 64}\n", "differs from"),
    "blanks": (f"file,sha256\n {LIST} , {'0' * 64}\n", "differs from manifest.csv"),
    "a short hash": (f"file,sha256\n{LIST},abc\n", "'sha256', row 1: not a SHA-256; found 'abc'"),
    "a short row": (f"file,sha256\n{LIST}\n", "manifest.csv, row 1: 1 cells.* has 2"),
    "a long row": (f"file,sha256\n{LIST},{DIGEST},x\n", "manifest.csv, row 1: 3 cells.* has 2"),
    "a missing file": (f"file,sha256\n{LIST},\nepoch/gone.csv,\n", "gone.csv: .*is missing"),
    "a file twice": (f"file,sha256\n{LIST},\n./{LIST},\n", "row 2: .*is listed twice"),
    "a date of the future": (
        f"file,commit_date\n{DATELESS},2099-01-01\n",
        "2099-01-01 is not between",
    ),
    "a date of year 1": (f"file,commit_date\n{DATELESS},0001-01-01\n", "0001-01-01 is not between"),
}


@pytest.mark.parametrize("case", MANIFESTS)
def test_a_manifest_is_checked_however_it_is_written(
    write: Write, tmp_path: Path, case: str
) -> None:
    text, rule = MANIFESTS[case]
    write(DATELESS if "commit_date" in text else LIST, models({}))
    write("manifest.csv", text)
    with pytest.raises(IngestionError, match=rule):
        land_all(tmp_path, "epoch")
    write("manifest.csv", f"file,SHA256\n./{LIST},{DIGEST.upper()}\n")
    write(LIST, models({}))
    (tmp_path / DATELESS).unlink(missing_ok=True)
    assert land_all(tmp_path, "epoch") == ["landed"]


def test_a_file_name_of_the_future_is_refused(write: Write, tmp_path: Path) -> None:
    name = "epoch/2099-01-01_notable.csv"
    check_refused(write, tmp_path, name, models({}), "file name 2099-01-01 is not between")


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
