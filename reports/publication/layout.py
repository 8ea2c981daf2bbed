"""Faults of a figure's layout: words that cover each other, or that an edge cuts off."""

from itertools import combinations

from matplotlib.figure import Figure as MatplotlibFigure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

EDGE = "the edge of the figure"
TOUCH = 1.0  # pixels that texts may share: the boxes of letters have room around them


def overlaps(canvas: MatplotlibFigure) -> list[tuple[str, str]]:
    """Return the pairs of texts that overlap, and each text that an edge cuts off."""
    texts = [text for text in canvas.findobj(Text) if isinstance(text, Text)]
    boxes = [
        (text, text.get_window_extent())
        for text in texts
        if text.get_visible() and text.get_text().strip()
    ]
    pairs = [
        (first.get_text(), second.get_text())
        for (first, box), (second, other) in combinations(boxes, 2)
        if _overlap(box, other)
    ]
    return pairs + [(text.get_text(), EDGE) for text, box in boxes if _is_cut(canvas, text, box)]


def _overlap(box: Bbox, other: Bbox) -> bool:
    width = min(box.x1, other.x1) - max(box.x0, other.x0)
    height = min(box.y1, other.y1) - max(box.y0, other.y0)
    return float(min(width, height)) > TOUCH


def _is_cut(canvas: MatplotlibFigure, text: Text, box: Bbox) -> bool:
    """Return whether a text leaves the figure, or the right side of its panel."""
    page = canvas.bbox
    panel = (text.get_clip_on() and text.get_clip_box()) or page
    out = max(box.x1 - page.x1, box.x1 - panel.x1, box.y1 - page.y1, page.x0 - box.x0)
    return float(max(out, page.y0 - box.y0)) > TOUCH
