"""One refresh of one source: what it asks for, what it gets, and how it ends."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path

from ingestion.errors import NotFoundError, printable
from ingestion.http import Client, public_url
from ingestion.landing.files import FILE_DATE, Download, SourceFile, fetched_file
from ingestion.landing.schema import RemoteFile, Source
from ingestion.landing.snapshots import Snapshot, newest_by_file, snapshots

YEAR = re.compile(r"(?:19|20)\d\d")
EMPTY_FOR = dt.timedelta(days=180)
# Lists of earlier years hardly change: they are fetched again after these days.
NEWEST_YEARS, SETTLED_DAYS = 2, 365
FetchFile = Callable[[], SourceFile | None]
"""Fetch one file; None if the stored one is current, or if the publisher has none."""

Probe = Callable[[], str]
"""Ask for one small thing, and return the newest day that it shows, if it shows one."""


@dataclass
class RefreshRun:
    """One refresh of one source into ``raw``; ``is_full`` fetches what is not yet due, too.

    ``accepted`` are the names of files that may have lost more than a file may lose.

    ``state`` is ``complete``, ``incomplete`` (something that is expected is missing), ``forbidden``
    (by a robots.txt), ``paused`` (a later run continues), ``degraded`` (the publisher gave no good
    answer, or an unforeseen error occurred) or ``off`` (by configuration). ``reason`` states why a
    run is not complete. ``log`` writes a line. Files arrive in the folder ``inbox``. ``empty`` has
    the days on which the publisher had no file of a name.
    """

    source: Source
    raw: Path
    log: Callable[[str], None]
    is_full: bool = False
    accepted: Collection[str] = ()
    inbox: Path = Path()
    state: str = "complete"
    reason: str = ""
    cost_usd: float = 0.0
    empty: dict[str, str] = field(default_factory=dict)
    client: Client = field(init=False)

    def __post_init__(self) -> None:
        """Make the client."""
        self.client = Client(pause=self.source.pause)

    @property
    def calls(self) -> int:
        """Return the number of requests."""
        return len(self.client.urls)

    def end(self, state: str, reason: str) -> None:
        """End the run in a state; what is stored stays."""
        self.state, self.reason = state, printable(reason)
        self.log(f"{state}: {self.reason}")

    def newest(self) -> dict[str, Snapshot]:
        """Return the newest snapshot of each file by its name, without the date of a record's."""
        newest = newest_by_file(snapshots(self.raw, self.source))
        return {FILE_DATE.sub("", Path(name).name): snapshot for name, snapshot in newest.items()}

    last = cached_property(newest)

    def stored(self, name: str) -> Snapshot | None:
        """Return the snapshot of a file that this run may replace."""
        return self.last.get(FILE_DATE.sub("", name))

    def is_due(self, name: str, year: int, least: int = 0) -> bool:
        """Whether the list of a year is due; an old one with less than ``least`` rows is like new.

        Days count and not hours, as for the source, which would else be due before its lists.
        """
        snapshot, today = self.stored(name), dt.datetime.now(dt.UTC).date()
        if self.is_full or snapshot is None:
            return True
        is_settled = year <= today.year - NEWEST_YEARS and snapshot.rows >= least
        age = today - dt.datetime.fromisoformat(snapshot.retrieved_at).date()
        return age.days >= (SETTLED_DAYS if is_settled else self.source.refresh_days)

    def was_empty(self, name: str) -> bool:
        """Whether the publisher lately had nothing of a past year, which it will hardly add."""
        today, year = dt.datetime.now(dt.UTC).date(), YEAR.search(name)
        asked = self.empty.get(name)
        if self.is_full or asked is None or year is None or int(year[0]) >= today.year - 1:
            return False
        return today - dt.date.fromisoformat(asked) < EMPTY_FOR

    def has_none(self, name: str) -> None:
        """Record that the publisher has no file of a name."""
        self.empty[name] = dt.datetime.now(dt.UTC).date().isoformat()

    def download(self, remote: RemoteFile) -> SourceFile | None:
        """Download one file; None if the publisher reports the stored one as current."""
        path, last = self.inbox / remote.name, self.stored(remote.name)
        tags = Download(last.etag, last.last_modified) if last and not self.is_full else None
        received = self.client.download(remote.url, path, tags)
        if received is None:
            return None
        return fetched_file(self.source, path, public_url(remote.url), received)

    def download_if_any(self, remote: RemoteFile) -> SourceFile | None:
        """Download one file as ``download`` does; None if the publisher never had it."""
        if self.was_empty(remote.name):
            return None
        try:
            return self.download(remote)
        except NotFoundError:
            if self.stored(remote.name) is None:
                self.has_none(remote.name)
                return None
            raise


def fetch(run: RefreshRun) -> Iterator[FetchFile]:
    """Yield a download of each of the source's current files."""
    for remote in run.source.remote_files:
        yield partial(run.download, remote)
