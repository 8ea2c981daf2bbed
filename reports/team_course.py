"""The chart of team classes over years: the two pure classes above, the mixed ones below."""

from typing import Any

import pandas as pd
from plotnine import (
    aes,
    element_blank,
    facet_grid,
    geom_blank,
    geom_point,
    ggplot,
    labs,
    scale_y_continuous,
    theme,
)

from reports.charts import course, end_labels, n_row, ordered, share_labels, team_scales, year_scale
from reports.figure import Words
from reports.theme import PAPER, POINT_SIZE, ReportTheme

PURE = ("academic_only", "industry_only")
HEIGHT = 5.6
LABEL_GAP = 0.115  # of the share scale: two lines of label text at this height
N_PLACE = -0.07


def team_course(
    rows: pd.DataFrame,
    words: Words,
    hollow: frozenset[int] = frozenset(),
    what: str = "Share",
) -> Any:
    """Plot the contract's rows with a ``year``; points of ``hollow`` years are left open."""
    drawn = ordered(rows)
    panels = drawn["key"].isin(PURE).map({True: "a", False: "b"})
    drawn = drawn.assign(panel=panels)
    last = float(drawn["year"].max())
    reach = last - float(drawn["year"].min())
    return (
        ggplot()
        + course(drawn)
        + _open_points(drawn[drawn["year"].isin(hollow)])
        + _labels(drawn, last + 0.025 * reach)
        + _counts(drawn)
        + geom_blank(aes("year", "value"), _corners(drawn))
        + facet_grid(rows="panel", scales="free_y", space="free_y")
        + year_scale(drawn["year"], room=0.33)
        + scale_y_continuous(labels=share_labels, breaks=[0, 0.25, 0.5, 0.75, 1], expand=(0, 0))
        + team_scales()
        + labs(x="Year of publication", y=what, **words.labels())
        + ReportTheme(HEIGHT)
        + theme(strip_text=element_blank(), panel_spacing_y=0.02)
    )


def _labels(drawn: pd.DataFrame, year: float) -> list[Any]:
    """Labels keep their distance within a panel only."""
    return [
        layer
        for _, part in drawn.groupby("panel")
        for layer in end_labels(part, LABEL_GAP, year)
    ]


def _counts(drawn: pd.DataFrame) -> list[Any]:
    """One row of numbers where the classes share their base, else one for each class."""
    if drawn.groupby("year")["n"].nunique().max() == 1:
        return n_row(drawn[drawn["panel"] == "b"], N_PLACE, "unknown")
    last = {"b": 0, "a": 0}
    layers: list[Any] = []
    for key, part in drawn.groupby("key"):
        panel = part["panel"].iloc[0]
        layers += n_row(part, N_PLACE * (1 + last[panel]), str(key))
        last[panel] += 1
    return layers


def _open_points(rows: pd.DataFrame) -> list[Any]:
    """White on top of the points that rest on a badly covered year."""
    return [
        geom_point(
            aes("year", "value", color="key", shape="key"),
            rows,
            fill=PAPER,
            size=POINT_SIZE - 0.2,
            stroke=0.6,
        )
    ]


def _corners(drawn: pd.DataFrame) -> pd.DataFrame:
    """Places that each panel must show: from below the counts to all, or to the widest interval."""
    year = drawn["year"].min()
    highest = drawn.loc[drawn["panel"] == "b", "ci_high"].max()
    corners = [("a", -0.02), ("a", 1.02), ("b", N_PLACE - 0.05), ("b", min(highest + 0.05, 1.02))]
    return pd.DataFrame([{"panel": p, "value": v, "year": year} for p, v in corners])
