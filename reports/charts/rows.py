"""Charts with a row of text for each mark: a name at the left, numbers at the right."""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
from matplotlib.ticker import MaxNLocator

from reports.charts.layers import framed
from reports.charts.plot import Plot, p9
from reports.charts.theme import INK, SMALL_TEXT

FRAME, ROW = 2.6, 0.16  # inches of the texts and the axis, and of a row
GAP = 0.5  # rows above a block
TICKS = MaxNLocator(4, steps=[1, 2, 5, 10])


def placed(rows: pd.DataFrame, is_first: pd.Series) -> pd.DataFrame:
    """Count the rows downwards in ``y``, with a gap above each first row of a block."""
    return rows.assign(y=-rows.index.to_series() - GAP * is_first.cumsum())


def height(rows: pd.DataFrame) -> float:
    """Return the height in inches of a figure with these rows."""
    return FRAME + ROW * (2 - float(rows["y"].min()))


def lines_in_words(rows: pd.DataFrame) -> str:
    """Write the texts of the rows."""
    numbers = rows["number"].fillna("")
    return "; ".join((rows["label"].str.strip() + " " + numbers).str.rstrip())


def row_chart(
    rows: pd.DataFrame,
    layers: Sequence[Any],
    ends: tuple[float, float],
    room: float,
    axis: str,
    labels: Callable[[Sequence[float]], list[str]],
) -> Plot:
    """Draw layers over a scale between two ends, with ``label`` and ``number`` of each row.

    ``room`` is the space of the numbers, in spans of the scale.
    """
    low, high = ends
    span = high - low
    numbers = rows.dropna(subset=["number"]).assign(at=high + 0.05 * span)
    return (
        p9.ggplot()
        + list(layers)
        + p9.geom_text(p9.aes("at", "y", label="number"), numbers, ha="left", size=SMALL_TEXT)
        + p9.scale_x_continuous(
            breaks=[tick for tick in TICKS.tick_values(low, high) if low <= tick <= high],
            labels=labels,
            limits=(low - 0.03 * span, high + room * span),
            expand=(0, 0),
        )
        + p9.scale_y_continuous(
            breaks=list(rows["y"]),
            labels=list(rows["label"]),
            minor_breaks=[],
            limits=(float(rows["y"].min()) - 0.7, float(rows["y"].max()) + 0.7),
            expand=(0, 0),
        )
        + framed(axis, "", "x")
        + p9.theme(axis_text_y=p9.element_text(size=SMALL_TEXT, color=INK, ha="left"))
    )
