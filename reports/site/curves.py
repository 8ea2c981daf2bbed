"""Curves that a page draws itself: the points of a series, in percent of the box of the drawing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, groupby
from math import ceil, floor
from typing import Any

from matplotlib.ticker import MaxNLocator

Row = Mapping[str, Any]
FEWEST = 3  # years of a sketch
TICKS, YEARS = 4, 6  # most steps of a scale, and of the years
STEPS = (1, 2, 5, 10)
BAND, HOLLOW = "Band: 95% interval.", "Hollow points: years still gaining models."
BREAK = "The line breaks where a year has no number or its list is of another kind."


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
        return cls(rows[0]["x"], rows[-1]["x"], *_ends(rows))

    def at(self, x: float, value: float) -> tuple[float, float]:
        """Return the distances from the left and the upper end."""
        across = (x - self.first) / ((self.last - self.first) or 1)
        down = (self.high - value) / ((self.high - self.low) or 1)
        return round(100 * across, 1), round(100 * down, 1)

    def curve(self, rows: Sequence[Row]) -> dict[str, Any]:
        """Return the line and the band of a series, which is in order, as SVG writes points.

        ``dots`` has the points, whether a year still fills, and what a point says under the
        pointer: ``is_open`` and ``text`` of a row are optional.
        """
        dots = [
            (*self.at(row["x"], row["value"]), bool(row.get("is_open")), row.get("text", ""))
            for row in rows
        ]
        known = [row for row in rows if None not in (row["ci_low"], row["ci_high"])]
        ends = [self.at(row["x"], row["ci_high"]) for row in known]
        ends += [self.at(row["x"], row["ci_low"]) for row in reversed(known)]
        return {"dots": dots, "line": _points(dots), "band": _points(ends)}


def sketch(
    title: str, unit: str, rows: Sequence[Row], write: Callable[[float], str], *, is_log: bool
) -> dict[str, Any] | None:
    """Return the chart of a yearly series, with a line for each run of years of one ``kind``.

    ``write`` labels the scale, which has a zero unless it is that of logarithms. Scales of
    logarithms and of counts have whole ticks. Fewer than three years are not drawn.
    """
    if len(rows) < FEWEST:
        return None
    low, high = _ends(rows)
    is_whole = is_log or all(isinstance(row["value"], int) for row in rows)
    ends = (floor(low), ceil(high)) if is_log else (min(low, 0), max(high, 0) or 1)
    scale = MaxNLocator(TICKS, steps=STEPS).tick_values(*ends)
    ticks = [float(tick) for tick in scale if not is_whole or tick == round(tick)]
    box = Box(rows[0]["x"], rows[-1]["x"], ticks[0], ticks[-1])
    places = count()

    def run_of(row: Row) -> tuple[int, str | None]:
        return row["x"] - next(places), row.get("kind")

    runs = [list(run) for _, run in groupby(rows, run_of)]
    notes = {
        f"{unit}, by year.": True,
        BAND: any(row["ci_low"] is not None for row in rows),
        HOLLOW: any(row.get("is_open") for row in rows),
        BREAK: len(runs) > 1,
    }
    return {
        "title": title,
        "lines": [{"team": "", "curve": box.curve(run)} for run in runs],
        "years": [(year, box.at(year, 0)[0]) for year in round_years(rows[0]["x"], rows[-1]["x"])],
        "ticks": [(write(tick), box.at(box.first, tick)[1]) for tick in ticks],
        "note": " ".join(note for note, is_shown in notes.items() if is_shown),
    }


def round_years(first: int, last: int) -> list[int]:
    """Return the years that an axis names."""
    years = MaxNLocator(YEARS, steps=STEPS, integer=True).tick_values(first, last)
    return [int(year) for year in years if first <= year <= last]


def _ends(rows: Sequence[Row]) -> tuple[float, float]:
    ends = [row[name] for row in rows for name in ("value", "ci_low", "ci_high")]
    values = [value for value in ends if value is not None]
    return min(values), max(values)


def _points(places: Sequence[tuple[float, ...]]) -> str:
    return " ".join(f"{place[0]},{place[1]}" for place in places)
