"""Paper Copilot: paper lists, one JSON array per venue and year. It declares no licence."""

from __future__ import annotations

import dataclasses
import re
from pathlib import PurePosixPath

from ingestion.errors import IngestionError
from ingestion.landing.json_file import read_array, read_json_part
from ingestion.landing.papers import RULES, track_of
from ingestion.landing.schema import Column, Input, Part, Source, literal

VENUE_YEAR = re.compile(
    r"^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}[_-])?"
    r"(?P<venue>[a-z0-9_-]*[a-z])(?P<year>(?:19|20)[0-9]{2})\.json$"
)
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
    Column("position", aliases=("position",)),
    Column("abstract", aliases=("abstract",)),
    Column("gs_citation", "BIGINT", ("gs_citation",)),
    Column("doi", aliases=("doi",)),
    Column("arxiv", aliases=("arxiv",)),
    Column("site", aliases=("site",)),
    Column("pdf", aliases=("pdf",)),
    Column("openreview", aliases=("openreview",)),
)
NAME_COLUMNS = (Column("venue"), Column("year", "BIGINT"))
READ_COLUMNS = (Column("standard_track"), Column("affiliations_are"))
NAMED = "concat_ws(' ', status, track)"
# IJCAI names its special tracks, and some lists have a record without status and track.
OTHERWISE = """
    case
        when coalesce(track, '') not in ('', 'main') then 'other'
        when coalesce(status, track, '') <> '' then 'main'
    end
"""
# Positions at an employer come from profiles of OpenReview. Three sites show what their accounts
# have; their lists with links to PDF files have the affiliations of these. Others are printed.
PAPERS = f"""
select
    *, {{venue}} as venue, {{year}}::bigint as year,
    {track_of(NAMED, OTHERWISE)} as standard_track,
    case
        when not coalesce(bool_or(regexp_matches(aff, '[^;\\s]')) over (), false) then null
        when bool_or(regexp_matches(position, '[^;\\s]')) over () then 'profile'
        when {{venue}} not in ('iclr', 'icml', 'nips') or bool_or(pdf <> '') over () then 'printed'
        else 'profile'
    end as affiliations_are
from ({{query}})
"""


def read(file: Input) -> list[Part]:
    """Read one list. Venue and year come from its name, as in ``nips/nips2021.json.gz``."""
    match = VENUE_YEAR.match(file.path.name)
    if match is None:
        rule = "the file name must be a venue and a year in lower case, as in nips2021.json.gz"
        raise IngestionError(file.name, rule)
    if PurePosixPath(file.name).parent.name not in ("papercopilot", match["venue"], ""):
        raise IngestionError(file.name, "its name and its folder name different venues")
    read_array(file)
    part = read_json_part(file, match["venue"] + match["year"], COLUMNS)
    query = PAPERS.format(query=part.query, venue=literal(match["venue"]), year=match["year"])
    return [dataclasses.replace(part, query=query)]


SOURCE = Source(
    name="papercopilot",
    table="papers",
    publisher="Paper Copilot",
    homepage="https://github.com/papercopilot/paperlists",
    licence="none declared: ask before you pass the lists on",
    citation="Paper Copilot, paperlists, https://github.com/papercopilot/paperlists.",
    first_fetch="1 call, 0.5 GB",
    globs=("papercopilot/*/*.json", "papercopilot/*/*.json.gz"),
    columns=(*NAME_COLUMNS, *COLUMNS, *READ_COLUMNS),
    read=read,
    rules=RULES,
    notice=(
        "Paper Copilot declares no licence for its lists; you decide whether to use them and pass"
        " them on, and abstracts belong to their authors"
    ),
)
