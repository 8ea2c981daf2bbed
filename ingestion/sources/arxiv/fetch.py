"""Harvest arXiv's sets window by window: a month of datestamps, one file each, oldest first.

A datestamp is the day on which a record was last modified, so that a record stands in one window
at a time and comes again where it is modified; it is no day of submission. A window lands whole or
not at all, and its name says which days it holds, from which a later run tells what is missing.
Gaps can be filled at any time: a record that has left one since has a later datestamp, and with it
stands in a window that is still to come.
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

from ingestion.errors import IngestionError, SourceOffError
from ingestion.fetching.request import Fetcher, RefreshRequest, RefreshRun
from ingestion.fetching.state import state_of
from ingestion.landing.files import SourceFile
from ingestion.landing.schema import Source
from ingestion.landing.snapshots import Snapshot, snapshots
from ingestion.sources.arxiv.api import (
    API,
    LIST,
    SECONDS_A_CALL,
    Api,
    BadTokenError,
    BusyError,
    Received,
)
from ingestion.sources.arxiv.parse import Page
from ingestion.sources.arxiv.selection import categories, sets

# arXiv's earliestDatestamp, which all records carry that were last modified before.
EARLIEST = dt.date(2005, 9, 16)
DAY = dt.timedelta(days=1)
# A day is taken for complete once it was over for so long when it was asked for.
OVERLAP_DAYS = 1
# Where the last run did not get all that arXiv has, so long after it at most the next one asks.
BEHIND_DAYS = 1
# No set is without a wanted record for longer, unless something is wrong.
SILENT_DAYS = 31
# So many broken windows of a set one after the other are no matter of single windows.
MOST_BROKEN = 3
# A run begins no window beyond; the one that it is in is finished, so that every run gets on.
MOST_SECONDS = 900.0
MOST_PAGES = 2000
MOST_BEGINNINGS = 3
FILE = re.compile(r"([a-z-]+)_(\d{4}-\d{2}-\d{2})_(\d{4}-\d{2}-\d{2})\.zip$")


@dataclass(frozen=True, order=True)
class DateRange:
    """The records of a set with datestamps from one day to another, both included.

    It ``is_gap`` where later days are held.
    """

    first: dt.date
    last: dt.date
    name: str
    is_gap: bool = False

    @property
    def file(self) -> str:
        """The file's name, as ``FILE`` reads it."""
        return f"{self.name}_{self.first}_{self.last}.zip"

    @property
    def question(self) -> dict[str, str]:
        """What the server is asked; without ``from`` it begins where its own list does."""
        begin = {"from": self.first.isoformat()} if self.first > EARLIEST else {}
        until = self.last.isoformat()
        return {"metadataPrefix": "arXivRaw", "set": self.name, **begin, "until": until}


def fetch(
    source: Source, raw: Path, inbox: Path, wanted: RefreshRequest, run: RefreshRun
) -> Generator[SourceFile]:
    """Harvest what is due of the sets that are on. Raises SourceOffError where none is."""
    asked = sets()
    if not asked:
        raise SourceOffError("sets.csv has no set that is on")
    with Api(categories()) as api:
        yield from fetch_with(api, source, raw, inbox, wanted, run, asked)


def fetch_with(
    api: Api,
    source: Source,
    raw: Path,
    inbox: Path,
    wanted: RefreshRequest,
    run: RefreshRun,
    asked: Sequence[str],
) -> Generator[SourceFile]:
    """Harvest what is due of some sets: say what it takes, then fetch, a file a window.

    A server that asks for patience, and ``MOST_SECONDS``, pause the run, which a later one goes on
    with; a full harvest has no such end. A window that is broken is left, the others go on, and
    IngestionError is raised for it, as for a set that has nothing wanted for ``SILENT_DAYS``. Gaps
    come last: one that can't be filled must not keep a run from what is new. Records that the
    publisher states are unknown: the server does not say how many it has.
    """
    today = dt.datetime.now(dt.UTC).date()
    run.whole = wanted.full
    held = [] if wanted.full else snapshots(raw, source)
    days = BEHIND_DAYS if state_of(raw, source).is_behind else source.refresh_days
    found = (window for name in asked for window in windows(name, held, today, days))
    late = sorted(found, key=lambda window: (window.is_gap, window))
    if not late:
        return
    run.say(describe(late, wanted.full))
    try:
        yield from Harvest(api, source, inbox, run, wanted.full).files(late)
    finally:
        run.calls = api.calls


