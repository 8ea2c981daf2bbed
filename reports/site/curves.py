"""Curves that a page draws itself: the points of a series, in percent of the box of the drawing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, groupby
from math import ceil, floor, log10
from typing import Any

Row = Mapping[str, Any]
FEWEST = 3  # years of a sketch


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
        ends = [row[name] for row in rows for name in ("value", "ci_low", "ci_high")]
        values = [value for value in ends if value is not None]
        return cls(rows[0]["x"], rows[-1]["x"], min(values), max(values))

    def at(self, x: float, value: float) -> tuple[float, float]:
        """Return the distances from the left and the upper end."""
        across = (x - self.first) / ((self.last - self.first) or 1)
        down = (self.high - value) / ((self.high - self.low) or 1)
        return round(100 * across, 1), round(100 * down, 1)

    def curve(self, rows: Sequence[Row]) -> dict[str, Any]:
        """Return the line and the band of a series, which is in order, as SVG writes points.

        ``dots`` has the points, and whether a year still fills: ``is_open`` of a row is optional.
        """
        dots = [(*self.at(row["x"], row["value"]), bool(row.get("is_open"))) for row in rows]
        known = [row for row in rows if None not in (row["ci_low"], row["ci_high"])]
        ends = [self.at(row["x"], row["ci_high"]) for row in known]
        ends += [self.at(row["x"], row["ci_low"]) for row in reversed(known)]
        return {"dots": dots, "line": _points(dots), "band": _points(ends)}


def sketch(
    title: str, rows: Sequence[Row], write: Callable[[float], str], *, is_log: bool = False
) -> dict[str, Any] | None:
    """Return the curves of a yearly series, one for each run of years with values of one ``kind``.

    ``write`` labels the round ends of the scale, which has a zero, but that of logarithms. ``text``
    of a row is what its point says under the pointer. Fewer than three years are not drawn.
    """
    if len(rows) < FEWEST:
        return None
    box = Box.of(rows)
    low, high = (floor, ceil) if is_log else (lambda end: -_up(-end), _up)
    box = replace(box, low=low(box.low), high=high(box.high))
    places = count()

    def run_of(row: Row) -> tuple[int, str | None]:
        return row["x"] - next(places), row.get("kind")

    runs = [list(run) for _, run in groupby(rows, run_of)]
    return {
        "title": title,
        "curves": [
            {**box.curve(run), "words": [f"{row['x']}: {row['text']}" for row in run]}
            for run in runs
        ],
        "years": (rows[0]["x"], rows[-1]["x"]),
        "scale": (write(box.low), write(box.high)),
    }


def _up(end: float) -> float:
    """Return the next half of a power of ten from an end on; 0 below it."""
    if end <= 0:
        return 0
    step = 10 ** floor(log10(end)) / 2
    return float(step * ceil(round(end / step, 9)))


def _points(places: Sequence[tuple[float, ...]]) -> str:
    return " ".join(f"{place[0]},{place[1]}" for place in places)
