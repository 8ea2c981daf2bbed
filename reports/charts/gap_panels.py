"""Panels and labels that figures of the fixed periods share."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from reports.charts.layers import framed
from reports.charts.plot import Plot, p9
from reports.charts.theme import INK, LABEL_TEXT, MUTED, POINT_SIZE
from reports.text.alternative_text import estimate
from reports.text.formatting import count, period_name

PERIODS = ("2010-2014", "2015-2019", "2020-2022", "2023-latest")
FIXED = f"period in {PERIODS}"
ROOM = 1.3  # as a share of the span of values: room for the longest label


def in_panels(
    rows: pd.DataFrame, panels: Mapping[str, str], column: str = "definition"
) -> pd.DataFrame:
    """Give each row the panel of its definition, or of another column, in their order."""
    titles = list(dict.fromkeys(panels.values()))
    return rows.assign(panel=pd.Categorical(rows[column].map(panels), titles))


def gap(row: pd.Series) -> str:
    """Write a gap with its interval and the models of both teams: ``8 times (3-20, n 9 and 5)``."""
    n = f"{count(row['n_industry_only'])} and {count(row['n_academic_only'])}"
    return estimate(row, n=n)


def gaps_by_period(
    rows: pd.DataFrame, labels: Sequence[str], scale: Mapping[str, Any], axis: str
) -> Plot:
    """Draw the values of each panel with their intervals, a row for each fixed period.

    ``ink`` is the colour of a row, if the rows have one.
    """
    low, high = min(float(rows["ci_low"].min()), 0.0), max(float(rows["ci_high"].max()), 0.0)
    reach = high - low
    names = [period_name(period) for period in PERIODS[::-1]]
    places = pd.Categorical([period_name(period) for period in rows["period"]], names)
    marks = rows.assign(place=places, label=list(labels), ink=rows.get("ink", INK))
    return (
        p9.ggplot(marks, p9.aes("value", "place", color="ink"))
        + p9.geom_vline(xintercept=0, color=MUTED, size=0.6)
        + p9.geom_segment(
            p9.aes("ci_low", "place", xend="ci_high", yend="place"), size=1.6, alpha=0.35
        )
        + p9.geom_point(size=POINT_SIZE)
        + p9.geom_text(
            p9.aes(x=high + 0.04 * reach, label="label"), color=INK, ha="left", size=LABEL_TEXT
        )
        + p9.facet_wrap("panel", ncol=1, scales="free_y")
        + p9.scale_x_continuous(
            limits=(low - 0.03 * reach, high + ROOM * reach), expand=(0, 0), **scale
        )
        + framed(axis, "", "x")
    )