def windows(name: str, held: Sequence[Snapshot], today: dt.date, days: int) -> list[DateRange]:
    """What is missing of a set, month by month; its end only ``days`` after that was harvested."""
    found: list[DateRange] = []
    for first, last in missing(name, held, today):
        if last < today or (today - first).days - OVERLAP_DAYS >= days:
            found.extend(_months(DateRange(first, last, name, is_gap=last < today)))
    return found


def missing(
    name: str, held: Sequence[Snapshot], today: dt.date
) -> Iterator[tuple[dt.date, dt.date]]:
    """The spans of days of which a set is not held whole; the last of them ends today."""
    day = EARLIEST
    for first, last in sorted(_held(name, held)):
        if first > day:
            yield day, first - DAY
        day = max(day, last + DAY)
    yield day, today


def _held(name: str, held: Sequence[Snapshot]) -> Iterator[tuple[dt.date, dt.date]]:
    """The first and the last day of each window that are held whole of a set."""
    for snapshot in held:
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


def describe(late: Sequence[DateRange], full: bool) -> str:
    """The plan in words. How many pages a window has is not known before it is read."""
    names = ", ".join(sorted({window.name for window in late}))
    end = "" if full else f"; none is begun after {MOST_SECONDS / 60:.0f} minutes"
    return (
        f"plan: {len(late):,} windows of {names} from {min(late).first}, a call for each at least"
        f" and {SECONDS_A_CALL:.0f} s for each call,"
        f" {len(late) * SECONDS_A_CALL / 60:.0f} minutes or more{end}"
    )


