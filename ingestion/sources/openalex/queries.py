"""The queries of the selected venues and topics; sources of a venue are looked up by its names.

``selection.csv`` has a row per venue or topic. ``names`` are separated by ``|`` and compared
without year, ordinal and abbreviation. ``ids`` (of OpenAlex sources or topics) replace the look-up.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from ingestion.errors import IngestionError
from ingestion.fetching.selection import read_selection, selection_file
from ingestion.fetching.state import replace_text
from ingestion.landing.stored_json import read_or_empty
from ingestion.sources.openalex.api import OpenAlexApi

FILTERS = {"venue": "primary_location.source.id", "topic": "primary_topic.id"}
MAX_VALUES = 100
LOOKUP_DAYS = 30

ORDINAL = (
    r"(\d+(st|nd|rd|th)|[a-z-]*(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
    r"|eleventh|twelfth|teenth|ieth))"
)
BEFORE = re.compile(
    rf"^(proceedings )?(of )?(the )?(\d{{4}} )?(the )?({ORDINAL} )?(annual )?"
    r"(ieee(/cvf| computer society)? )?(acm )?(sigkdd )?(annual )?"
)
AFTER = re.compile(r"(,? \d{4}| \d+| \([^()]*\)| - [a-z]+ ?'?\d+)*$")


@dataclass(frozen=True)
class Query:
    """A filter of works, with its venue or topic."""

    name: str
    filter: str


@dataclass(frozen=True)
class SelectedRow:
    """A row of ``selection.csv`` that is on."""

    name: str
    kind: str
    names: tuple[str, ...]
    ids: tuple[str, ...]

    @property
    def lookup_key(self) -> str:
        """Return the key of this row's names in the stored look-ups."""
        return "|".join(self.names)


def selected_rows() -> list[SelectedRow]:
    """Return the rows that are on. Raises IngestionError on a wrong kind or a lack of ids."""
    rows = [
        SelectedRow(row["name"], row["kind"], _split(row["names"]), _split(row["ids"]))
        for row in read_selection("openalex")
    ]
    for number, row in enumerate(rows, start=1):
        if row.kind not in FILTERS or (row.kind == "topic" and not row.ids):
            raise IngestionError(
                selection_file("openalex"),
                "the kind must be venue or topic, and a topic needs ids",
                row=number,
            )
    return rows


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


def plain_name(name: str) -> str:
    """Return a source's name in lower case, without year, ordinal, sponsor and abbreviation."""
    return AFTER.sub("", BEFORE.sub("", name.lower().replace("&", "and"))).strip()


class Lookup(msgspec.Struct):
    """The source ids of a venue, and the day of the last look-up."""

    ids: list[str]
    day: dt.date


@dataclass(frozen=True)
class ResolvedQueries:
    """The queries to fetch, and the venues whose stored sources the last look-up did not find."""

    queries: list[Query]
    venues_without_source: list[str]


def resolve_queries(
    api: OpenAlexApi,
    selected: Sequence[SelectedRow],
    lookups_path: Path,
    today: dt.date,
    log: Callable[[str], None],
) -> ResolvedQueries:
    """Build the queries of the selected rows. Look-ups are stored for ``LOOKUP_DAYS``.

    An OpenAlex source that was found once stays in the query. A source that OpenAlex removed has no
    works. Its works still count if a single later response lacks it. A venue without any source is
    logged and left out.
    """
    # If the file is missing, or an older version of the code wrote it, all look-ups are repeated.
    lookups = read_or_empty(lookups_path, dict[str, Lookup], log)
    lost = []
    for row in selected:
        before = lookups.get(row.lookup_key, Lookup([], dt.date.min))
        if row.ids or (today - before.day).days < LOOKUP_DAYS:
            continue
        ids = _look_up(api, row)
        if ids:
            lookups[row.lookup_key] = Lookup(sorted({*before.ids, *ids}), today)
        elif before.ids:
            lost.append(row.name)
        else:
            log(f"{row.name} is left out: no source is named {' or '.join(row.names)}")
    replace_text(lookups_path, msgspec.json.encode(lookups).decode())
    queries = [query for row in selected for query in _queries(row, _ids(row, lookups))]
    return ResolvedQueries(queries, lost)


def known_source_ids(selected: Sequence[SelectedRow], lookups_path: Path) -> list[str]:
    """Return the source ids of the selected venues: the given ones, and earlier look-ups."""
    lookups = read_or_empty(lookups_path, dict[str, Lookup])
    return sorted({id_ for row in selected if row.kind == "venue" for id_ in _ids(row, lookups)})


def _ids(row: SelectedRow, lookups: Mapping[str, Lookup]) -> Sequence[str]:
    lookup = lookups.get(row.lookup_key)
    return row.ids or (lookup.ids if lookup else [])


def _queries(row: SelectedRow, ids: Sequence[str]) -> list[Query]:
    """Return one query, or several if a filter cannot take all ids."""
    return [
        Query(
            f"{row.name} {start // MAX_VALUES + 1}" if start else row.name,
            f"{FILTERS[row.kind]}:{'|'.join(ids[start : start + MAX_VALUES])}",
        )
        for start in range(0, len(ids), MAX_VALUES)
    ]


def _look_up(api: OpenAlexApi, row: SelectedRow) -> list[str]:
    names = {plain_name(name) for name in row.names}
    ids = {
        source.id.rsplit("/", 1)[-1]
        for name in row.names
        for source in api.sources_named(name)
        if plain_name(source.display_name or "") in names
    }
    return sorted(ids)
