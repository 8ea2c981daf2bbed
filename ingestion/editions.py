"""Lists by venue and year: which there are, and when each was last asked for.

Which there are stands in a table of a source, a row a venue: ``on`` is yes or no, ``first_year``
and ``every`` (years) say when the venue has met since it is listed; a row without years is one
list of all years. A list that isn't there, or isn't there yet, is no error.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from ingestion.errors import IngestionError
from ingestion.live import Wanted

# A conference of next spring is decided, and listed, in this year's autumn.
YEARS_AHEAD = 1
# The newest lists are still being filled; old ones are mended now and then.
FILLING_YEARS = 2
FILLING_DAYS, SETTLED_DAYS = 7, 90
ASKED = ".asked.json"


@dataclass(frozen=True)
class Edition:
    """The papers of a venue in a year; of all its years, and growing, where there is none."""

    venue: str
    year: int | None

    @property
    def name(self) -> str:
        """As ``nips2021``."""
        return f"{self.venue}{self.year or ''}"


E = TypeVar("E", bound=Edition)


def editions(
    path: Path, this_year: int, make: Callable[[dict[str, str], int | None], E]
) -> list[E]:
    """What is made of each row that is on, and each of its years.

    Raises IngestionError on a year that is no number.
    """
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["on"] == "yes"]
    try:
        return [make(row, year) for row in rows for year in _years(row, this_year)]
    except ValueError as error:
        raise IngestionError(path, f"first_year and every are numbers of years: {error}") from error


def _years(row: dict[str, str], this_year: int) -> Sequence[int | None]:
    if not row["first_year"] and not row["every"]:
        return [None]
    return range(int(row["first_year"]), this_year + YEARS_AHEAD + 1, int(row["every"]))


def chosen(known: Sequence[E], wanted: Wanted) -> list[E]:
    """Those of the wanted years and venues; a list of all years holds every one."""
    return [
        one
        for one in known
        if (wanted.years is None or one.year is None or one.year in wanted.years)
        and (wanted.venues is None or one.venue in wanted.venues)
    ]


class Answer(msgspec.Struct):
    """The day that a list was last asked for, and whether a file came that was to be landed."""

    day: dt.date
    landed: bool


class Asked:
    """When each list was last asked for, kept beside the snapshots.

    Not every answer leaves a snapshot: nothing may have changed, or nothing may be there.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._days: dict[str, Answer] = {}
        if path.is_file():
            self._days = msgspec.json.decode(path.read_bytes(), type=dict[str, Answer])

    def note(self, one: Edition, today: dt.date, *, landed: bool) -> None:
        """Keep that a list was answered for today, with a file to land or without."""
        self._days[one.name] = Answer(today, landed)
        new = self._path.with_name(f"{self._path.name}.new")
        new.write_bytes(msgspec.json.encode(self._days))
        new.replace(self._path)

    def due(
        self, known: Sequence[E], is_held: Callable[[E], bool], today: dt.date, wanted: Wanted
    ) -> list[E]:
        """The lists to ask for, those asked for longest ago first: all of them if ``full``.

        One that came but never landed is asked for again, after those that may land.
        """

        def is_due(one: E) -> bool:
            answer = self._days.get(one.name)
            if answer is None or wanted.full:
                return True
            if answer.landed and not is_held(one):
                return True
            filling = one.year is None or one.year > today.year - FILLING_YEARS
            return (today - answer.day).days >= (FILLING_DAYS if filling else SETTLED_DAYS)

        def day(one: E) -> dt.date:
            answer = self._days.get(one.name)
            return answer.day if answer else dt.date.min

        return sorted(filter(is_due, known), key=day)
