"""Lists by venue and year: which there are, and when each was last asked for.

Which there are stands in a table of a source, a row a venue: ``on`` is yes or no, ``first_year``
and ``every`` (years) say when the venue has met since it is listed; a row without years is one
list of all years. A list that isn't there, or isn't there yet, is no error.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from ingestion.errors import IngestionError
from ingestion.fetching.request import RefreshRequest
from ingestion.fetching.state import replace_text
from ingestion.landing.snapshots import Snapshot

# A conference of next spring is decided, and listed, in this year's autumn.
YEARS_AHEAD = 1
# The newest lists are still being filled; old ones are mended now and then.
FILLING_YEARS = 2
FILLING_DAYS, SETTLED_DAYS = 7, 90
ASKED = ".asked.json"


@dataclass(frozen=True)
class VenueYear:
    """The papers of a venue in a year; of all its years, and growing, where there is none."""

    venue: str
    year: int | None

    @property
    def name(self) -> str:
        """As ``nips2021``."""
        return f"{self.venue}{self.year or ''}"


E = TypeVar("E", bound=VenueYear)


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


def chosen(known: Sequence[E], wanted: RefreshRequest) -> list[E]:
    """Those of the wanted years and venues; a list of all years holds every one."""
    return [
        one
        for one in known
        if (wanted.years is None or one.year is None or one.year in wanted.years)
        and (wanted.venues is None or one.venue in wanted.venues)
    ]


class FetchResult(msgspec.Struct):
    """The day that a list was last asked for, and what came.

    ``to_land`` is the hash of a file that is held once it has landed; None where none came, as
    nothing had changed or nothing was there. ``is_good`` is False where something was amiss.
    """

    day: dt.date
    to_land: str | None = None
    is_good: bool = True


class FetchLog:
    """When each list was last asked for, kept beside the snapshots, as not every answer is one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._answers: dict[str, FetchResult] = {}
        # Without it, or with a torn one, all lists are asked for again.
        with suppress(FileNotFoundError, msgspec.DecodeError):
            self._answers = msgspec.json.decode(path.read_bytes(), type=dict[str, FetchResult])

    def note(self, one: VenueYear, answer: FetchResult) -> None:
        """Keep what came of a list."""
        self._answers[one.name] = answer
        self._keep()

    def forget(self, known: Sequence[VenueYear]) -> None:
        """Take the lists for never asked for, so that a run which is cut off leaves them due."""
        for one in known:
            self._answers.pop(one.name, None)
        self._keep()

    def due(
        self,
        known: Sequence[E],
        held: Callable[[E], Snapshot | None],
        today: dt.date,
        wanted: RefreshRequest,
    ) -> list[E]:
        """The lists to ask for, those asked for longest ago first: all of them if ``full``.

        ``held`` tells the newest snapshot of a list. What came but never landed is asked for
        again, as is what was amiss, after those that may land.
        """
        late = [one for one in known if wanted.full or self._is_due(one, held(one), today)]
        return sorted(late, key=self._day)

    def _is_due(self, one: VenueYear, held: Snapshot | None, today: dt.date) -> bool:
        answer = self._answers.get(one.name)
        if answer is None or not answer.is_good:
            return True
        if answer.to_land not in (None, held and held.sha256):
            return True
        filling = one.year is None or one.year > today.year - FILLING_YEARS
        days = (today - answer.day).days
        # A clock that was ahead once must not hold a list off until it is right.
        return not 0 <= days < (FILLING_DAYS if filling else SETTLED_DAYS)

    def _day(self, one: VenueYear) -> dt.date:
        answer = self._answers.get(one.name)
        return answer.day if answer else dt.date.min

    def _keep(self) -> None:
        replace_text(self._path, msgspec.json.encode(self._answers).decode())
