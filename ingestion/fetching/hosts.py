"""Hosts that accept no connection: a run tries each of them once, and not for every file."""

from __future__ import annotations

import time
from collections.abc import Callable

ATTEMPTS = 6
# A run of the next day asks again, also in a process that lives on.
DOWN_SECONDS = 1800.0


class Hosts:
    """The hosts that a process has asked, with their answers. A host is a name with a port."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failed_at: dict[str, float] = {}
        self._is_online = False

    @property
    def down(self) -> list[str]:
        """The hosts that accepted no connection, in the order of their names."""
        now = self._clock()
        return sorted(host for host, at in self._failed_at.items() if now - at < DOWN_SECONDS)

    def attempts(self, host: str) -> int:
        """How often a request may try: not at all if the host is down.

        Once if another host is down and none has answered yet, as it is without a network.
        """
        down = self.down
        if host in down:
            return 0
        return 1 if down and not self._is_online else ATTEMPTS

    def answered(self, host: str) -> None:
        """Record that a host answered, with whatever status."""
        self._is_online = True
        self._failed_at.pop(host, None)

    def failed(self, host: str) -> None:
        """Record that a host accepted no connection."""
        self._failed_at[host] = self._clock()


HOSTS = Hosts()
