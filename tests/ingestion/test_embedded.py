"""The published record: what it has, and what it must not have."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import re
from typing import Any

import pytest

from ingestion.embedded.record import check
from ingestion.errors import IngestionError
from ingestion.landing.files import read_manifest
from ingestion.sources.lists.source import COLUMNS
from ingestion.sources.reduced.source import SOURCE
from orchestration.cli.reduce import LICENCE
from orchestration.run.settings import RECORD

FILES = read_manifest(RECORD)
LISTS = {name: row for name, row in FILES.items() if name.startswith("lists/")}
REDUCED = {name: row for name, row in FILES.items() if name.startswith("reduced/")}


def rows_of(name: str) -> list[dict[str, Any]]:
    """Read a file of the record as rows by heading."""
    content = (RECORD / name).read_bytes()
    text = (gzip.decompress(content) if name.endswith(".gz") else content).decode()
    if name in REDUCED:
        return json.loads(text)  # type: ignore[no-any-return]
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_manifest_lists_every_file_with_its_terms() -> None:
    """Each file is listed once, unchanged, with a publisher, a licence, a credit and originals."""
    shipped = {path.relative_to(RECORD).as_posix() for path in RECORD.glob("*/*.*")}
    assert set(FILES) == shipped
    for name, row in FILES.items():
        assert hashlib.sha256((RECORD / name).read_bytes()).hexdigest() == row["sha256"]
        assert len(rows_of(name)) == int(row["rows"])
        assert all(row[column] for column in ("publisher", "licence", "citation", "originals"))


@pytest.mark.parametrize("name", sorted(FILES.keys() - LISTS.keys() - REDUCED.keys()))
def test_tables_have_no_sentences(name: str) -> None:
    """A table has no column of notes, quotes, abstracts or authors."""
    headings = " ".join(rows_of(name)[0]).lower()
    assert not any(word in headings for word in ("note", "quote", "abstract", "author"))


@pytest.mark.parametrize("name", LISTS)
def test_lists_have_facts_only(name: str) -> None:
    """Each row has a title, venue and year, and neither an abstract nor a name of an author."""
    rows = rows_of(name)
    assert set(rows[0]) <= {column.name for column in COLUMNS}
    assert all(row["title"] and row["venue"] in name and row["year"].isdigit() for row in rows)
    assert not any(row.get("abstract") or row["authors"].strip("-;") for row in rows)


@pytest.mark.parametrize("name", REDUCED)
def test_reduced_lists_have_no_text(name: str) -> None:
    """Their licence lets anybody pass them on; the rules of their source refuse other words."""
    assert FILES[name]["licence"] == LICENCE
    columns = {column.name for column in SOURCE.columns}
    fields = {"slot", "string", "sectors", "country", "organisation"}
    for row in rows_of(name):
        assert row.keys() <= columns <= row.keys() | {"crawled", "learners", "work_id", "domain"}
        assert all(mention.keys() == fields for mention in row["mentions"] or ())
        assert row["venue"] in name


def test_teams_are_complete_only_where_authors_and_affiliations_align() -> None:
    """A slot an author is the Anthology's. Elsewhere, few papers have as many slots as authors."""
    for name in LISTS:
        rows = [row for row in rows_of(name) if row["affiliations"]]
        aligned = [
            row
            for row in rows
            if row["authors"] and row["authors"].count(";") == row["affiliations"].count(";")
        ]
        is_anthology = FILES[name]["publisher"] == "ACL Anthology"
        assert len(aligned) == len(rows) if is_anthology else len(aligned) < len(rows) / 10


def test_an_original_that_is_not_there_is_named() -> None:
    """The record is made from all of its originals, with the bytes that its manifest has."""
    first, *others = sorted({o for row in FILES.values() for o in row["originals"].split("; ")})
    with pytest.raises(IngestionError, match=re.escape(first)):
        check(others)
