"""Paper Copilot's conference paper lists: one JSON array a venue and year (no licence declared)."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from ingestion.errors import IngestionError
from ingestion.landing.readers import json_array_records, read_json_part
from ingestion.landing.schema import Column, Part, Source, literal

VENUE_YEAR = re.compile(r"^(?P<venue>.*[a-z])(?P<year>(?:19|20)[0-9]{2})\.json(?:\.gz)?$")
COLUMNS = (
    Column("paper_id", aliases=("id",)),
    Column("title", aliases=("title",), required=True),
    Column("status", aliases=("status",)),
    Column("track", aliases=("track",)),
    Column("keywords", aliases=("keywords",)),
    Column("primary_area", aliases=("primary_area",)),
    Column("author", aliases=("author", "authors")),
    Column("author_count", "BIGINT", ("author_num",)),
    Column("aff", aliases=("aff", "affs")),
    Column("aff_domain", aliases=("aff_domain",)),
    Column("email", aliases=("email",)),
    Column("position", aliases=("position",)),
    Column("abstract", aliases=("abstract",)),
    Column("gs_citation", "BIGINT", ("gs_citation",)),
    Column("doi", aliases=("doi",)),
    Column("arxiv", aliases=("arxiv",)),
    Column("site", aliases=("site",)),
    Column("pdf", aliases=("pdf",)),
    Column("openreview", aliases=("openreview",)),
)
PLACE_COLUMNS = (Column("venue"), Column("year", "BIGINT"))


def read(connection: duckdb.DuckDBPyConnection, path: Path, file: str, scratch: Path) -> list[Part]:
    """Read one list; venue and year come from its name, as in ``nips/nips2021.json.gz``."""
    place = VENUE_YEAR.match(path.name)
    if place is None:
        raise IngestionError(file, "the file name must be a venue and a year, as nips2021.json.gz")
    part = read_json_part(
        connection, json_array_records(path), file, place["venue"] + place["year"], COLUMNS
    )
    query = (
        f"select *, {literal(place['venue'])} as venue, {place['year']}::bigint as year"
        f" from ({part.query})"
    )
    return [Part(part.name, query, part.renamed, part.missing, part.unknown)]


SOURCE = Source(
    name="papercopilot",
    table="papers",
    publisher="Paper Copilot",
    homepage="https://github.com/papercopilot/paperlists",
    licence="none declared: ask before you pass the lists on",
    citation="Paper Copilot, paperlists, https://github.com/papercopilot/paperlists.",
    refresh_days=30,
    globs=("papercopilot/*/*.json", "papercopilot/*/*.json.gz"),
    columns=(*PLACE_COLUMNS, *COLUMNS),
    read=read,
    notice=(
        "Paper Copilot declares no licence for its lists: to use and to pass them on is for you to"
        " judge, and abstracts belong to their authors"
    ),
)
