"""Crossref: papers of one venue and year, from pages of its API."""

from __future__ import annotations

import dataclasses
import re

from ingestion.errors import IngestionError
from ingestion.landing.json_file import read_json_part, read_pages
from ingestion.landing.papers import COLUMNS, RULES, track_of
from ingestion.landing.schema import Column, Input, Part, Source, literal
from ingestion.venues import expected_papers

FIRST_YEAR = 2013
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
    Column("volumes", "VARCHAR[]", ("container-title",)),
)
# Publishers deposit what follows a colon as a subtitle, escape ``&`` (some twice), and write ``;``
# between two employers of an author. The main volume of a conference may have several tracks.
VOLUMES = "coalesce(array_to_string(volumes, ' '), '')"
COMPANION = f"case when {VOLUMES} ilike '%companion%' then 'other' end"
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
    null as status, null as abstract, null as keywords, {track} as track,
    case when affiliations is not null then 'printed' end as affiliations_are, unmapped
from ({records})
"""


def read(file: Input) -> list[Part]:
    """Read the pages of a venue and year, one a line; its name has both, as in ``kdd2024``.

    Raises IngestionError if the JSON is broken or a line is not a page.
    """
    match = VENUE_YEAR.fullmatch(file.path.name)
    if match is None:
        rule = "the file name must be a venue and a year, as kdd2024.jsonl.gz"
        raise IngestionError(file.name, rule)
    if not read_pages(file, "message.items", "DOI", "message.total-results"):
        raise IngestionError(file.name, "no line is a page: none has 'items'", column="message")
    part = read_json_part(file, match["venue"] + match["year"], FIELDS)
    query = PAPERS.format(
        venue=literal(match["venue"]),
        year=match["year"],
        records=part.query,
        track=track_of(VOLUMES, COMPANION),
    )
    return [dataclasses.replace(part, query=query)]


SOURCE = Source(
    name="crossref",
    table="papers",
    publisher="Crossref",
    homepage="https://api.crossref.org/works",
    licence="facts, which need no licence",
    citation="Crossref, metadata of the publishers, https://www.crossref.org.",
    first_fetch="270 calls, 170 MB",
    globs=("crossref/*.jsonl", "crossref/*.jsonl.gz"),
    columns=COLUMNS,
    read=read,
    rules=RULES,
    expected=(expected_papers("crossref", lambda _, last: range(FIRST_YEAR, last + 1)),),
)
