"""Which works are asked for: ``queries.csv``, with the sources of its venues looked up by name.

Rows are edited there: ``on`` is yes or no, ``names`` are separated by ``|`` and compared without
year, ordinal and abbreviation, ``ids`` (OpenAlex source or topic ids) replace the look-up.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from ingestion.errors import IngestionError
from ingestion.fetching.selection import read_selection, selection_file
from ingestion.fetching.state import replace_text
from ingestion.sources.openalex.api import OpenAlexApi

FILTERS = {"venue": "primary_location.source.id", "topic": "primary_topic.id"}
MOST_VALUES = 100
LOOKED_UP_FOR_DAYS = 30

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
    """Works that pass one filter."""

    name: str
    filter: str


@dataclass(frozen=True)
class Row:
    """A row of ``queries.csv``."""

    name: str
    kind: str
    names: tuple[str, ...]
    ids: tuple[str, ...]


def rows() -> list[Row]:
    """The rows that are on. Raises IngestionError on a kind that is none, or a topic without id."""
    found = [
        Row(row["name"], row["kind"], _list(row["names"]), _list(row["ids"]))
        for row in read_selection("openalex")
    ]
    for row, one in enumerate(found, start=1):
        if one.kind not in FILTERS or (one.kind == "topic" and not one.ids):
            raise IngestionError(
                selection_file("openalex"), "a row is a venue, or a topic with its ids", row=row
            )
    return found


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


def plain(name: str) -> str:
    """A source's name without year, ordinal, sponsor and abbreviation, in lower case."""
    return AFTER.sub("", BEFORE.sub("", name.lower().replace("&", "and"))).strip()


class Found(msgspec.Struct):
    """The sources of a venue's names, and the day on which they were last looked up."""

    ids: list[str]
    day: dt.date


@dataclass(frozen=True)
class Resolved:
    """Queries to ask, and the venues that had sources and have none now: the old ones are asked."""

    queries: list[Query]
    lost: list[str]


def resolve(
    api: OpenAlexApi,
    wanted: Sequence[Row],
    memory: Path,
    today: dt.date,
    say: Callable[[str], None],
) -> Resolved:
    """The queries of these rows; sources that were found are kept in ``memory`` for 30 days.

    A source that was found once is asked for ever after: one that is none any more has no works,
    while one that a single answer lacks has all of its own. A venue that no source fits is said
    and left out.
    """
    known, lost = _recall(memory), []
    for row in wanted:
        before = known.get(_key(row), Found([], dt.date.min))
        if row.ids or (today - before.day).days < LOOKED_UP_FOR_DAYS:
            continue
        ids = _look_up(api, row)
        if ids:
            known[_key(row)] = Found(sorted({*before.ids, *ids}), today)
        elif before.ids:
            lost.append(row.name)
        else:
            say(f"{row.name} is left out: no source is named {' or '.join(row.names)}")
    replace_text(memory, msgspec.json.encode(known).decode())
    return Resolved([query for row in wanted for query in _queries(row, _ids(row, known))], lost)


def sources_found(wanted: Sequence[Row], memory: Path) -> list[str]:
    """The ids of the venues' sources, as far as they are given or have been looked up."""
    known = _recall(memory)
    return sorted({one for row in wanted if row.kind == "venue" for one in _ids(row, known)})


def _ids(row: Row, known: Mapping[str, Found]) -> Sequence[str]:
    found = known.get(_key(row))
    return row.ids or (found.ids if found else [])


def _key(row: Row) -> str:
    return "|".join(row.names)


def _queries(row: Row, ids: Sequence[str]) -> list[Query]:
    """One query, or more where there are more ids than a filter takes."""
    return [
        Query(
            f"{row.name} {start // MOST_VALUES + 1}" if start else row.name,
            f"{FILTERS[row.kind]}:{'|'.join(ids[start : start + MOST_VALUES])}",
        )
        for start in range(0, len(ids), MOST_VALUES)
    ]


def _look_up(api: OpenAlexApi, row: Row) -> list[str]:
    names = {plain(name) for name in row.names}
    found = {
        source.id.rsplit("/", 1)[-1]
        for name in row.names
        for source in api.sources_named(name)
        if plain(source.display_name or "") in names
    }
    return sorted(found)


def _recall(memory: Path) -> dict[str, Found]:
    # Without a file, or with one of an older release, all are looked up again.
    with suppress(FileNotFoundError, msgspec.DecodeError):
        return msgspec.json.decode(memory.read_bytes(), type=dict[str, Found])
    return {}
