"""One estimate of the metrics, and the id of its row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self
from urllib.parse import urlencode

KEY = (
    "metric", "definition", "source", "vintage", "period", "team_class", "sector", "topic",
    "country", "region", "venue", "counting", "unit",
)  # fmt: skip


def row_id(table: str, key: Mapping[str, Any]) -> str:
    """Name a row of a mart by its key: ``metrics?metric=...``.

    A row of metrics leaves out the parts of its key that are null.
    """
    return f"{table}?{urlencode({name: value for name, value in key.items() if value is not None})}"


@dataclass(frozen=True)
class Estimate:
    """One row of ``marts.metrics`` that may be shown: shares from 0 to 1, with 95% intervals."""

    metric: str
    definition: str
    source: str
    vintage: date
    period: str
    team_class: str | None
    unit: str
    value: float
    ci_low: float
    ci_high: float | None
    n: int
    k: int | None
    n_unknown: int
    bound_low: float | None
    bound_high: float | None
    ci_method: str
    effective_n: float | None = None
    degrees: float | None = None
    caveats: Sequence[str] = ()
    vintages: Sequence[str] = ()
    n_lists: int | None = None
    sector: str | None = None
    topic: str | None = None
    country: str | None = None
    region: str | None = None
    venue: str | None = None
    counting: str | None = None
    id: str = ""

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """Return the estimate of a row of metrics, with the id of the row."""
        values = {name: row[name] for name in COLUMNS}
        return cls(**values, id=row_id("metrics", {name: row[name] for name in KEY}))

    @property
    def excludes_zero(self) -> bool:
        """Return whether the interval excludes zero."""
        return self.ci_low > 0 or (self.ci_high is not None and self.ci_high < 0)


COLUMNS = [name for name in Estimate.__dataclass_fields__ if name != "id"]


def last(estimates: Sequence[Estimate]) -> Estimate | None:
    """Return the last of some estimates, or None."""
    return estimates[-1] if estimates else None


def is_majority(share: Estimate | None) -> bool:
    """Return whether the interval is above one half."""
    return share is not None and share.ci_low > 0.5
