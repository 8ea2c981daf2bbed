"""Harvest the missing date ranges of each selected set, oldest first.

A datestamp is the day on which a record was last modified, not the day of submission. A record is
therefore in one date range at a time, and after a change it is in a later one. A date range lands
only if it is complete. Its file name states its days, and a later run computes the missing date
ranges from these names. Gaps can be filled at any time: a record that has left a gap has a later
datestamp, so a later date range contains it.
"""

from __future__ import annotations

import calendar
import datetime as dt
import math
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode

from tqdm import tqdm

from ingestion.errors import Failures, IngestionError, LongWaitError
from ingestion.fetching.paging import Paging
from ingestion.fetching.request import Fetcher, RefreshRequest, RefreshRun
from ingestion.fetching.selection import nothing_selected
from ingestion.fetching.state import state_of
from ingestion.landing.files import SourceFile, fetched_file
from ingestion.landing.schema import Source
from ingestion.landing.snapshots import Snapshot, snapshots
from ingestion.sources.arxiv.api import (
    API,
    LIST,
    SECONDS_A_CALL,
    ArxivApi,
    BadTokenError,
    ReceivedPage,
)
from ingestion.sources.arxiv.parse import RecordsPage
from ingestion.sources.arxiv.selection import categories, sets

# arXiv's earliestDatestamp is the datestamp of all records that were last modified before it.
EARLIEST = dt.date(2005, 9, 16)
DAY = dt.timedelta(days=1)
# A day counts as complete if it ended at least this long before it was fetched.
OVERLAP_DAYS = 1
# A set is due after this number of days if the last run did not get all records.
BEHIND_DAYS = 1
# A set without a selected record for longer than this indicates an error.
SILENT_DAYS = 31
# After this number of broken date ranges in a row, the run stops harvesting the set.
MAX_BROKEN_RANGES = 3
# After this time a run starts no further date range, but finishes the current one, so every run
# progresses.
MAX_SECONDS = 900.0
MAX_PAGES = 2000
MAX_STARTS = 3
FILE = re.compile(r"([a-z-]+)_(\d{4}-\d{2}-\d{2})_(\d{4}-\d{2}-\d{2})\.zip$")


@dataclass(frozen=True, order=True)
class DateRange:
    """The records of a set with datestamps from one day to another, including both days.

    ``is_gap`` is true if later days are stored.
    """

    first: dt.date
    last: dt.date
    name: str
    is_gap: bool = False

    @property
    def file(self) -> str:
        """Return the file's name in the format of ``FILE``."""
        return f"{self.name}_{self.first}_{self.last}.zip"

    @property
    def arguments(self) -> dict[str, str]:
        """Return the arguments of the request; no ``from`` means the earliest datestamp."""
        start = {"from": self.first.isoformat()} if self.first > EARLIEST else {}
        until = self.last.isoformat()
        return {"metadataPrefix": "arXivRaw", "set": self.name, **start, "until": until}


def fetch(
    source: Source, raw: Path, inbox: Path, request: RefreshRequest, run: RefreshRun
) -> Generator[SourceFile]:
    """Harvest the due date ranges of the selected sets, one file for each date range.

    If the server requests a long wait, or after ``MAX_SECONDS``, the run pauses; a full harvest has
    no time limit. If a date range is broken, the others continue. IngestionError is raised at the
    end for all broken date ranges, and for a set without a selected record for ``SILENT_DAYS``.
    Gaps come last, because a gap that cannot be filled must not keep a run from new records. The
    server does not state the number of its records. Raises SourceOffError if no set is selected.
    """
    names = sets()
    if not names:
        raise nothing_selected(source.name)
    ranges = due_ranges(source, raw, request, names)
    run.fetches_all = request.full
    if not ranges:
        return
    run.log(describe(ranges, request.full))
    with ArxivApi(categories()) as api:
        try:
            yield from Harvest(api, source, inbox, run, request.full).files(ranges)
        finally:
            run.calls = api.calls


