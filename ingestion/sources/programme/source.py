"""Programmes of conferences: one JSON file per venue and year. The sites declare no licence."""

from __future__ import annotations

import dataclasses
import functools
import json
import re
from pathlib import Path

import msgspec

from ingestion.errors import IngestionError
from ingestion.landing.json_file import REPEATED_KEY, read_array, read_json_part
from ingestion.landing.papers import COLUMNS, RULES, track_of
from ingestion.landing.schema import Column, Input, Part, Source, literal
from ingestion.venues import expected_papers, venues

FILE_NAME = re.compile(
    r"^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}[_-])?(?P<site>[a-z]+)-(?P<year>20[0-9]{2})"
    r"-(?P<kind>orals-posters|proceedings)\.json$"
)
# The largest programme has about 20 MB, and msgspec needs some times as much memory.
MAX_BYTES = 256 * 1024**2
EVENT_COLUMNS = (
    Column("title", aliases=("name",), required=True),
    Column("people", "STRUCT(fullname VARCHAR, institution VARCHAR)[]", ("authors",), True),
    Column("kind", aliases=("eventtype",)),
    Column("decision", aliases=("decision",)),
    Column("submitted_to", aliases=("sourceurl",)),
    Column("link", aliases=("paper_url",)),
    Column("abstract", aliases=("abstract",)),
    Column("keywords", "JSON", ("keywords",)),
)
# The sites escape these characters for HTML, some of them several times.
ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&#x27;", "'"))


class _Programme(msgspec.Struct):
    """The envelope of the events; ``next`` is the address of the rest of a cut file."""

    count: int
    results: msgspec.Raw
    next: str | None = None


def _text(value: str) -> str:
    """Return SQL for a plain text; null if it is empty or the word None."""
    plain = functools.reduce(
        lambda sql, entity: f"replace({sql}, {literal(entity[0])}, {literal(entity[1])})",
        ENTITIES,
        f"regexp_replace({value}, '&(amp;)+', '&', 'g')",
    )
    return f"nullif(nullif(trim({plain}), ''), 'None')"


# A comma, `and` and `&` are also inside names of departments, so they divide no employers here.
AFFILIATION = rf"regexp_replace({_text('p.institution')}, ' *(;|[|]| / )[ ;|]*', '+', 'g')"
SUBMISSION = "coalesce(concat_ws(' ', submitted_to, outcome), '')"
OTHER = "case when bool_or(is_main) over () then 'other' end"
# Each oral has its poster's title. A site that names the conference of its main track names the
# other tracks and the journals in the same way.
PAPERS = f"""
with events as (
    select
        *,
        coalesce(kind, 'Poster') ilike '%poster%' as is_poster,
        coalesce(submitted_to like '%/Conference', false) as is_main,
        coalesce({_text("decision")}, kind) as outcome,
        list_transform(people, lambda p: coalesce({AFFILIATION}, '')) as employers,
        list_transform(people, lambda p: coalesce(replace({_text("p.fullname")}, ';', ','), '-'))
            as names
    from ({{query}})
)
select
    source_row,
    {_text("title")} as title,
    {{venue}} as venue,
    {{year}}::bigint as year,
    nullif(array_to_string(names, ';'), '') as authors,
    case when array_to_string(employers, '') <> '' then array_to_string(employers, ';') end
        as affiliations,
    null::varchar as doi,
    link,
    case
        when is_main or not bool_or(is_main) over () then outcome
        else concat_ws(', ', outcome, 'other track') || ': ' || coalesce(
            nullif(regexp_extract(submitted_to, '[0-9]/(.+)$', 1), ''), submitted_to, 'not stated'
        )
    end as status,
    {_text("abstract")} as abstract,
    {_text("array_to_string(try_cast(keywords::json as varchar[]), ';')")} as keywords,
    case when is_main then 'main' else {track_of(SUBMISSION, OTHER)} end as track,
    case when affiliations is not null then {{kind}} end as affiliations_are,
    unmapped
from events
qualify
    is_poster
    or not bool_or(is_poster) over (partition by lower(title))
    and row_number() over (partition by lower(title) order by source_row) = 1
"""


def read(file: Input) -> list[Part]:
    """Read one programme or year of proceedings. Venue and year come from its name."""
    match = FILE_NAME.match(file.path.name)
    if match is None:
        rule = "the file name must be a site and a year, as in neurips-2025-orals-posters.json"
        raise IngestionError(file.name, rule)
    sites = {cell.partition(".")[0]: venue for venue, cell in venues("programme").items()}
    venue, year = sites.get(match["site"], match["site"]), match["year"]
    kind = literal("profile" if match["kind"] == "orals-posters" else "printed")
    array = file.scratch / "events.json"
    events = _write_events(file, array)
    read_array(dataclasses.replace(file, path=array))
    part = read_json_part(file, venue + year, EVENT_COLUMNS)
    query = PAPERS.format(query=part.query, venue=literal(venue), year=year, kind=kind)
    ((papers,),) = file.connection.execute(f"select count(*) from ({query})").fetchall()
    return [dataclasses.replace(part, query=query, left_out=events - papers)]


def _write_events(file: Input, array: Path) -> int:
    """Write the events as an array, and count them. Raises IngestionError if the file is cut."""
    if file.path.stat().st_size > MAX_BYTES:
        raise IngestionError(file.name, f"larger than {MAX_BYTES} bytes")
    text = file.path.read_bytes()
    try:
        programme = msgspec.json.decode(text, type=_Programme)
        events = len(msgspec.json.decode(programme.results, type=list[msgspec.Raw]))
        # A decoder keeps the last one of a repeated key.
        envelope = json.loads(text.replace(programme.results, b"[]"), object_pairs_hook=list)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise IngestionError(file.name, f"not a programme: {error}") from None
    if len(envelope) > len(dict(envelope)):
        raise IngestionError(file.name, f"{REPEATED_KEY.must}: fetch the file again")
    if programme.next is not None or programme.count != events:
        state = f"{events} of {programme.count} events, and next is {programme.next}"
        raise IngestionError(file.name, f"the file is cut: it has {state}")
    array.write_bytes(programme.results)
    return events


SOURCE = Source(
    name="programme",
    table="papers",
    publisher="NeurIPS, ICML, ICLR, CVF, ECVA and MLSys",
    homepage="https://neurips.cc",
    licence="none declared: ask before you pass the lists on",
    citation="Programmes of NeurIPS, ICML, ICLR, CVPR, ECCV and MLSys, from their sites.",
    refresh_days=7,
    first_fetch="31 calls, 0.5 GB",
    globs=("programme/*.json", "programme/*.json.gz"),
    columns=COLUMNS,
    read=read,
    rules=RULES,
    expected=(
        expected_papers(
            "programme", what="papers with affiliations of", where="affiliations <> ''"
        ),
    ),
    pause=1.0,
)
