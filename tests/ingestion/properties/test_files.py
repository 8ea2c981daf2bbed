"""Names and dates of files are read as they are written, or give an error."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import json
import re
from pathlib import Path

import duckdb
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingestion.errors import IngestionError
from ingestion.landing.files import discover, read_manifest
from ingestion.landing.schema import Input
from ingestion.sources.clusters.source import SOURCE as CLUSTERS
from ingestion.sources.papercopilot import source as papercopilot
from tests.builders import NOW

CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
FILE = "clusters/gpu_clusters.csv"


@given(name=st.from_regex(r"[a-z]{1,4}\w{4}\.json", fullmatch=True))
@example(name="nips20٣٤.json")
def test_a_name_without_a_year_is_an_error(
    connection: duckdb.DuckDBPyConnection, folder: Path, name: str
) -> None:
    path = folder / name
    path.write_text(json.dumps([{"title": "A"}]), encoding="utf-8")
    if re.search(r"[a-z](19|20)[0-9]{2}\.json$", name):
        (part,) = papercopilot.read(Input(path, name, folder, connection))
        assert connection.execute(f"select title from ({part.query})").fetchall() == [("A",)]
    else:
        with pytest.raises(IngestionError, match="a venue and a year"):
            papercopilot.read(Input(path, name, folder, connection))


def is_date(text: str) -> bool:
    with contextlib.suppress(ValueError):
        return bool(dt.date.fromisoformat(text))
    return False


@given(cell=CELLS.filter(lambda cell: cell.strip() and not is_date(cell.strip())))
def test_any_other_cell_is_an_error_that_names_the_file(folder: Path, cell: str) -> None:
    (folder / "clusters").mkdir(exist_ok=True)
    (folder / FILE).touch()
    with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["file", "commit_date"], [FILE, cell]])
    with pytest.raises(IngestionError, match=r"is not (a date|between)") as caught:
        discover(folder, CLUSTERS, NOW)
    assert caught.value.file == FILE


@given(content=st.binary(max_size=60).map(lambda content: b"file,commit_date\n" + content))
@example(content=b"file,commit_date\n\xff,2020-01-01\n")
@example(content=b"file,commit_date\n" + b"x" * 200_000)
def test_any_bytes_in_the_manifest_are_read_or_an_error(folder: Path, content: bytes) -> None:
    (folder / "manifest.csv").write_bytes(content)
    with contextlib.suppress(IngestionError):
        read_manifest(folder)
