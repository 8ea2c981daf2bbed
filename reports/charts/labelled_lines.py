"""Lines over years with their names at the ends."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from reports.charts import layers
from reports.charts.plot import Plot, p9
from reports.charts.theme import COLOURS, SMALL_TEXT, TEXT_COLOURS

ROOM = 0.5  # of the span of years: the longest label


def labelled_lines(
    rows: pd.DataFrame,
    names: Mapping[str, tuple[str, str]],
    scale: Any,  # noqa: ANN401 - of plotnine
    gap: float,
) -> Plot:
    """Draw a line for each ``series``: its ``value`` by ``year``, with the band of its interval.

    ``names`` has the label of each series, and the team class whose colour it has. Labels are
    ``gap`` high on the ``scale``.
    """
    look = rows["series"].map({name: team for name, (_, team) in names.items()})
    marks = rows.assign(ink=look.map(COLOURS), text_ink=look.map(TEXT_COLOURS))
    ends = marks.sort_values("year").groupby("series", as_index=False).tail(1)
    first, last = int(marks["year"].min()), int(marks["year"].max())
    labels = ends.assign(
        at=last + 0.025 * (last - first),
        place=layers.spread(list(ends["value"]), gap),
        label=[names[name][0] for name in ends["series"]],
    )
    band = p9.aes("year", ymin="ci_low", ymax="ci_high", fill="ink", group="series")
    return (
        p9.ggplot(marks, p9.aes("year", "value", color="ink"))
        + p9.geom_ribbon(band, marks.dropna(subset="ci_low"), alpha=0.15, color="none")
        + p9.geom_line(p9.aes(group="series"), size=0.8)
        + p9.geom_point(size=1.4)
        + layers.label_layer(labels, SMALL_TEXT)
        + layers.year_scale(marks["year"], room=ROOM)
        + scale
    )