class Harvest:
    """The windows of a plan, fetched one after the other into files to land."""

    def __init__(self, api: Api, source: Source, inbox: Path, run: RefreshRun, full: bool) -> None:
        self._api, self._source, self._inbox, self._run = api, source, inbox, run
        self._until = math.inf if full else api.clock() + MOST_SECONDS
        self._then = (
            "the full harvest has to be begun again with --full" if full else "a later run goes on"
        )
        self._broken: list[str] = []
        self._in_a_row: Counter[str] = Counter()
        # What had no wanted record, by the set and the day that follows.
        self._empty: dict[tuple[str, dt.date], DateRange] = {}

    def files(self, late: Sequence[DateRange]) -> Generator[SourceFile]:
        """A file for each window with a wanted record; one without is part of the next file."""
        try:
            yield from self._planned(late)
        except BusyError as error:
            self._run.pause(f"{error}; {self._then}")
        if self._broken:
            raise IngestionError(self._source.name, "; ".join(self._broken))

    def _planned(self, late: Sequence[DateRange]) -> Iterator[SourceFile]:
        for done, window in enumerate(self._shown(late)):
            if self._in_a_row[window.name] >= MOST_BROKEN:
                continue
            if self._api.clock() >= self._until:
                self._run.pause(f"{len(late) - done:,} windows are left; {self._then}")
                return
            yield from self._fetched(window)
        yield from self._bridges()
        self._broken.extend(map(_silence, filter(_is_silent, self._empty.values())))

    def _fetched(self, window: DateRange) -> Iterator[SourceFile]:
        """The file of a window and of what was empty before it, if it is whole and not empty."""
        before = self._empty.pop((window.name, window.first), window)
        window = replace(window, first=before.first)
        # What is modified from now on may not be in it.
        retrieved_at = dt.datetime.now(dt.UTC)
        try:
            kept = self._write(window)
        except BusyError:
            raise
        except IngestionError as error:
            self._in_a_row[window.name] += 1
            self._broken.append(f"{window.file}: {error}")
            self._run.say(f"{self._broken[-1]}; nothing of it is landed")
            return
        self._in_a_row[window.name] = 0
        if kept:
            yield self._described(window, retrieved_at)
        else:
            self._empty[window.name, window.last + DAY] = window

    def _bridges(self) -> Iterator[SourceFile]:
        """A file for each gap that is empty, and has no next one, with held days before it."""
        for gap in [window for window in self._empty.values() if window.is_gap]:
            del self._empty[gap.name, gap.last + DAY]
            first = max(EARLIEST, gap.first - SILENT_DAYS * DAY)
            yield from self._fetched(replace(gap, first=first))

    def _shown(self, late: Sequence[DateRange]) -> Iterator[DateRange]:
        quiet = not sys.stderr.isatty()
        yield from tqdm(late, desc=self._source.name, unit="window", disable=quiet)

    def _write(self, window: DateRange, beginnings: int = MOST_BEGINNINGS) -> int:
        """Write the pages of a window, begun anew where a token is refused; the wanted records."""
        try:
            return self._write_once(window)
        except BadTokenError as error:
            if beginnings == 1:
                raise
            self._run.say(f"{window.file}: {error}; it is begun anew")
        return self._write(window, beginnings - 1)

    def _write_once(self, window: DateRange) -> int:
        records = kept = 0
        folder = self._inbox / window.file.removesuffix(".zip")
        folder.mkdir(exist_ok=True)
        with zipfile.ZipFile(folder / window.file, "w", zipfile.ZIP_DEFLATED) as out:
            for number, received in enumerate(walk(self._api, window), start=1):
                # A fixed time, so that the same pages are the same file.
                out.writestr(
                    zipfile.ZipInfo(f"{number:05}.xml"), received.body, zipfile.ZIP_DEFLATED
                )
                records, kept = records + len(received.page.ids), kept + received.page.kept
        self._run.say(f"{window.file}: {records:,} records, {kept:,} of them wanted")
        return kept

    def _described(self, window: DateRange, retrieved_at: dt.datetime) -> SourceFile:
        path = self._inbox / window.file.removesuffix(".zip") / window.file
        return SourceFile(
            path=path,
            name=f"{self._source.name}/{window.file}",
            url=f"{API}?{urlencode({**LIST, **window.question})}",
            licence=self._source.licence,
            vintage=retrieved_at.date(),
            vintage_rule="retrieval",
            publisher=self._source.publisher,
            citation=self._source.citation,
            retrieved_at=retrieved_at,
            fetched_into=path.parent,
        )


def walk(api: Api, window: DateRange) -> Iterator[Received]:
    """Every page of a window, once.

    Raises IngestionError on tokens that lead back or nowhere, on fewer records than stated and on
    those of other days.
    """
    seen: set[str] = set()
    tokens: set[str] = set()
    question, stated = window.question, 0
    while True:
        received = api.page(question)
        page = received.page
        if tokens and page.ids <= seen:
            raise IngestionError("its list", f"a page without a new record after {len(seen)}")
        _check_days(page, window)
        seen |= page.ids
        stated = max(stated, page.stated or 0)
        yield received
        if page.token is None:
            break
        if page.token in tokens:
            raise IngestionError("its list", f"a token came back after {len(seen)} records")
        tokens.add(page.token)
        if len(tokens) >= MOST_PAGES:
            raise IngestionError("its list", f"it does not end within {MOST_PAGES} pages")
        question = {"resumptionToken": page.token}
    if len(seen) < stated:
        raise IngestionError("its list", f"it ends after {len(seen)} of {stated} records")


def _check_days(page: Page, window: DateRange) -> None:
    first = window.question.get("from", "")
    strange = [day for day in page.days if not first <= day <= window.question["until"]]
    if strange:
        raise IngestionError("its list", f"a record of {min(strange)}, which was not asked for")


def _is_silent(window: DateRange) -> bool:
    return (window.last - window.first).days >= SILENT_DAYS


def _silence(window: DateRange) -> str:
    return f"{window.name}: no wanted record from {window.first} to {window.last}"


FETCHERS = (Fetcher(fetch),)
