"""The request for a refresh, and its outcome."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingestion.landing.files import SourceFile
from ingestion.landing.schema import Source


@dataclass(frozen=True)
class RefreshRequest:
    """The years and venues to refresh (None: all), and whether to fetch what is not yet due.

    Only sources of paper lists have venues.
    """

    years: Sequence[int] | None = None
    full: bool = False
    venues: Sequence[str] | None = None


@dataclass
class RefreshRun:
    """One refresh of one source.

    ``state`` is ``complete``, ``paused`` (a later run continues), ``degraded`` (the publisher gave
    no good answer, or an unforeseen error occurred) or ``off`` (by configuration). ``reason``
    states why a run is not complete. ``fetches_all``: the run fetches every file, even one that the
    publisher reports as unchanged. ``landed_all``: all files of the run have landed. ``stated`` is
    the number of active records that the publisher states, if it states one. ``log`` writes a line.
    """

    log: Callable[[str], None]
    state: str = "complete"
    reason: str = ""
    calls: int = 0
    cost_usd: float = 0.0
    fetches_all: bool = False
    landed_all: bool = False
    stated: int | None = None

    def pause(self, reason: str) -> None:
        """End the run early without an error; a later run fetches the rest."""
        self._end("paused", reason)

    def degrade(self, reason: str) -> None:
        """End the run with an error; stored data does not change."""
        self._end("degraded", reason)

    def turn_off(self, reason: str) -> None:
        """Record that the configuration turns the source off."""
        self._end("off", reason)

    def _end(self, state: str, reason: str) -> None:
        self.state, self.reason = state, reason
        self.log(f"{state}: {reason}")


FetchFiles = Callable[[Source, Path, Path, RefreshRequest, RefreshRun], Generator[SourceFile]]
"""``fetch(source, raw folder, empty folder, request, run) -> files to land``, lazily."""


@dataclass(frozen=True)
class Fetcher:
    """A way to fetch files of a source; with ``lands_together``, all of them land or none."""

    fetch: FetchFiles
    lands_together: bool = False
