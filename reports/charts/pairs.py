"""Panels of values over years, with two definitions side by side."""

from collections.abc import Callable, Mapping

import pandas as pd

from reports.charts import layers
from reports.charts.plot import Plot, p9
from reports.charts.theme import LABEL_TEXT, PAPER, POINT_SIZE, TEXT_COLOURS
from reports.text.alternative_text import in_words

SIDE = 0.16  # years between a definition and its year
N_PLACE = -0.13
LABEL_GAP = 0.14  # of the scale: a line of label text
ROOM = 0.74  # of the span of years: the longest label


def pair_chart(
    rows: pd.DataFrame,
    names: Mapping[str, str],
    look: Mapping[str, str],
    axes: tuple[str, str],
    number: Callable[[float], str],
) -> Plot:
    """Draw values between 0 and 1 with intervals and numbers of cases, in the panels of the rows.

    ``names`` maps both definitions to their labels; the first has filled points, left of the
    year. ``look`` has ``ink``, ``text_ink`` and ``shape``. ``number`` formats values.
    """
    is_first = rows["definition"] == next(iter(names))
    marks = rows.assign(
        **look,
        at=rows["year"] + is_first.map({True: -SIDE, False: SIDE}),
        fill=is_first.map({True: look["ink"], False: PAPER}),
    )
    foot = pd.concat(
        layers.yearly_n(part.drop_duplicates("year"), N_PLACE)
        for _, part in marks[is_first].groupby("panel", observed=True)
    )
    return (
        p9.ggplot(marks, p9.aes("at", "value"))
        + p9.geom_linerange(
            p9.aes(ymin="ci_low", ymax="ci_high", color="ink"), size=1.3, alpha=0.35
        )
        + p9.geom_point(
            p9.aes(color="ink", fill="fill", shape="shape"), size=POINT_SIZE - 0.2, stroke=0.6
        )
        + layers.label_layer(_labels(marks, names, number), LABEL_TEXT - 0.6)
        + layers.n_layer(foot, TEXT_COLOURS["unknown"])
        + p9.facet_wrap("panel", ncol=1)
        + layers.year_scale(marks["year"], room=ROOM, side=SIDE)
        + p9.scale_y_continuous(
            breaks=[0, 0.25, 0.5, 0.75, 1],
            labels=lambda ticks: [number(tick) for tick in ticks],
            limits=(N_PLACE - 0.07, 1.04),
            expand=(0, 0),
        )
        + layers.framed(*axes)
    )


def _labels(
    marks: pd.DataFrame, names: Mapping[str, str], number: Callable[[float], str]
) -> pd.DataFrame:
    """Name both definitions, with their values in the last year that is over, beside each panel."""
    first, last = float(marks["year"].min()), float(marks["year"].max())
    is_over = marks["period_end"] <= marks["vintage"]
    over = marks.assign(is_over=is_over).sort_values(["is_over", "year"])
    newest = over.groupby(["panel", "definition"], observed=True).tail(1)
    parts = [
        part.assign(place=layers.within(list(part["value"]), LABEL_GAP, low=0, high=1.02))
        for _, part in newest.groupby("panel", observed=True)
    ]
    labels = pd.concat(parts)
    texts = [
        f"{names[row['definition']]} {number(row['value'])} in {row['period']}"
        for _, row in labels.iterrows()
    ]
    return labels.assign(at=last + SIDE + 0.03 * (last - first + 2 * SIDE), label=texts)


def pairs_in_words(rows: pd.DataFrame, names: Mapping[str, str]) -> str:
    """Write the values of each panel and definition."""
    series = zip(rows["panel"], rows["definition"], strict=True)
    return in_words(rows, [f"{panel}, {names[name]}" for panel, name in series], is_brief=True)
