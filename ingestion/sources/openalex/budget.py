"""The daily budget at OpenAlex, read from the X-RateLimit headers of its responses."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ingestion.errors import IngestionError

LIST_CALL_USD = 0.0001
"""The price of a list call with up to 100 rows. A search costs ten times this price."""
FREE_USD_PER_DAY = 1.0
DAY_SECONDS = 24 * 3600
PREFIX = "x-ratelimit-"
# A key may have bought credits in addition to the daily allowance.
BOUGHT = ("prepaid-remaining-usd", "onetime-remaining", "onetime-remaining-usd")


class BudgetSpentError(IngestionError):
    """The budget of the day is spent. It is refilled at midnight UTC."""


@dataclass
class Budget:
    """The remaining budget, and the calls and cost of this run. ``clock`` returns seconds."""

    clock: Callable[[], float] = time.time
    calls: int = 0
    cost_usd: float = 0.0
    _limits: dict[str, float] = field(default_factory=dict)
    _refilled_at: float = 0.0

    def update(self, headers: Mapping[str, str]) -> None:
        """Count one call, and read the limits from the headers of its response."""
        limits = {}
        for name, text in headers.items():
            if name.lower().startswith(PREFIX):
                try:
                    number = float(text)
                except ValueError:
                    continue
                if math.isfinite(number):
                    limits[name.lower().removeprefix(PREFIX)] = number
        self.calls += 1
        self.cost_usd += limits.get("cost-usd", 0.0)
        if limits:
            self._limits = limits
            until_midnight = DAY_SECONDS - self.clock() % DAY_SECONDS
            self._refilled_at = self.clock() + limits.get("reset", until_midnight)

    def calls_left(self) -> int | None:
        """Return the list calls left today; None if no response has stated a limit."""
        if self.clock() >= self._refilled_at or any(
            self._limits.get(name, 0) > 0 for name in BOUGHT
        ):
            return None
        left = []
        if "remaining" in self._limits:
            left.append(self._limits["remaining"] / max(self._limits.get("credits-required", 1), 1))
        if "remaining-usd" in self._limits:
            left.append(self._limits["remaining-usd"] / LIST_CALL_USD)
        # The quotient is rounded first, because 0.0003 / 0.0001 is slightly less than three.
        return int(round(min(left), 6)) if left else None

    def check(self, url: str) -> None:
        """Raise BudgetSpentError if no list call is left today."""
        if self.calls_left() == 0:
            hours = (self._refilled_at - self.clock()) / 3600
            raise BudgetSpentError(
                url,
                f"the budget of today is spent; it is refilled in {hours:.1f} h (midnight UTC),"
                " and the next run continues from here",
            )
