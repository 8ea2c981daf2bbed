"""A limit of calls in a fixed window of time, as the headers of an API tell it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ingestion.errors import IngestionError
from ingestion.fetching.http import LONGEST_WAIT_SECONDS


class RateLimitSpentError(IngestionError):
    """The window is spent, and the next one is too far away to wait for."""


@dataclass
class RateLimit:
    """What is left of the present window.

    ``said`` reads of a response's headers how many calls are left, and in how many seconds the
    next window begins; None where they don't tell. ``clock`` gives seconds since the epoch.
    """

    said: Callable[[Mapping[str, str]], tuple[int, float] | None]
    clock: Callable[[], float] = time.time
    left: int | None = None
    _refilled_at: float = 0.0

    def note(self, headers: Mapping[str, str]) -> None:
        """Take in what the headers of a response say, if they do."""
        if said := self.said(headers):
            self.fill(*said)

    def fill(self, left: int, seconds: float) -> None:
        """Take it that so many calls are left, and the next window begins in so many seconds."""
        self.left, self._refilled_at = left, self.clock() + seconds

    def wait(self, place: str, sleep: Callable[[float], None]) -> None:
        """Sleep until a call would be answered. Raises RateLimitSpentError where that takes long."""
        seconds = self._refilled_at - self.clock()
        if self.left != 0 or seconds <= 0:
            return
        if seconds > LONGEST_WAIT_SECONDS:
            raise RateLimitSpentError(
                place, f"the window of calls is spent; the next one begins in {seconds:.0f} s"
            )
        sleep(seconds)
        self.left = None
