"""A small drawing of a yearly series, which needs no script: a line with its interval."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, LEFT, TOP = 600, 150, 8, 14
FEWEST = 3
# A year with its value, and the ends of its interval where it has one.
Point = tuple[int, float, float | None, float | None]


@dataclass(frozen=True)
class Sketch:
    """The points of lines and bands in pixels, and words for the ends of the scales."""

    lines: Sequence[str]
    bands: Sequence[str]
    dots: Sequence[tuple[float, float]]
    first: int
    last: int
    top: str
    bottom: str


def sketch(points: Sequence[Point], write: Callable[[float], str]) -> Sketch | None:
    """Return the drawing of at least three years, which ``write`` labels.

    No line crosses a year without a value.
    """
    if len(points) < FEWEST:
        return None
    ends = [end for _, *values in points for end in values if end is not None]
    low, high = min([0.0, *ends]), max(ends)
    first, last = points[0][0], points[-1][0]

    def place(year: int, value: float | None) -> tuple[float, float]:
        down = (high - value) / (high - low or 1) if value is not None else 0
        across = (year - first) / (last - first)
        return round(LEFT + (WIDTH - 2 * LEFT) * across, 1), round(
            TOP + (HEIGHT - 2 * TOP) * down, 1
        )

    runs: list[list[Point]] = []
    for point in points:
        if runs and runs[-1][-1][0] == point[0] - 1:
            runs[-1].append(point)
        else:
            runs.append([point])
    bounded = [run for run in runs if all(point[2] is not None for point in run)]
    return Sketch(
        [_path([place(year, value) for year, value, *_ in run]) for run in runs],
        [
            _path([place(p[0], p[2]) for p in run] + [place(p[0], p[3]) for p in run[::-1]])
            for run in bounded
        ],
        [place(year, value) for year, value, *_ in points],
        first,
        last,
        write(high),
        write(low),
    )


def _path(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in places)
