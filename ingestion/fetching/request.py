"""What a live refresh is asked for, and what it says of itself."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingestion.landing.files import SourceFile
from ingestion.landing.schema import Source


@dataclass(frozen=True)
class RefreshRequest:
    """Which years and venues (all, if None), and whether to fetch what is held and not yet due.

    Venues are those of sources that come as lists by venue and year.
    """

    years: Sequence[int] | None = None
    full: bool = False
    venues: Sequence[str] | None = None


@dataclass
class RefreshRun:
    """One refresh of one source.

    ``state`` is ``complete``, ``paused`` (a later run goes on), ``degraded`` (the publisher gave
    no good answer, or something unforeseen went wrong) or ``off`` (by configuration); ``reason``
    tells why where it is not complete.
    ``whole`` says that every file is fetched, whatever the publisher says of changes, and
    ``landed_whole`` that all of them have landed since, whatever came later. ``stated`` is how
    many records in use the publisher says it has, if it does. ``say`` takes a line for the log.
    """

    say: Callable[[str], None]
    state: str = "complete"
    reason: str = ""
    calls: int = 0
    cost_usd: float = 0.0
    whole: bool = False
    landed_whole: bool = False
    stated: int | None = None

    def pause(self, reason: str) -> None:
        """End early, without an error: what is missing is for a later run."""
        self._end("paused", reason)

    def degrade(self, reason: str) -> None:
        """End without what the publisher may have: what is held stays as it is."""
        self._end("degraded", reason)

    def turn_off(self, reason: str) -> None:
        """Fetch nothing, by configuration."""
        self._end("off", reason)

    def _end(self, state: str, reason: str) -> None:
        self.state, self.reason = state, reason
        self.say(f"{state}: {reason}")


FetchFiles = Callable[[Source, Path, Path, RefreshRequest, RefreshRun], Generator[SourceFile]]
"""``fetch(source, raw folder, empty folder, request, run) -> files to land``, lazily."""


@dataclass(frozen=True)
class Fetcher:
    """One way to fetch files of a source; ``lands_together`` lands all of them or none."""

    fetch: FetchFiles
    lands_together: bool = False
