"""OpenReview: accepted papers of venues, from pages of notes (CC0 metadata)."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import duckdb

from ingestion.errors import IngestionError
from ingestion.landing.readers import CONTENT_ERRORS, MAX_OBJECT_BYTES, read_json_part
from ingestion.landing.schema import HAS_TITLE, Column, Part, Rule, Source, literal

COLUMNS = (
    Column("note_id", aliases=("id",), required=True, filled=True),
    Column("title", aliases=("title",), required=True),
    Column("venueid", aliases=("venueid",), required=True, filled=True),
    Column("venue_text", aliases=("venue",)),
    Column("forum", aliases=("forum",)),
    Column("number", "BIGINT", ("number",)),
    Column("created_ms", "BIGINT", ("cdate",)),
    Column("received_ms", "BIGINT", ("tcdate",)),
    Column("published_ms", "BIGINT", ("pdate",)),
    Column("authors", "VARCHAR[]", ("authors",)),
    Column("keywords", "VARCHAR[]", ("keywords",)),
)
# DuckDB would round a number with a fraction.
YEAR = re.compile(r"[0-9]{1,4}")
LIST_COLUMNS = (Column("venue"), Column("year", "BIGINT"))

PAGES = """
create or replace temp table openreview_pages as
select * from read_json(
    {path}, format = 'unstructured', maximum_object_size = {max_bytes},
    columns = {{'venue': 'VARCHAR', 'year': 'VARCHAR', 'page': 'BIGINT', 'notes': 'JSON[]'}}
)
"""
LISTS = """
select venue, year, count(*) - count(notes) as others, coalesce(sum(len(notes)), 0) as notes
from openreview_pages group by venue, year
"""
RECORDS = """
select row_number() over () as source_row, record
from (select unnest(notes) as record from openreview_pages)
"""

# Only printed names of persons may be stored, so a file with such a field does not land.
ADDRESSES = """
select note_id, source_row from ({query})
where array_to_string(authors, ' ') like '%@%' order by source_row limit 1
"""


def read(connection: duckdb.DuckDBPyConnection, path: Path, file: str, scratch: Path) -> list[Part]:
    """Read the pages of one list, one per line; a list without notes is skipped.

    Raises IngestionError on broken JSON, on lines that are not pages of one list, and on notes with
    personal data: undeclared fields or an e-mail address.
    """
    try:
        connection.execute(PAGES.format(path=literal(path), max_bytes=MAX_OBJECT_BYTES))
    except CONTENT_ERRORS as error:
        raise IngestionError(file, f"not a readable JSON file: {error}") from error
    lists = connection.execute(LISTS).fetchall()
    if len(lists) != 1 or not lists[0][0] or lists[0][2]:
        raise IngestionError(file, "its lines are not pages of one list: venue, year, page, notes")
    ((venue, year, _, notes),) = lists
    if year is not None and not YEAR.fullmatch(year):
        raise IngestionError(file, f"must be a year; found {year[:60]!r}", column="year")
    if not notes:
        return []
    part = read_json_part(connection, RECORDS, file, f"{venue}{year or ''}", COLUMNS)
    if part.unknown:
        raise IngestionError(file, "a note has an undeclared field", column=part.unknown[0])
    addresses = connection.execute(ADDRESSES.format(query=part.query)).fetchall()
    for note, row in addresses:
        rule = f"must not have an e-mail address as author; found {note}"
        raise IngestionError(file, rule, column="authors", row=row)
    query = (
        f"select *, {literal(venue)} as venue, {'null' if year is None else year}::bigint as year"
        f" from ({part.query})"
    )
    return [dataclasses.replace(part, query=query)]


SOURCE = Source(
    name="openreview",
    table="notes",
    publisher="OpenReview",
    homepage="https://openreview.net",
    licence="CC0-1.0",
    citation="OpenReview, notes of accepted papers by API v2, https://openreview.net.",
    refresh_days=7,
    globs=("openreview/*.jsonl", "openreview/*.jsonl.gz"),
    columns=(*LIST_COLUMNS, *COLUMNS),
    read=read,
    max_set_aside=0.02,
    rules=(
        Rule(
            "row_number() over (partition by snapshot_id, note_id order by source_row) > 1",
            ("note_id",),
            "must occur once in the list",
        ),
        HAS_TITLE,
        Rule(
            "year not between 2013 and year(vintage) + 2",
            ("year",),
            "must be between 2013 and 2 years after the file's vintage",
        ),
        Rule(
            # The unit is ms since 1970. Values in s or ns are out of range.
            "published_ms not between epoch_ms(timestamp '2013-01-01')"
            " and epoch_ms(vintage + interval 800 days)",
            ("published_ms",),
            "must be ms since 1970, between 2013 and 800 days after the file's vintage",
        ),
    ),
    notice=(
        "OpenReview's terms of use (24 September 2024) dedicate the metadata of works to the public"
        " domain as far as it or the submitter has rights in it; notes that only an account may"
        " read are left out"
    ),
)