def now() -> dt.datetime:
    """Return the time, which decides about date ranges; tests set it."""
    return dt.datetime.now(dt.UTC)


def due_ranges(
    source: Source, raw: Path, request: RefreshRequest, names: Sequence[str]
) -> list[DateRange]:
    """Return the date ranges to harvest of some sets, gaps last; all if ``request.full``."""
    today = now().date()
    stored = [] if request.full else snapshots(raw, source)
    days = BEHIND_DAYS if state_of(raw, source).is_behind else source.refresh_days
    found = (span for name in names for span in date_ranges(name, stored, today, days))
    return sorted(found, key=lambda span: (span.is_gap, span))


def date_ranges(
    name: str, stored: Sequence[Snapshot], today: dt.date, days: int
) -> list[DateRange]:
    """Return the missing date ranges of a set by month; the last is due after ``days``."""
    found: list[DateRange] = []
    for first, last in missing(name, stored, today):
        if last < today or (today - first).days - OVERLAP_DAYS >= days:
            found.extend(_months(DateRange(first, last, name, is_gap=last < today)))
    return found


def missing(
    name: str, stored: Sequence[Snapshot], today: dt.date
) -> Iterator[tuple[dt.date, dt.date]]:
    """Return the spans of days that are not completely stored for a set; the last ends today."""
    day = EARLIEST
    for first, last in sorted(_complete_days(name, stored)):
        if first > day:
            yield day, first - DAY
        day = max(day, last + DAY)
    yield day, today


def _complete_days(name: str, stored: Sequence[Snapshot]) -> Iterator[tuple[dt.date, dt.date]]:
    """Return the first and the last complete day of each stored date range of a set."""
    for snapshot in stored:
        named = FILE.search(snapshot.file)
        if named and named[1] == name:
            first, last = dt.date.fromisoformat(named[2]), dt.date.fromisoformat(named[3])
            retrieved = dt.datetime.fromisoformat(snapshot.retrieved_at).date()
            last = min(last, retrieved - (OVERLAP_DAYS + 1) * DAY)
            if first <= last:
                yield first, last


def _months(span: DateRange) -> Iterator[DateRange]:
    day = span.first
    while day <= span.last:
        month_end = day.replace(day=calendar.monthrange(day.year, day.month)[1])
        yield replace(span, first=day, last=min(month_end, span.last))
        day = month_end + DAY


def describe(ranges: Sequence[DateRange], full: bool) -> str:
    """Return the plan as text. The number of pages of a date range is unknown until it is read."""
    names = ", ".join(sorted({span.name for span in ranges}))
    end = "" if full else f"; no date range starts after {MAX_SECONDS / 60:.0f} minutes"
    return (
        f"plan: {len(ranges):,} date ranges of {names} from {min(ranges).first}, at least a call"
        f" for each and {SECONDS_A_CALL:.0f} s for each call,"
        f" {len(ranges) * SECONDS_A_CALL / 60:.0f} minutes or more{end}"
    )


