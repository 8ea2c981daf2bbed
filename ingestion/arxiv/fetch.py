"""Harvest arXiv's sets window by window: a month of datestamps, one file each, oldest first.

A datestamp is the day on which a record was last modified, so that a record stands in one window
at a time and comes again where it is modified; it is no day of submission. A window lands whole or
not at all, and its name says which days it holds, from which a later run tells where to go on.
"""

from __future__ import annotations

import calendar
import datetime as dt
import math
import re
import sys
import zipfile
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode

from tqdm import tqdm

from ingestion.arxiv.api import API, LIST, SECONDS_A_CALL, Api, BadTokenError, BusyError, Received
from ingestion.arxiv.sets import categories, sets
from ingestion.discovery import SourceFile
from ingestion.errors import IngestionError, SourceOffError
from ingestion.landing import Snapshot, snapshots
from ingestion.live import Run, Wanted
from ingestion.schema import Source

# arXiv's earliestDatestamp, which all records carry that were last modified before.
EARLIEST = dt.date(2005, 9, 16)
DAY = dt.timedelta(days=1)
# A day is taken for complete once it was over for so long when it was asked for.
OVERLAP_DAYS = 1
# A run begins no window beyond; the one that it is in is finished, so that every run gets on.
MOST_SECONDS = 900.0
MOST_PAGES = 2000
MOST_BEGINNINGS = 3
FILE = re.compile(r"([a-z-]+)_(\d{4}-\d{2}-\d{2})_(\d{4}-\d{2}-\d{2})\.zip$")


@dataclass(frozen=True, order=True)
class Window:
    """The records of a set with datestamps from one day to another, both included."""

    first: dt.date
    last: dt.date
    name: str

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
    source: Source, raw: Path, inbox: Path, wanted: Wanted, run: Run
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
    wanted: Wanted,
    run: Run,
    asked: Sequence[str],
) -> Generator[SourceFile]:
    """Harvest what is due of some sets: say what it takes, then fetch, a file a window.

    A server that asks for patience, and ``MOST_SECONDS``, pause the run, which a later one goes on
    with; a full harvest has no such end. A set whose window is broken is left there, the others go
    on, and IngestionError is raised for it. Records that the publisher states are unknown: the
    server does not say how many it has.
    """
    today = dt.datetime.now(dt.UTC).date()
    run.whole = wanted.full
    held = [] if wanted.full else snapshots(raw, source)
    late = sorted(w for name in asked for w in windows(name, held, today, source.refresh_days))
    if not late:
        return
    run.say(describe(late, wanted.full))
    try:
        yield from Harvest(api, source, inbox, run, wanted.full).files(late)
    finally:
        run.calls = api.calls


def windows(name: str, held: Sequence[Snapshot], today: dt.date, days: int) -> list[Window]:
    """What is missing of a set, month by month; nothing where it was harvested ``days`` ago."""
    day = first_missing(name, held)
    if (today - day).days - OVERLAP_DAYS < days:
        return []
    found = []
    while day <= today:
        month_end = day.replace(day=calendar.monthrange(day.year, day.month)[1])
        found.append(Window(day, min(month_end, today), name))
        day = month_end + DAY
    return found


def first_missing(name: str, held: Sequence[Snapshot]) -> dt.date:
    """The first day of which a set is not held whole, whatever is held beyond."""
    day = EARLIEST
    for window, retrieved in sorted(_held(name, held)):
        if window.first > day:
            break
        day = max(day, min(window.last + DAY, retrieved - OVERLAP_DAYS * DAY))
    return day


def _held(name: str, held: Sequence[Snapshot]) -> Iterator[tuple[Window, dt.date]]:
    """The windows that are held of a set, and when they were fetched."""
    for snapshot in held:
        named = FILE.search(snapshot.file)
        if named and named[1] == name:
            first, last = dt.date.fromisoformat(named[2]), dt.date.fromisoformat(named[3])
            retrieved = dt.datetime.fromisoformat(snapshot.retrieved_at).date()
            yield Window(first, last, name), retrieved


def describe(late: Sequence[Window], full: bool) -> str:
    """The plan in words. How many pages a window has is not known before it is read."""
    names = ", ".join(sorted({window.name for window in late}))
    end = "" if full else f"; none is begun after {MOST_SECONDS / 60:.0f} minutes"
    return (
        f"plan: {len(late):,} windows of {names} from {late[0].first}, a call for each at least and"
        f" {SECONDS_A_CALL:.0f} s for each call, {len(late) * SECONDS_A_CALL / 60:.0f} minutes or"
        f" more{end}"
    )


class Harvest:
    """The windows of a plan, fetched one after the other into files to land."""

    def __init__(self, api: Api, source: Source, inbox: Path, run: Run, full: bool) -> None:
        self._api, self._source, self._inbox, self._run = api, source, inbox, run
        self._until = math.inf if full else api.clock() + MOST_SECONDS

    def files(self, late: Sequence[Window]) -> Generator[SourceFile]:
        """A file for each window with a wanted record; one without is part of the next file."""
        broken: dict[str, str] = {}
        begun: dict[str, dt.date] = {}
        for done, window in enumerate(self._shown(late)):
            if window.name in broken:
                continue
            if self._api.clock() >= self._until:
                self._run.pause(f"{len(late) - done:,} windows are left; a later run goes on")
                break
            reach = replace(window, first=begun.pop(window.name, window.first))
            try:
                kept = self._write(reach)
            except BusyError as error:
                self._run.pause(f"{error}; a later run goes on")
                break
            except IngestionError as error:
                broken[window.name] = f"{window.file}: {error}"
                self._run.say(f"{broken[window.name]}; nothing of it is landed")
                continue
            if kept:
                yield self._described(reach)
            else:
                begun[window.name] = reach.first
        if broken:
            raise IngestionError(self._source.name, "; ".join(broken.values()))

    def _shown(self, late: Sequence[Window]) -> Iterator[Window]:
        quiet = not sys.stderr.isatty()
        yield from tqdm(late, desc=self._source.name, unit="window", disable=quiet)

    def _write(self, window: Window, beginnings: int = MOST_BEGINNINGS) -> int:
        """Write the pages of a window, begun anew where a token is refused; the wanted records."""
        try:
            return self._write_once(window)
        except BadTokenError as error:
            if beginnings == 1:
                raise
            self._run.say(f"{window.file}: {error}; it is begun anew")
        return self._write(window, beginnings - 1)

    def _write_once(self, window: Window) -> int:
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

    def _described(self, window: Window) -> SourceFile:
        retrieved_at = dt.datetime.now(dt.UTC)
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


def walk(api: Api, window: Window) -> Iterator[Received]:
    """Every page of a window, once.

    Raises IngestionError on tokens that lead back or nowhere, and on fewer records than stated.
    """
    seen: set[str] = set()
    tokens: set[str] = set()
    question, stated = window.question, 0
    while True:
        received = api.page(question)
        page = received.page
        if tokens and page.ids <= seen:
            raise IngestionError("its list", f"a page without a new record after {len(seen)}")
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
