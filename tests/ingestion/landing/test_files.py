"""Files of a directory: names, dates and the manifest. All bad files are named at once."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from ingestion.errors import IngestionError
from ingestion.landing.files import discover
from ingestion.landing.snapshots import snapshots
from ingestion.registry import SOURCES
from ingestion.sources.epoch.source import SOURCE
from tests.builders import NOW, Write, csv_text, land_folder, model, paper, zip_of

LIST = "epoch/2026-01-02_notable_ai_models.csv"
MODELS = csv_text([model()])
PAPERS = json.dumps([paper()])


def land(directory: Path, source: str, lines: list[str] | None = None) -> list[str]:
    """Ingest a directory; return the status of each file."""
    log = (lines if lines is not None else []).append
    return land_folder(directory, SOURCES[source], directory / "raw", log)


def test_vintage_is_file_name_then_manifest_then_retrieval(write: Write, tmp_path: Path) -> None:
    write("epoch/2025-03-04_notable.csv", "x")
    write("epoch/notable_b.csv", "x")
    write("epoch/notable_c.csv", "x")
    write(
        "manifest.csv",
        "file,commit_date,licence,publisher_url,citation\n"
        "epoch/notable_b.csv,2024-05-06,MIT,https://b,B data\n",
    )
    files = discover(tmp_path, SOURCE, NOW)
    assert [(f.name, str(f.vintage), f.vintage_rule) for f in files] == [
        ("epoch/notable_b.csv", "2024-05-06", "manifest commit_date"),
        ("epoch/2025-03-04_notable.csv", "2025-03-04", "file name"),
        ("epoch/notable_c.csv", "2026-01-02", "day of reading"),
    ]
    assert (files[0].licence, files[0].url) == ("MIT", "https://b")
    assert (files[0].citation, files[1].citation) == ("B data", SOURCE.citation)
    assert files[1].licence == SOURCE.licence


NAMES: dict[str, tuple[str | bytes, str]] = {
    "epoch/2026-01-02_notable_ai_models.CSV": (MODELS, "rename or unpack it"),
    "papercopilot/nips/icml2023.json": (PAPERS, "its name and its folder name different venues"),
    "epoch/2026-01-02_models.csv": (MODELS, "the file name must contain one of"),
    "epoch/2099-01-01_notable.csv": (MODELS, "file name 2099-01-01 is not between"),
    "epoch/2026-01-02_twice.zip": (
        zip_of({"a/notable.csv": MODELS, "b/notable.csv": MODELS}),
        "it contains the list 'notable' twice",
    ),
    f"epoch/{'all' * 67}.csv": (MODELS, "its name is longer than 200 bytes"),
    "openalex/error.json": ('{"error": "Invalid query"}', "answered with an error: Invalid query"),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_a_wrong_name_or_date_is_refused(write: Write, tmp_path: Path, name: str) -> None:
    content, rule = NAMES[name]
    write(name, content)
    with pytest.raises(IngestionError, match=rule) as caught:
        land(tmp_path, name.split("/")[0])
    assert name in str(caught.value)
    assert snapshots(tmp_path / "raw", SOURCES[name.split("/")[0]]) == []


def test_a_name_that_is_not_utf_8_is_stored_or_logged(write: Write, tmp_path: Path) -> None:
    (tmp_path / "epoch").mkdir()
    (tmp_path / "epoch" / "other\udcff.bin").touch()
    write("epoch/all\udcff.csv", MODELS)
    lines: list[str] = []
    assert land(tmp_path, "epoch", lines) == ["landed"]
    accepted = "epoch/*.csv, epoch/*.csv.gz, epoch/*.zip"
    assert lines[:1] == [rf"epoch/other\xff.bin is not read: accepted names are {accepted}"]
    (snapshot,) = snapshots(tmp_path / "raw", SOURCE)
    assert snapshot.file == r"epoch/all\xff.csv"


def test_a_name_with_a_line_break_stays_on_its_line(write: Write, tmp_path: Path) -> None:
    write("epoch/x\nfailed: \x1b[2J.txt", "x")
    write("epoch/all.csv", MODELS)
    lines: list[str] = []
    land(tmp_path, "epoch", lines)
    assert lines[0].startswith(r"epoch/x failed: \x1b[2J.txt is not read")
    assert "\n" not in "".join(lines)
    write("epoch/all\n2.csv", MODELS)
    with pytest.raises(IngestionError, match="rename it: its name has a line break"):
        land(tmp_path, "epoch")


@pytest.mark.parametrize("kind", ["pipe", "folder", "device", "broken link"])
def test_what_is_no_regular_file_is_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / LIST
    path.parent.mkdir()
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("/dev/zero" if kind == "device" else "nowhere")
    with pytest.raises(IngestionError, match=r"notable_ai_models\.csv: not a regular file"):
        land(tmp_path, "epoch")


def test_all_bad_files_are_named_at_once_and_no_file_is_stored(
    write: Write, tmp_path: Path
) -> None:
    bad = csv_text([model(**{"Training compute (FLOP)": "0"})])
    write(LIST, bad)
    write("epoch/2026-01-03_all_ai_models.csv", bad + "\n")
    write("epoch/2026-01-04_frontier_ai_models.csv", MODELS)
    with pytest.raises(IngestionError, match=r"notable_ai_models.*; .*all_ai_models"):
        land(tmp_path, "epoch")
    assert snapshots(tmp_path / "raw", SOURCE) == []


def test_equal_files_of_one_directory_are_one_snapshot(write: Write, tmp_path: Path) -> None:
    for name in (LIST, "epoch/2026-01-02_notable_copy.csv"):
        write(name, MODELS)
    assert land(tmp_path, "epoch") == ["landed"]
    assert len(snapshots(tmp_path / "raw", SOURCE)) == 1


DIGEST = hashlib.sha256(MODELS.encode()).hexdigest()
MANIFESTS = {
    "another heading": (f"file, SHA256 \n{LIST},{'0' * 64}\n", "differs from manifest.csv"),
    "a short row": (f"file,sha256\n{LIST}\n", "manifest.csv, row 1: 1 cells.* has 2"),
    "a missing file": (f"file,sha256\n{LIST},\nepoch/gone.csv,\n", "gone.csv: .*is missing"),
    "another case": (f"file\n{LIST.replace('epoch', 'Epoch')}\n", "Epoch/.*lists this file, but"),
}


@pytest.mark.parametrize("case", MANIFESTS)
def test_a_manifest_is_checked_however_it_is_written(
    write: Write, tmp_path: Path, case: str
) -> None:
    text, rule = MANIFESTS[case]
    write(LIST, MODELS)
    write("manifest.csv", text.encode(errors="surrogateescape"))
    with pytest.raises(IngestionError, match=rule):
        land(tmp_path, "epoch")
    write("manifest.csv", f"file,SHA256\n./{LIST},{DIGEST.upper()}\n")
    assert land(tmp_path, "epoch") == ["landed"]
