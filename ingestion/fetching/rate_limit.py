"""The limit of calls in a fixed period, which an API reports in the headers of its responses."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import requests

from ingestion.errors import RateLimitSpentError
from ingestion.fetching.http import LONGEST_WAIT_SECONDS, TIMEOUT_SECONDS, Client, HttpApi

ReadHeaders = Callable[[Mapping[str, str]], tuple[int, float] | None]
"""``read(headers) -> (calls left, seconds until the limit renews)``; None if they do not say."""


@dataclass
class RateLimit:
    """The number of calls that are left. ``clock`` returns seconds since the epoch."""

    read: ReadHeaders
    clock: Callable[[], float] = time.time
    calls_left: int | None = None
    _renewed_at: float = 0.0

    def update(self, headers: Mapping[str, str]) -> None:
        """Read the limit from the headers of a response, if they report it."""
        if limit := self.read(headers):
            self.set(*limit)

    def set(self, calls_left: int, seconds: float) -> None:
        """Set the calls that are left, and the seconds until the limit renews."""
        self.calls_left, self._renewed_at = calls_left, self.clock() + seconds

    def wait(self, url: str, sleep: Callable[[float], None]) -> None:
        """Sleep until a call is allowed. Raises RateLimitSpentError if that would take too long."""
        seconds = self._renewed_at - self.clock()
        if self.calls_left != 0 or seconds <= 0:
            return
        if seconds > LONGEST_WAIT_SECONDS:
            raise RateLimitSpentError(url, f"the rate limit is spent; it renews in {seconds:.0f} s")
        sleep(seconds)
        # The number is unknown until the next response reports the renewed limit.
        self.calls_left = None


class RateLimitedApi(HttpApi):
    """An API that reports its rate limit. It is a context manager."""

    def __init__(
        self,
        read: ReadHeaders,
        *,
        secrets: Sequence[str] = (),
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
        timeout: tuple[float, float] = TIMEOUT_SECONDS,
    ) -> None:
        self.rate_limit = RateLimit(read, clock)
        self._sleep = sleep
        super().__init__(
            Client(secrets=secrets, inspect=self._inspect, sleep=sleep, timeout=timeout)
        )

    def _waiting(self, url: str) -> Callable[[], None]:
        return lambda: self.rate_limit.wait(url, self._sleep)

    def _inspect(self, response: requests.Response) -> None:
        self.rate_limit.update(response.headers)
