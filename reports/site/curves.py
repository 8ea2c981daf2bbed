"""Curves that a page draws itself: the points of a series, in percent of the box of the drawing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Curve:
    """A line with the band of its intervals: points as SVG writes them, from 0 to 100.

    ``dots`` has the points, and whether each is a year that still fills.
    """

    line: str
    band: str
    dots: Sequence[tuple[float, float, bool]]


@dataclass(frozen=True)
class Box:
    """The ends of both scales of a drawing."""

    first: float
    last: float
    low: float
    high: float

    @classmethod
    def of(cls, rows: Sequence[Row]) -> "Box":
        """Return the box of rows with ``x``, ``value`` and the ends of its interval."""
        values = [
            row[name]
            for row in rows
            for name in ("value", "ci_low", "ci_high")
            if row[name] is not None
        ]
        xs = [row["x"] for row in rows]
        return cls(min(xs), max(xs), min(values), max(values))

    def across(self, x: float) -> float:
        """Return the distance from the left end."""
        return round(100 * (x - self.first) / ((self.last - self.first) or 1), 1)

    def down(self, value: float) -> float:
        """Return the distance from the upper end."""
        return round(100 * (self.high - value) / ((self.high - self.low) or 1), 1)

    def curve(self, rows: Sequence[Row]) -> Curve:
        """Place the rows of a series, which are in order; ``is_open`` is optional."""
        known = [row for row in rows if row["ci_low"] is not None and row["ci_high"] is not None]
        above = [self._point(row, "ci_high") for row in known]
        below = [self._point(row, "ci_low") for row in reversed(known)]
        dots = [
            (self.across(row["x"]), self.down(row["value"]), bool(row.get("is_open")))
            for row in rows
        ]
        line = " ".join(self._point(row, "value") for row in rows)
        return Curve(line, " ".join([*above, *below]), dots)

    def _point(self, row: Row, name: str) -> str:
        return f"{self.across(row['x'])},{self.down(row[name])}"
