"""Which works are asked for: ``queries.csv``, with the sources of its venues looked up by name.

Rows are edited there: ``on`` is yes or no, ``names`` are separated by ``|`` and compared without
year, ordinal and abbreviation, ``ids`` (OpenAlex source or topic ids) replace the look-up.
"""

from __future__ import annotations

import csv
import json
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingestion.errors import IngestionError
from ingestion.openalex.api import Api

QUERIES = Path(__file__).with_name("queries.csv")
FILTERS = {"venue": "primary_location.source.id", "topic": "primary_topic.id"}
MOST_VALUES = 100
LOOKED_UP_FOR_SECONDS = 30 * 24 * 3600

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


def rows(path: Path = QUERIES) -> list[Row]:
    """The rows that are on. Raises IngestionError on a kind that is none, or a topic without id."""
    with path.open(encoding="utf-8", newline="") as lines:
        on = [row for row in csv.DictReader(lines) if row["on"] == "yes"]
    found = [Row(row["name"], row["kind"], _list(row["names"]), _list(row["ids"])) for row in on]
    for row, one in enumerate(found, start=1):
        if one.kind not in FILTERS or (one.kind == "topic" and not one.ids):
            raise IngestionError(path, "a row is a venue, or a topic with its ids", row=row)
    return found


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


def plain(name: str) -> str:
    """A source's name without year, ordinal, sponsor and abbreviation, in lower case."""
    return AFTER.sub("", BEFORE.sub("", name.lower().replace("&", "and"))).strip()


def resolve(
    api: Api, wanted: Sequence[Row], memory: Path, say: Callable[[str], None]
) -> list[Query]:
    """The queries of these rows; look-ups are kept in the file ``memory`` for 30 days.

    A venue that no source fits is said and left out.
    """
    known = _recall(memory)
    fresh = {
        _key(row): _look_up(api, row) for row in wanted if not row.ids and _key(row) not in known
    }
    if fresh:
        memory.write_text(json.dumps({**known, **fresh}, indent=1), encoding="utf-8")
    queries = []
    for row in wanted:
        ids = row.ids or {**known, **fresh}[_key(row)]
        if not ids:
            say(f"{row.name} is left out: no source is named {' or '.join(row.names)}")
        queries += _queries(row, ids)
    return queries


def sources_found(wanted: Sequence[Row], memory: Path) -> list[str]:
    """The ids of the venues' sources, as far as they are given or have been looked up."""
    known = _recall(memory)
    venues = [row for row in wanted if row.kind == "venue"]
    return sorted({one for row in venues for one in row.ids or known.get(_key(row), ())})


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


def _look_up(api: Api, row: Row) -> list[str]:
    names = {plain(name) for name in row.names}
    found = {
        source.id.rsplit("/", 1)[-1]
        for name in row.names
        for source in api.sources_named(name)
        if plain(source.display_name or "") in names
    }
    return sorted(found)


def _recall(memory: Path) -> dict[str, list[str]]:
    if not memory.is_file() or time.time() - memory.stat().st_mtime > LOOKED_UP_FOR_SECONDS:
        return {}
    known: dict[str, list[str]] = json.loads(memory.read_text("utf-8"))
    return known
