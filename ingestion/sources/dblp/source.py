"""DBLP: the publications of each venue, from its XML release (CC0)."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import duckdb
import msgspec

from ingestion.landing.readers import json_line_records, read_json_part
from ingestion.landing.schema import HAS_TITLE, Column, Part, Rule, Source
from ingestion.sources.dblp.parse import Record, read_records
from ingestion.sources.dblp.selection import venues

COLUMNS = (
    Column("key", aliases=("key",), required=True, filled=True),
    Column("venue", aliases=("venue",), required=True, filled=True),
    Column("type", aliases=("type",), required=True),
    Column("title", aliases=("title",), required=True),
    Column("year", "BIGINT", ("year",), required=True, filled=True),
    Column("authors", "VARCHAR[]", ("author",)),
    Column("booktitle", aliases=("booktitle",)),
    Column("journal", aliases=("journal",)),
    Column("volume", aliases=("volume",)),
    Column("number", aliases=("number",)),
    Column("pages", aliases=("pages",)),
    Column("crossref", aliases=("crossref",)),
    Column("publtype", aliases=("publtype",)),
    Column("links", "VARCHAR[]", ("ee",)),
    Column("url", aliases=("url",)),
    Column("mdate", "DATE", ("mdate",)),
)


def read(connection: duckdb.DuckDBPyConnection, path: Path, file: str, scratch: Path) -> list[Part]:
    """Read the articles and papers of the selected venues; a file without these has no part.

    The records pass through a file, so that memory does not grow with their number. Raises the
    errors of ``read_records``.
    """
    lines = scratch / "records.jsonl"
    kept = 0
    with lines.open("wb") as out:

        def keep(record: Record) -> None:
            nonlocal kept
            kept += 1
            out.write(msgspec.json.encode(record) + b"\n")

        records = read_records(path, file, venues(), keep)
    if not kept:
        return []
    part = read_json_part(connection, json_line_records(lines), file, "records", COLUMNS)
    return [dataclasses.replace(part, left_out=records - kept)]


SOURCE = Source(
    name="dblp",
    table="records",
    publisher="dblp computer science bibliography",
    homepage="https://dblp.org",
    licence="CC0-1.0",
    citation=(
        "The dblp team, dblp computer science bibliography, monthly snapshot XML release,"
        " https://drops.dagstuhl.de/entities/collection/10.4230/dblp.xml."
    ),
    refresh_days=30,
    globs=("dblp/*.xml", "dblp/*.xml.gz"),
    columns=COLUMNS,
    read=read,
    max_set_aside=0.001,
    rules=(
        Rule(
            "key not similar to '(conf|journals)/[^/]+/.+'",
            ("key",),
            "must begin with conf/ or journals/ and a stream",
        ),
        HAS_TITLE,
        Rule(
            "year not between 1950 and year(vintage) + 2",
            ("year",),
            "must be between 1950 and 2 years after the file's vintage",
        ),
    ),
)
