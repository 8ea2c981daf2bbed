"""A small drawing of a yearly series, which needs no script: a line with its interval."""

from collections.abc import Callable, Sequence

from markupsafe import Markup

WIDTH, HEIGHT, EDGE = 600, 150, 12
FEWEST = 3
# A year with its value, and the ends of its interval where it has one.
Point = tuple[int, float, float | None, float | None]


def sketch(
    title: str, points: Sequence[Point], write: Callable[[float], str], *, is_log: bool = False
) -> Markup:
    """Return an SVG of at least three years, else nothing; ``write`` labels the scale.

    No line crosses a year without a value. The scale has a zero, but that of logarithms.
    """
    if len(points) < FEWEST:
        return Markup()
    ends = [end for _, *values in points for end in values if end is not None]
    low, high = min(ends if is_log else [0.0, *ends]), max(ends)
    first, last = points[0][0], points[-1][0]

    def place(year: int, value: float | None) -> str:
        across = (WIDTH - 2 * EDGE) * (year - first) / (last - first)
        down = (HEIGHT - 2 * EDGE) * (high - (high if value is None else value)) / (high - low or 1)
        return f"{EDGE + across:.1f},{EDGE + down:.1f}"

    runs: list[list[Point]] = []
    for point in points:
        is_next = runs and runs[-1][-1][0] == point[0] - 1
        runs = [*runs[:-1], [*runs[-1], point]] if is_next else [*runs, [point]]
    shapes = []
    for run in runs:
        ends_of_run = [place(p[0], p[2]) for p in run] + [place(p[0], p[3]) for p in run[::-1]]
        if all(point[2] is not None for point in run):
            shapes.append(f'<polygon points="{" ".join(ends_of_run)}"/>')
        # A dot is a line without length and with round ends.
        line = [place(year, value) for year, value, *_ in run]
        shapes.append(f'<polyline points="{" ".join(line)}"/>')
        shapes += [f'<polyline class="dot" points="{dot} {dot}"/>' for dot in line]
    text = Markup(
        '<svg class="sketch" viewBox="0 0 600 170" role="img" aria-label="{}, {} to {}, on a scale'
        ' from {} to {}; the table has the numbers">{}<line x1="0" x2="600" y1="138" y2="138"/>'
        '<text dy="1em">{}</text><text y="134">{}</text><text y="160">{}</text>'
        '<text x="600" y="160" text-anchor="end">{}</text></svg>'
    )
    marks = Markup("".join(shapes))  # noqa: S704 - numbers
    top, bottom = write(high), write(low)
    return text.format(title, first, last, bottom, top, marks, top, bottom, first, last)
