"""A run sends no further request to a host that accepts no connection or never answers."""

from __future__ import annotations

import time
from collections.abc import Callable

ATTEMPTS = 6
# A run gives up a host that has not answered after this number of tries.
SILENT_ATTEMPTS = 2
# Seconds to wait for the first host of a run, and for each further host until one has answered.
# A run in which a dozen hosts do not answer therefore ends in two minutes.
FIRST_SECONDS, NEXT_SECONDS = 30.0, 6.0
# After this time a process sends requests to the host again, because a process may run for days.
DOWN_SECONDS = 1800.0


class Hosts:
    """The hosts of a process, and whether they answered. A host is a name with a port."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._refused_at: dict[str, float] = {}
        self._silent_at: dict[str, float] = {}
        self._answered: set[str] = set()

    @property
    def refused(self) -> list[str]:
        """Return the hosts that accepted no connection, in the order of their names."""
        return self._recent(self._refused_at)

    @property
    def silent(self) -> list[str]:
        """Return the hosts that accepted a connection and did not answer, by name."""
        return self._recent(self._silent_at)

    def _recent(self, times: dict[str, float]) -> list[str]:
        now = self._clock()
        return sorted(host for host, at in times.items() if now - at < DOWN_SECONDS)

    def why_down(self, host: str) -> str:
        """Return why a host gets no request; empty if it may get one."""
        if host in self.refused:
            return "accepted no connection before"
        return "did not answer before" if host in self.silent else ""

    def _is_cut_off(self) -> bool:
        """Return whether hosts are down and none has answered yet, which indicates no network."""
        return bool(self.refused or self.silent) and not self._answered

    def attempts(self, host: str) -> int:
        """Return how many tries a request has: none if the host is down, one without a network."""
        if self.why_down(host):
            return 0
        return 1 if self._is_cut_off() else ATTEMPTS

    def silent_attempts(self, host: str) -> int:
        """Return the number of tries without an answer after which a host is given up."""
        return ATTEMPTS if host in self._answered else SILENT_ATTEMPTS

    def patience(self, longest: float) -> float:
        """Return the seconds to wait for an answer; ``longest`` if any host has answered."""
        if self._answered:
            return longest
        return min(longest, NEXT_SECONDS if self._is_cut_off() else FIRST_SECONDS)

    def answered(self, host: str) -> None:
        """Record that a host answered, with whatever status."""
        self._answered.add(host)
        self._refused_at.pop(host, None)
        self._silent_at.pop(host, None)

    def accepts_none(self, host: str) -> None:
        """Record that a host accepted no connection."""
        self._refused_at[host] = self._clock()

    def is_silent(self, host: str) -> None:
        """Record that a host accepted connections and did not answer."""
        self._silent_at[host] = self._clock()


HOSTS = Hosts()
