"""A copy of a figure for phones: its chart without title and caption, with text of the same size.

The page shows the title, subtitle and caption next to it. If the labels of a chart do not fit the
width, it has no such copy, and readers scroll the wide one.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as MatplotlibFigure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from reports.text.typesetting import balance

WIDTH = 3.6  # inches: the smallest text, of 8 points, has 11 pixels on a screen of 360
WORDS = ("plot_title", "plot_subtitle", "plot_caption")
GAP = 0.03  # inches between texts
SIDE = 0.04  # of the width, beside titles
MOST_ROOM = 1.8  # times the span of the marks: more would squeeze them
TOUCH = 1.0  # pixels that texts may share: the boxes of letters have room around them


def narrow(drawn: MatplotlibFigure, height: float) -> bool:
    """Lay a drawn figure out again for a phone, and return whether all its words fit."""
    engine: Any = drawn.get_layout_engine()
    for name in WORDS:
        if (text := getattr(engine.plot.theme.targets, name)) is not None:
            text.set_text("")
    engine.plot.theme.T["figure_size"].properties["value"] = (WIDTH, height)
    drawn.set_size_inches(WIDTH, height)
    FigureCanvasAgg(drawn)
    drawn.draw_without_rendering()
    _wrap_titles(drawn, engine)
    # From here on, only words move. A layout takes a third of the time of a drawing, so nothing is
    # drawn here.
    engine.execute(drawn)
    can = _make_room(drawn)
    drawn.draw_without_rendering()
    for axes in drawn.axes:
        _thin_ticks(axes)
        _thin_counts(axes)
    engine.execute(drawn)
    return can and not (overlapping(drawn) or outside(drawn) or cut_off(drawn))


def _wrap_titles(drawn: MatplotlibFigure, engine: Any) -> None:  # noqa: ANN401 - of plotnine
    """Break the titles of the axes and of the panels into lines that fit."""
    targets, places = engine.plot.theme.targets, [axes.get_position() for axes in drawn.axes]
    middle = (min(place.x0 for place in places) + max(place.x1 for place in places)) / 2
    starts = sorted({round(place.x0, 3) for place in places})
    column = min(after - start for start, after in zip(starts, [*starts[1:], 1], strict=True))
    height = max(place.y1 for place in places) - min(place.y0 for place in places)
    for text, inches in (
        (targets.axis_title_x, (2 * min(middle, 1 - middle) - SIDE) * WIDTH),
        (targets.axis_title_y, height * drawn.get_figheight()),
        *((strip, (column - SIDE) * WIDTH) for strip in targets.strip_text_x),
    ):
        if text is not None and text.get_text():
            line = text.get_text().replace("\n", " ")
            bold = text.get_fontweight() == "bold"
            text.set_text(balance(line, inches, text.get_fontsize(), bold))


def _make_room(drawn: MatplotlibFigure) -> bool:
    """Move marks to the left until the labels at their right fit; return whether they can.

    Panels with the same scale keep one scale, so that a year stays above the same year.
    """
    ends: dict[tuple[float, float], float] = {}
    for axes in drawn.axes:
        scale = axes.get_xlim()
        ends[scale] = max(ends.get(scale, scale[1]), _end(axes, drawn))
    for axes in drawn.axes:
        low, high = axes.get_xlim()
        axes.set_xlim(low, ends[low, high])
    return all(end - low <= MOST_ROOM * (high - low) for (low, high), end in ends.items())


def _end(axes: Axes, drawn: MatplotlibFigure) -> float:
    """Return the end of a panel's scale at which its labels end inside the figure and the panel."""
    low, high = axes.get_xlim()
    inner, end, gap = axes.bbox, high, GAP * drawn.dpi
    for text in _shown(axes.texts):
        box = text.get_window_extent()
        share = (box.x0 - inner.x0) / inner.width
        room = 1 - (box.width + gap) / inner.width
        right = min(drawn.bbox.x1 - gap, _right(drawn, text))
        if box.x1 > right and share > 0 and room > 0:
            end = max(end, low + (high - low) * share / room)
    return end


