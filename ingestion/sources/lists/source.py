"""Lists of papers in one plain format: the embedded record, and any list that a user has."""

from __future__ import annotations

from pathlib import Path

import duckdb

from ingestion.landing.csv_file import read_csv_part
from ingestion.landing.packed import unpack_gzip
from ingestion.landing.schema import HAS_TITLE, Column, Part, Rule, Source

COLUMNS = (
    Column("title", aliases=("title",), required=True),
    Column("venue", aliases=("venue",), required=True, filled=True),
    Column("year", "BIGINT", ("year",), required=True, filled=True),
    Column("authors", aliases=("authors",), required=True),
    Column("affiliations", aliases=("affiliations",), required=True),
    Column("doi", aliases=("doi",)),
    Column("link", aliases=("link",)),
    Column("status", aliases=("status",)),
    Column("abstract", aliases=("abstract",)),
    Column("keywords", aliases=("keywords",)),
)


def read(connection: duckdb.DuckDBPyConnection, path: Path, file: str, scratch: Path) -> list[Part]:
    """Read one list, plain or packed with gzip. Its name is free."""
    if path.suffix == ".gz":
        path = unpack_gzip(path, file, scratch)
    return [read_csv_part(connection, path, file, "papers", COLUMNS, scratch)]


SOURCE = Source(
    name="lists",
    table="papers",
    publisher="Your own list",
    homepage="",
    licence="none declared",
    citation="A list of papers of the operator.",
    refresh_days=365,
    globs=("lists/*.csv", "lists/*.csv.gz"),
    columns=COLUMNS,
    read=read,
    max_set_aside=0.02,
    rules=(
        Rule(
            "year not between 1950 and year(vintage) + 2",
            ("year",),
            "must be between 1950 and 2 years after the file's vintage",
        ),
        HAS_TITLE,
    ),
)
