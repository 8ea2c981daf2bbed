"""The Hub's rate limit: a fixed window of five minutes, as the RateLimit header tells it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ingestion.errors import IngestionError
from ingestion.http import LONGEST_WAIT_SECONDS

HEADER = "RateLimit"
FREE_CALLS = {False: 500, True: 1000}
"""Calls in a window without and with a token (https://huggingface.co/docs/hub/rate-limits)."""


class WindowSpentError(IngestionError):
    """The window is spent, and the next one is too far away to wait for."""


@dataclass
class Window:
    """What is left of the present window. ``clock`` gives seconds since the epoch."""

    clock: Callable[[], float] = time.time
    left: int | None = None
    _refilled_at: float = 0.0

    def note(self, headers: Mapping[str, str]) -> None:
        """Take in ``RateLimit: "api";r=<calls left>;t=<seconds to the next window>``."""
        said = dict(re.findall(r"\b([rt])=(\d+)", headers.get(HEADER, "")))
        if said.keys() == {"r", "t"}:
            self.left = int(said["r"])
            self._refilled_at = self.clock() + int(said["t"])

    def wait(self, place: str, sleep: Callable[[float], None]) -> None:
        """Sleep until a call would be answered. Raises WindowSpentError where that takes long."""
        seconds = self._refilled_at - self.clock()
        if self.left != 0 or seconds <= 0:
            return
        if seconds > LONGEST_WAIT_SECONDS:
            raise WindowSpentError(
                place, f"the window of calls is spent; the next one begins in {seconds:.0f} s"
            )
        sleep(seconds)
        self.left = None