def _thin_ticks(axes: Axes) -> None:
    """Leave out every second tick until the labels do not overlap; the last tick stays."""
    labels = [(label.get_text(), place) for label, place in _ticks(axes)]
    boxes = [label.get_window_extent() for label, _ in _ticks(axes)]
    step = _step(boxes, axes.get_figure(root=True).dpi * GAP)  # type: ignore[union-attr]
    if step > 1:
        kept = labels[::-1][::step][::-1]
        axes.set_xticks([place for _, place in kept], [text for text, _ in kept])


def _ticks(axes: Axes) -> list[tuple[Text, float]]:
    """Return the labels along the bottom; a panel above another has none."""
    found = zip(axes.get_xticklabels(), axes.get_xticks(), strict=False)
    return [(label, place) for label, place in found if label.get_text() and label.get_visible()]


def _thin_counts(axes: Axes) -> None:
    """Leave out every second number of a row of numbers until they do not overlap."""
    rows: dict[tuple[float, Any], list[Text]] = {}
    for text in _shown(axes.texts):
        rows.setdefault((round(text.get_position()[1], 6), text.get_color()), []).append(text)
    gap = axes.get_figure(root=True).dpi * GAP  # type: ignore[union-attr]
    for row in rows.values():
        row.sort(key=lambda text: text.get_window_extent().x0)
        step = _step([text.get_window_extent() for text in row], gap)
        for place, text in enumerate(reversed(row)):
            text.set_visible(place % step == 0)


def _step(boxes: Sequence[Bbox], gap: float) -> int:
    """Return the smallest step at which neighbours do not overlap."""
    for step in range(1, len(boxes)):
        kept = boxes[::-1][::step]
        if all(left.x1 + gap <= right.x0 for right, left in pairwise(kept)):
            return step
    return max(len(boxes), 1)


def _shown(texts: Sequence[Text]) -> Iterator[Text]:
    return (text for text in texts if text.get_visible() and text.get_text().strip())


def outside(drawn: MatplotlibFigure) -> list[str]:
    """Return the texts that leave the figure."""
    whole = drawn.bbox
    return [
        text.get_text()
        for text, box in _boxes(drawn)
        if min(box.x0 - whole.x0, box.y0 - whole.y0) < -TOUCH
        or max(box.x1 - whole.x1, box.y1 - whole.y1) > TOUCH
    ]


def cut_off(drawn: MatplotlibFigure) -> list[str]:
    """Return the texts that the right side of their panel cuts off."""
    return [t.get_text() for t, box in _boxes(drawn) if box.x1 > _right(drawn, t) + TOUCH]


def _right(drawn: MatplotlibFigure, text: Text) -> float:
    """Return the right end of the area in which a text is visible."""
    frame = (text.get_clip_on() and text.get_clip_box()) or drawn.bbox
    return float(frame.x1)


def overlapping(drawn: MatplotlibFigure) -> list[tuple[str, str]]:
    """Return the pairs of texts that cover each other."""
    boxes = _boxes(drawn)
    return [
        (first.get_text(), second.get_text())
        for place, (first, one) in enumerate(boxes)
        for second, other in boxes[place + 1 :]
        if _shared(one.x0, one.x1, other.x0, other.x1)
        and _shared(one.y0, one.y1, other.y0, other.y1)
    ]


def _shared(low: float, high: float, other_low: float, other_high: float) -> bool:
    return min(high, other_high) - max(low, other_low) > TOUCH


def _boxes(drawn: MatplotlibFigure) -> list[tuple[Text, Bbox]]:
    """Return all texts that are drawn, each once, with the places of their letters."""
    texts = [artist for artist in drawn.findobj(Text) if isinstance(artist, Text)]
    return [(text, text.get_window_extent()) for text in _shown(texts)]
