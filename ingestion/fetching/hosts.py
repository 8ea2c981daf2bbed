"""Hosts that accept no connection or never answer: a run sends no further request to them."""

from __future__ import annotations

import time
from collections.abc import Callable

ATTEMPTS = 6
# A host that has not answered yet is given up after this many tries without an answer.
SILENT_ATTEMPTS = 2
# Seconds to wait for the first answer of a run, and of a further host while none has answered.
# With a dozen hosts, a run in which all are silent ends in two minutes.
FIRST_SECONDS, NEXT_SECONDS = 30.0, 6.0
# After this time a host is requested again, also by a process that runs for days.
DOWN_SECONDS = 1800.0


class Hosts:
    """The hosts that a process has asked, with their answers. A host is a name with a port."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._refused_at: dict[str, float] = {}
        self._silent_at: dict[str, float] = {}
        self._answered: set[str] = set()

    @property
    def refused(self) -> list[str]:
        """The hosts that accepted no connection, in the order of their names."""
        return self._recent(self._refused_at)

    @property
    def silent(self) -> list[str]:
        """The hosts that accepted a connection and did not answer, in the order of their names."""
        return self._recent(self._silent_at)

    def _recent(self, times: dict[str, float]) -> list[str]:
        now = self._clock()
        return sorted(host for host, at in times.items() if now - at < DOWN_SECONDS)

    def why_down(self, host: str) -> str:
        """Say why a host is not asked; empty if it may be."""
        if host in self.refused:
            return "accepted no connection before"
        return "did not answer before" if host in self.silent else ""

    def _is_cut_off(self) -> bool:
        """Whether hosts are down and none has answered yet, as it is without a network."""
        return bool(self.refused or self.silent) and not self._answered

    def attempts(self, host: str) -> int:
        """How often a request may try: not at all if the host is down, once if all so far are."""
        if self.why_down(host):
            return 0
        return 1 if self._is_cut_off() else ATTEMPTS

    def silent_attempts(self, host: str) -> int:
        """Return the number of tries without an answer after which a host is given up."""
        return ATTEMPTS if host in self._answered else SILENT_ATTEMPTS

    def patience(self, longest: float) -> float:
        """Seconds to wait for an answer, ``longest`` if any host has answered."""
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
