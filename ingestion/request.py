"""The request for a refresh, and its outcome."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ingestion.landing.files import SourceFile

FetchFile = Callable[[], SourceFile | None]
"""Fetch one file; None if the stored one is current, or if the publisher has none."""


@dataclass(frozen=True)
class RefreshRequest:
    """Whether to fetch what is not yet due, too."""

    full: bool = False


@dataclass
class RefreshRun:
    """One refresh of one source.

    ``state`` is ``complete``, ``paused`` (a later run continues), ``degraded`` (the publisher gave
    no good answer, or an unforeseen error occurred) or ``off`` (by configuration). ``reason``
    states why a run is not complete, or what it left out. ``log`` writes a line.
    """

    log: Callable[[str], None]
    state: str = "complete"
    reason: str = ""
    calls: int = 0
    cost_usd: float = 0.0

    def note(self, reason: str) -> None:
        """State what a complete run left out because the publisher has it no more."""
        self.end("complete", "; ".join(filter(None, [self.reason, reason])))

    def end(self, state: str, reason: str) -> None:
        """End the run in a state; what is stored stays."""
        self.state, self.reason = state, reason
        self.log(f"{state}: {reason}")
