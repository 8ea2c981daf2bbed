"""Paper lists by venue and year, the time of their last fetch, and the loop over due ones.

A source's ``selection.csv`` has a row for each venue. ``first_year`` and ``every`` (in years) state
in which years the venue meets. A row without years is one list of all years. It is no error if a
paper list does not exist, or does not exist yet.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import msgspec
from tqdm import tqdm

from ingestion.errors import Failures, IngestionError, RateLimitSpentError, RefusedError
from ingestion.fetching.request import RefreshRequest, RefreshRun
from ingestion.fetching.selection import read_selection, selection_file
from ingestion.fetching.state import replace_text
from ingestion.landing.files import SourceFile
from ingestion.landing.schema import Source
from ingestion.landing.snapshots import Snapshot, newest_by_file, sha256, snapshots
from ingestion.landing.stored_json import read_or_empty

# The papers of a conference in spring are listed in the autumn before.
YEARS_AHEAD = 1
# The lists of the newest years still grow, and old ones are sometimes corrected.
FILLING_YEARS = 2
FILLING_DAYS, SETTLED_DAYS = 7, 90
FETCH_LOG = ".asked.json"


@dataclass(frozen=True)
class VenueYear:
    """The papers of a venue in a year; without a year, one growing list of all years."""

    venue: str
    year: int | None

    @property
    def name(self) -> str:
        """Return the name of the list, such as ``nips2021``."""
        return f"{self.venue}{self.year or ''}"


V = TypeVar("V", bound=VenueYear)


def venue_years(
    source: str, this_year: int, make: Callable[[dict[str, str], int | None], V]
) -> list[V]:
    """Build a venue-year from each selected row and each of its years.

    Raises IngestionError if a year is no number.
    """
    rows = read_selection(source)
    try:
        return [make(row, year) for row in rows for year in _years(row, this_year)]
    except ValueError as error:
        raise IngestionError(
            selection_file(source),
            f"first_year must be a year, and every a number of years: {error}",
        ) from error


def _years(row: dict[str, str], this_year: int) -> Sequence[int | None]:
    if not row["first_year"] and not row["every"]:
        return [None]
    return range(int(row["first_year"]), this_year + YEARS_AHEAD + 1, int(row["every"]))


def is_due(year: int | None, last: dt.date, today: dt.date) -> bool:
    """Return whether the list of a year, or of all years, is due after its last fetch."""
    is_filling = year is None or year > today.year - FILLING_YEARS
    # A clock that was once ahead must not delay a list until the day that it showed. One day ahead
    # is normal, because a fetch may run past midnight.
    return not -1 <= (today - last).days < (FILLING_DAYS if is_filling else SETTLED_DAYS)


def requested(lists: Sequence[V], request: RefreshRequest) -> list[V]:
    """Return the lists of the requested years and venues; a list of all years is in every year."""
    return [
        paper_list
        for paper_list in lists
        if (request.years is None or paper_list.year is None or paper_list.year in request.years)
        and (request.venues is None or paper_list.venue in request.venues)
    ]


class FetchResult(msgspec.Struct):
    """The day of the last fetch of a list, and its result.

    ``to_land`` is the hash of a fetched file that has to land; None if the list was unchanged or
    does not exist. ``is_good`` is False after an error.
    """

    day: dt.date
    to_land: str | None = None
    is_good: bool = True


class FetchLog:
    """The log of the last fetch of each list, because not every fetch gives a snapshot."""

    def __init__(self, path: Path, log: Callable[[str], None]) -> None:
        self._path = path
        # If the log of fetches is missing or damaged, every list becomes due.
        self._results = read_or_empty(path, dict[str, FetchResult], log)

    def record(self, paper_list: VenueYear, result: FetchResult) -> None:
        """Store the result of a fetch."""
        self._results[paper_list.name] = result
        self._save()

    def remove(self, lists: Sequence[VenueYear]) -> None:
        """Remove lists from the log, so that they are due even after an interrupted run."""
        for paper_list in lists:
            self._results.pop(paper_list.name, None)
        self._save()

    def due(
        self,
        lists: Sequence[V],
        stored: Callable[[V], Snapshot | None],
        today: dt.date,
        request: RefreshRequest,
    ) -> list[V]:
        """Return the lists to fetch, least recently fetched first; all lists if ``request.full``.

        ``stored`` gives the newest snapshot of a list. A list that failed, or was fetched but did
        not land, is due at once.
        """
        due = [
            paper_list
            for paper_list in lists
            if request.full or self._is_due(paper_list, stored(paper_list), today)
        ]
        return sorted(due, key=self._day)

    def _is_due(self, paper_list: VenueYear, stored: Snapshot | None, today: dt.date) -> bool:
        result = self._results.get(paper_list.name)
        if result is None or not result.is_good:
            return True
        if result.to_land not in (None, stored and stored.sha256):
            return True
        return is_due(paper_list.year, result.day, today)

    def _day(self, paper_list: VenueYear) -> dt.date:
        result = self._results.get(paper_list.name)
        return result.day if result else dt.date.min

    def _save(self) -> None:
        replace_text(self._path, msgspec.json.encode(self._results).decode())


class DueLists(Generic[V]):
    """The due paper lists of a source, and the loop that fetches them."""

    def __init__(
        self,
        source: Source,
        raw: Path,
        lists: Sequence[V],
        request: RefreshRequest,
        today: dt.date,
        ending: str,
        log: Callable[[str], None],
    ) -> None:
        self._source, self._today, self._ending = source, today, ending
        self._log = FetchLog(raw / source.name / FETCH_LOG, log)
        self._newest: Mapping[str, Snapshot] = newest_by_file(snapshots(raw, source))
        self.lists = self._log.due(requested(lists, request), self.stored, today, request)
        if request.full:
            self._log.remove(self.lists)

    def stored(self, paper_list: VenueYear) -> Snapshot | None:
        """Return the newest snapshot of a list."""
        return self._newest.get(f"{self._source.name}/{paper_list.name}{self._ending}")

    def files(
        self,
        fetch: Callable[[V], SourceFile | None],
        run: RefreshRun,
        max_refusals: int | None = None,
    ) -> Iterator[SourceFile]:
        """Fetch every due list and record each result.

        ``fetch`` returns None for a list that is unchanged or does not exist. If a list fails, the
        others continue, and IngestionError is raised at the end for all failed lists.
        ``max_refusals`` refused lists in a row raise RefusedError at once.
        """
        failures, refusals = Failures(self._source.name, run.log), 0
        is_quiet = not sys.stderr.isatty()
        for paper_list in tqdm(self.lists, desc=self._source.name, unit="list", disable=is_quiet):
            result, file = FetchResult(self._today), None
            try:
                file = fetch(paper_list)
                refusals = 0
            except RateLimitSpentError as error:
                if not failures:
                    raise
                # A paused run would not report the lists that failed before.
                failures.add(f"{error}; a later run fetches the missing lists")
                break
            except IngestionError as error:
                failures.add(f"{paper_list.name}: {error}")
                result.is_good = False
                refusals = refusals + 1 if isinstance(error, RefusedError) else 0
                if refusals == max_refusals:
                    self._log.record(paper_list, result)
                    raise
            if file is not None:
                result.to_land = sha256(file.path)
                yield file
            self._log.record(paper_list, result)
        failures.raise_all()
