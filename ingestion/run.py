"""One refresh of one source: what it asks for, what it gets, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from ingestion.errors import NotFoundError
from ingestion.http import Client, public_url
from ingestion.landing.files import Download, SourceFile, fetched_file
from ingestion.landing.schema import RemoteFile, Source
from ingestion.landing.snapshots import Snapshot, newest_by_file, snapshots

FetchFile = Callable[[], SourceFile | None]
"""Fetch one file; None if the stored one is current, or if the publisher has none."""


@dataclass
class RefreshRun:
    """One refresh of one source into ``raw``; ``is_full`` fetches what is not yet due, too.

    ``state`` is ``complete``, ``paused`` (a later run continues), ``degraded`` (the publisher gave
    no good answer, or an unforeseen error occurred) or ``off`` (by configuration). ``reason``
    states why a run is not complete, or what it left out. ``log`` writes a line. Files arrive in
    the folder ``inbox``.
    """

    source: Source
    raw: Path
    log: Callable[[str], None]
    is_full: bool = False
    inbox: Path = Path()
    client: Client = field(default_factory=Client)
    state: str = "complete"
    reason: str = ""
    cost_usd: float = 0.0

    @property
    def calls(self) -> int:
        """Return the number of requests."""
        return len(self.client.urls)

    def note(self, reason: str) -> None:
        """State what a complete run left out because the publisher has it no more."""
        self.end("complete", "; ".join(filter(None, [self.reason, reason])))

    def end(self, state: str, reason: str) -> None:
        """End the run in a state; what is stored stays."""
        self.state, self.reason = state, reason
        self.log(f"{state}: {reason}")

    @cached_property
    def _stored(self) -> dict[str, Snapshot]:
        return newest_by_file(snapshots(self.raw, self.source))

    def stored(self, name: str) -> Snapshot | None:
        """Return the snapshot of a file that this run may replace."""
        return self._stored.get(f"{self.source.name}/{name}")

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
        try:
            return self.download(remote)
        except NotFoundError:
            if self.stored(remote.name) is None:
                return None
            raise
