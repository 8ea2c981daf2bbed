"""OpenAlex's daily budget, as the X-RateLimit headers of its answers tell it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ingestion.errors import IngestionError

LIST_CALL_USD = 0.0001
"""Price of a list call of up to 100 rows; a search costs ten times as much."""
FREE_USD_PER_DAY = 1.0
DAY_SECONDS = 24 * 3600
PREFIX = "x-ratelimit-"
# Beyond the daily allowance, a key may hold credits that were bought.
BOUGHT = ("prepaid-remaining-usd", "onetime-remaining", "onetime-remaining-usd")


class BudgetSpentError(IngestionError):
    """The day's budget is spent; it is refilled at midnight UTC."""


@dataclass
class Budget:
    """What is left, and what this run has used. ``clock`` gives seconds since the epoch."""

    clock: Callable[[], float] = time.time
    calls: int = 0
    cost_usd: float = 0.0
    _said: dict[str, float] = field(default_factory=dict)
    _refilled_at: float = 0.0

    def note(self, headers: Mapping[str, str]) -> None:
        """Take in the headers of an answer to one call."""
        said = {}
        for name, text in headers.items():
            if name.lower().startswith(PREFIX):
                try:
                    number = float(text)
                except ValueError:
                    continue
                if math.isfinite(number):
                    said[name.lower().removeprefix(PREFIX)] = number
        self.calls += 1
        self.cost_usd += said.get("cost-usd", 0.0)
        if said:
            self._said = said
            until_midnight = DAY_SECONDS - self.clock() % DAY_SECONDS
            self._refilled_at = self.clock() + said.get("reset", until_midnight)

    def calls_left(self) -> int | None:
        """How many list calls the day still has; None where no answer has told."""
        if self.clock() >= self._refilled_at or any(self._said.get(name, 0) > 0 for name in BOUGHT):
            return None
        left = []
        if "remaining" in self._said:
            left.append(self._said["remaining"] / max(self._said.get("credits-required", 1), 1))
        if "remaining-usd" in self._said:
            left.append(self._said["remaining-usd"] / LIST_CALL_USD)
        # Rounded first: 0.0003 / 0.0001 is a little less than three.
        return int(round(min(left), 6)) if left else None

    def check(self, place: str) -> None:
        """Raise BudgetSpentError where a list call would not be answered today."""
        if self.calls_left() == 0:
            hours = (self._refilled_at - self.clock()) / 3600
            raise BudgetSpentError(
                place,
                f"today's budget is spent; it is refilled in {hours:.1f} h (midnight UTC),"
                " and the next run goes on from here",
            )
