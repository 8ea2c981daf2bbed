"""Charts with rows of text: names at the left, a scale in the middle, numbers at the right.

Rows are counted downwards from 0. Text is placed in inches from the left edge, because its width
does not depend on the scale.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from reports.charts.figure import FigureText
from reports.charts.layers import identity_scales
from reports.charts.plot import Plot, p9
from reports.charts.theme import (
    CAPTION_TEXT,
    MARGIN,
    SMALL_TEXT,
    SUBTITLE_TEXT,
    TEXT_WIDTH,
    TITLE_TEXT,
    WIDTH,
    ReportTheme,
)
from reports.text.typesetting import text_width

ROW_INCHES = 0.155
LINE = 1.25 / 72  # inches of a line, for each point of its text size
AXIS_INCHES = 0.5  # ticks and title of the scale
GAPS_INCHES = 0.32  # above and below title, subtitle and caption


@dataclass(frozen=True)
class TableScale:
    """The scale from ``low`` to ``high`` between columns of ``left`` and ``right`` inches."""

    low: float
    high: float
    left: float
    right: float

    def at(self, inches: float) -> float:
        """Return the place on the scale that is ``inches`` from the left edge."""
        return self.low + (inches - self.left) * self._unit

    @property
    def edge(self) -> float:
        """Return the place of the right edge."""
        return self.at(TEXT_WIDTH)

    @property
    def _unit(self) -> float:
        return (self.high - self.low) / (TEXT_WIDTH - self.left - self.right)

    def scales(
        self,
        breaks: Sequence[float],
        labels: Callable[[Sequence[float]], list[str]],
        rows: float,
        top: float = 0.6,
    ) -> list[Any]:
        """Draw ticks and title under the scale only, with ``rows`` rows under the place ``top``."""
        middle = (self.left + TEXT_WIDTH - self.right) / 2 / TEXT_WIDTH
        return [
            p9.scale_x_continuous(
                breaks=list(breaks), labels=labels, limits=(self.at(0), self.edge), expand=(0, 0)
            ),
            p9.scale_y_continuous(breaks=[], limits=(-rows + 0.4, top), expand=(0, 0)),
            p9.theme(axis_title_x=p9.element_text(ha=middle)),
        ]

    def grid(self, breaks: Sequence[float], blocks: pd.DataFrame) -> list[Any]:
        """Draw thin lines at the ticks, from ``foot`` to ``top`` of every block of rows."""
        lines = blocks[["foot", "top"]].merge(pd.DataFrame({"x": list(breaks)}), how="cross")
        place = p9.aes("x", "foot", xend="x", yend="top")
        return [p9.geom_segment(place, lines, color="#e2e2e2", size=0.5)]

    def column(
        self,
        rows: pd.DataFrame,
        label: str,
        inches: float,
        align: str = "left",
        size: float = SMALL_TEXT,
        bold: bool = False,
    ) -> list[Any]:
        """Draw the texts of a column at the height ``y``, in the colour ``text_ink``."""
        return [
            p9.geom_text(
                p9.aes("x", "y", label=label, color="text_ink"),
                rows.assign(x=self.at(inches)),
                ha=align,
                va="center_baseline",
                size=size,
                fontweight="bold" if bold else "normal",
            )
        ]


def column_width(texts: pd.Series, size: float = SMALL_TEXT, bold: bool = False) -> float:
    """Return the width in inches of the longest text of a column."""
    return max((text_width(text, size, bold) for text in texts), default=0.0)


def height(text: FigureText, rows: float) -> float:
    """Return the height in inches of a figure with this many rows of ``ROW_INCHES``."""
    sizes = {"title": TITLE_TEXT, "subtitle": SUBTITLE_TEXT, "caption": CAPTION_TEXT}
    heights = sum(
        (label.count("\n") + 1) * sizes[part] * LINE for part, label in text.labels().items()
    )
    return round(heights + AXIS_INCHES + GAPS_INCHES + 2 * MARGIN * WIDTH + rows * ROW_INCHES, 2)


def chart(text: FigureText, rows: float, axis: str, layers: Sequence[Any]) -> Plot:
    """Put the layers under the text, without a vertical axis; ``rows`` sets the height."""
    plot: Plot = (
        p9.ggplot()
        + ReportTheme(height(text, rows), grid="")
        + p9.theme(axis_text_y=p9.element_blank(), axis_title_y=p9.element_blank())
        + identity_scales()
        + list(layers)
        + p9.labs(x=axis, y="", **text.labels())
    )
    return plot