class Harvest:
    """The fetch of the date ranges of a plan, one after the other, into files to land."""

    def __init__(
        self, api: ArxivApi, source: Source, inbox: Path, run: RefreshRun, full: bool
    ) -> None:
        self._api, self._source, self._inbox, self._run = api, source, inbox, run
        self._until = math.inf if full else api.clock() + MAX_SECONDS
        self._next_step = (
            "restart the full harvest with --full" if full else "a later run continues"
        )
        self._failures = Failures(source.name, run.log)
        self._broken_in_a_row: Counter[str] = Counter()
        # Date ranges without a selected record, by set and by the day after the date range.
        self._empty: dict[tuple[str, dt.date], DateRange] = {}

    def files(self, ranges: Sequence[DateRange]) -> Generator[SourceFile]:
        """Yield a file for each date range with a selected record; the next file has the others."""
        try:
            yield from self._planned(ranges)
        except LongWaitError as error:
            self._run.pause(f"{error}; {self._next_step}")
        self._failures.raise_all()

    def _planned(self, ranges: Sequence[DateRange]) -> Iterator[SourceFile]:
        is_quiet = not sys.stderr.isatty()
        progress = tqdm(ranges, desc=self._source.name, unit="date range", disable=is_quiet)
        for done, span in enumerate(progress):
            if self._broken_in_a_row[span.name] >= MAX_BROKEN_RANGES:
                continue
            if self._api.clock() >= self._until:
                self._run.pause(f"{len(ranges) - done:,} date ranges are left; {self._next_step}")
                return
            yield from self._fetched(span)
        yield from self._bridges()
        for span in filter(_is_silent, self._empty.values()):
            self._failures.add(f"{span.name}: no selected record from {span.first} to {span.last}")

    def _fetched(self, span: DateRange) -> Iterator[SourceFile]:
        """Return the file of a whole date range and the empty ones before it, if it has records."""
        before = self._empty.pop((span.name, span.first), span)
        span = replace(span, first=before.first)
        # A record that changes after this time may be missing.
        retrieved_at = now()
        try:
            selected = self._write(span)
        except LongWaitError:
            raise
        except IngestionError as error:
            self._broken_in_a_row[span.name] += 1
            self._failures.add(f"{span.file}: {error}")
            return
        self._broken_in_a_row[span.name] = 0
        if selected:
            yield self._described(span, retrieved_at)
        else:
            self._empty[span.name, span.last + DAY] = span

    def _bridges(self) -> Iterator[SourceFile]:
        """Yield a file for each empty gap with stored days before it and no date range after it."""
        for gap in [span for span in self._empty.values() if span.is_gap]:
            del self._empty[gap.name, gap.last + DAY]
            first = max(EARLIEST, gap.first - SILENT_DAYS * DAY)
            yield from self._fetched(replace(gap, first=first))

    def _write(self, span: DateRange, starts: int = MAX_STARTS) -> int:
        """Write the pages of a date range, count selected records; restart on a refused token."""
        try:
            return self._write_once(span)
        except BadTokenError as error:
            if starts == 1:
                raise
            self._run.log(f"{span.file}: {error}; it is restarted")
        return self._write(span, starts - 1)

    def _write_once(self, span: DateRange) -> int:
        records = selected = 0
        path = self._path(span)
        path.parent.mkdir(exist_ok=True)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
            for number, received in enumerate(_pages(self._api, span), start=1):
                # The time is fixed, so that the same pages give the same file.
                out.writestr(
                    zipfile.ZipInfo(f"{number:05}.xml"), received.body, zipfile.ZIP_DEFLATED
                )
                records += len(received.page.ids)
                selected += received.page.selected
        self._run.log(f"{span.file}: {records:,} records, {selected:,} of them selected")
        return selected

    def _path(self, span: DateRange) -> Path:
        return self._inbox / span.file.removesuffix(".zip") / span.file

    def _described(self, span: DateRange, retrieved_at: dt.datetime) -> SourceFile:
        url = f"{API}?{urlencode({**LIST, **span.arguments})}"
        return fetched_file(
            self._source, self._path(span), url, retrieved_at=retrieved_at, has_own_folder=True
        )


def _pages(api: ArxivApi, span: DateRange) -> Iterator[ReceivedPage]:
    """Yield every page of a date range. Raises IngestionError if the listing contradicts itself."""
    paging = Paging("listing", "records", max_pages=MAX_PAGES)
    arguments = span.arguments
    while True:
        received = api.page(arguments)
        _check_days(received.page, span)
        paging.add(received.page.ids, received.page.stated)
        yield received
        token = paging.next(received.page.token)
        if token is None:
            return
        arguments = {"resumptionToken": token}


def _check_days(page: RecordsPage, span: DateRange) -> None:
    first = span.arguments.get("from", "")
    outside = [day for day in page.days if not first <= day <= span.arguments["until"]]
    if outside:
        raise IngestionError("listing", f"a record of {min(outside)} is outside the date range")


def _is_silent(span: DateRange) -> bool:
    return (span.last - span.first).days >= SILENT_DAYS


FETCHERS = (Fetcher(fetch),)
