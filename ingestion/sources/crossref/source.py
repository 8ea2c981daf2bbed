"""Crossref: papers of one venue and year, from pages of its API."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import duckdb

from ingestion.errors import IngestionError
from ingestion.landing.json_file import MAX_OBJECT_BYTES, read_json_part
from ingestion.landing.papers import COLUMNS, RULES
from ingestion.landing.schema import Column, Part, Source, literal
from ingestion.landing.values import CONTENT_ERRORS

VENUE_YEAR = re.compile(r"(.*_)?(?P<venue>[a-z]+)(?P<year>[0-9]{4})\.jsonl")
AUTHORS = (
    "STRUCT(given VARCHAR, family VARCHAR, name VARCHAR, affiliation STRUCT(name VARCHAR)[])[]"
)
# The fields that a request selects.
FIELDS = (
    Column("doi", aliases=("DOI",), required=True),
    Column("titles", "VARCHAR[]", ("title",), required=True),
    Column("subtitles", "VARCHAR[]", ("subtitle",)),
    Column("people", AUTHORS, ("author",), required=True),
)

PAGES = """
create or replace temp table crossref_pages as
select message.items as items from read_json(
    {path}, format = 'unstructured', maximum_object_size = {most},
    columns = {{'message': 'STRUCT(items JSON[])'}}
)
"""
# If a listing changes between two pages, it can repeat a work.
RECORDS = """
select source_row, record from (
    select row_number() over () as source_row, record
    from (select unnest(items) as record from crossref_pages)
)
qualify row_number() over (partition by record->>'$.DOI' order by source_row) = 1
"""
# Publishers deposit what follows a colon as a subtitle, escape ``&`` (some twice), and write ``;``
# between two employers of an author.
PAPERS = r"""
select
    source_row, {venue} as venue, {year}::bigint as year, doi, 'https://doi.org/' || doi as link,
    regexp_replace(
        regexp_replace(concat_ws(': ', titles[1], subtitles[1]), '</?[a-z]+>', '', 'g'),
        '&(amp;)+', '&', 'g'
    ) as title,
    array_to_string(list_transform(people, lambda one:
        replace(coalesce(one.name, concat_ws(' ', one.given, one.family)), ';', ',')
    ), ';') as authors,
    array_to_string(list_transform(people, lambda one:
        coalesce(array_to_string(list_transform(one.affiliation, lambda employer: regexp_replace(
            trim(regexp_replace(employer.name, '&(amp;)+', '&', 'g'), ' ;'),
            '\s*;\s*', '+', 'g'
        )), '+'), '')
    ), ';') as slots,
    case when trim(slots, ';') <> '' then slots end as affiliations,
    null as status, null as abstract, null as keywords, unmapped
from ({records})
"""


def read(connection: duckdb.DuckDBPyConnection, path: Path, file: str, scratch: Path) -> list[Part]:
    """Read the pages of a venue and year, one a line; its name has both, as in ``kdd2024``.

    Raises IngestionError if the JSON is broken or a line is not a page.
    """
    named = VENUE_YEAR.fullmatch(path.name)
    if named is None:
        raise IngestionError(file, "the file name must be a venue and a year, as kdd2024.jsonl.gz")
    try:
        connection.execute(PAGES.format(path=literal(path), most=MAX_OBJECT_BYTES))
    except CONTENT_ERRORS as error:
        raise IngestionError(file, f"not a readable JSON file: {error}") from error
    ((lines, pages),) = connection.execute(
        "select count(*), count(items) from crossref_pages"
    ).fetchall()
    if lines != pages:
        raise IngestionError(file, "a line is not a page: it has no 'items'", column="message")
    part = read_json_part(connection, RECORDS, file, named["venue"] + named["year"], FIELDS)
    query = PAPERS.format(venue=literal(named["venue"]), year=named["year"], records=part.query)
    return [dataclasses.replace(part, query=query)]


SOURCE = Source(
    name="crossref",
    table="papers",
    publisher="Crossref",
    homepage="https://api.crossref.org/works",
    licence="facts, which need no licence",
    citation="Crossref, metadata of the publishers, https://www.crossref.org.",
    refresh_days=30,
    first_fetch="130 calls, 100 MB",
    globs=("crossref/*.jsonl", "crossref/*.jsonl.gz"),
    columns=COLUMNS,
    read=read,
    max_set_aside=0.02,
    rules=RULES,
)
