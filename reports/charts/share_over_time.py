"""The chart of team classes over years: the two pure classes above, the mixed ones below."""

from typing import Any

import pandas as pd

from reports.charts.figure import Words
from reports.charts.layers import (
    count_layer,
    counts,
    course,
    end_labels,
    identity_scales,
    label_layer,
    ordered,
    share_labels,
    year_scale,
)
from reports.charts.plot import Plot, p9
from reports.charts.theme import PAPER, POINT_SIZE, TEXT_COLOURS, ReportTheme

PURE = ("academic_only", "industry_only")
HEIGHT = 5.6
PANEL_INCHES = HEIGHT - 2.3  # what titles, axis and caption leave to the two panels
LABEL_INCHES = 0.33  # two lines of label text
N_PLACE = -0.08
LABEL_FOOT = -0.03  # no label reaches further down, into the counts
ROOM = 0.5  # of the span of years: the longest label


def team_course(
    rows: pd.DataFrame,
    words: Words,
    hollow: frozenset[int] = frozenset(),
    what: str = "Share",
) -> Plot:
    """Plot the contract's rows with a ``year``; points of ``hollow`` years are left open."""
    drawn = ordered(rows)
    drawn = drawn.assign(panel=drawn["key"].isin(PURE).map({True: "a", False: "b"}))
    corners = _corners(drawn)
    plot: Plot = (
        p9.ggplot()
        + course(drawn)
        + _open_points(drawn[drawn["year"].isin(hollow)])
        + label_layer(_labels(drawn, corners))
        + count_layer(_counts(drawn))
        + p9.geom_blank(p9.aes("year", "value"), corners)
        + p9.facet_grid(rows="panel", scales="free_y", space="free_y")
        + year_scale(drawn["year"], room=ROOM)
        + p9.scale_y_continuous(labels=share_labels, breaks=[0, 0.25, 0.5, 0.75, 1], expand=(0, 0))
        + identity_scales()
        + p9.labs(x="Year of publication", y=what, **words.labels())
        + ReportTheme(HEIGHT)
        + p9.theme(strip_text=p9.element_blank(), panel_spacing_y=0.02)
    )
    return plot


def _labels(drawn: pd.DataFrame, corners: pd.DataFrame) -> pd.DataFrame:
    """Labels keep their distance within a panel, and stay inside it."""
    lows, highs = corners.groupby("panel")["value"].min(), corners.groupby("panel")["value"].max()
    gap = LABEL_INCHES * float((highs - lows).sum()) / PANEL_INCHES
    first, last = float(drawn["year"].min()), float(drawn["year"].max())
    place = last + 0.025 * (last - first)
    return pd.concat(
        end_labels(part, gap, place, LABEL_FOOT, int(last)) for _, part in _panels(drawn)
    )


def _panels(drawn: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    return [(str(panel), part) for panel, part in drawn.groupby("panel")]


def _counts(drawn: pd.DataFrame) -> pd.DataFrame:
    """One row of numbers where the classes share their base, else one for each class."""
    if _one_base(drawn):
        shared = counts(drawn, N_PLACE)
        return shared.assign(panel="b", text_ink=TEXT_COLOURS["unknown"])
    return pd.concat(
        counts(part, N_PLACE * row)
        for _, panel in _panels(drawn)
        for row, (_, part) in enumerate(panel.groupby("key"), start=1)
    )


def _one_base(drawn: pd.DataFrame) -> bool:
    return int(drawn.groupby("year")["n"].nunique().max()) == 1


def _open_points(rows: pd.DataFrame) -> list[Any]:
    """White on top of the points that rest on a badly covered year."""
    if rows.empty:
        return []
    return [
        p9.geom_point(
            p9.aes("year", "value", color="ink", shape="shape", group="key"),
            rows,
            fill=PAPER,
            size=POINT_SIZE - 0.2,
            stroke=0.6,
        )
    ]


def _corners(drawn: pd.DataFrame) -> pd.DataFrame:
    """Find what each panel must reach: down past its rows of counts, up past its intervals."""
    classes = drawn.groupby("panel")["key"].nunique()
    rows = {"a": 0, "b": 1} if _one_base(drawn) else dict(classes)
    highest = float(drawn.loc[drawn["panel"] == "b", "ci_high"].max())
    places = [
        ("a", _lowest(int(rows.get("a", 0)))),
        ("a", 1.02),
        ("b", _lowest(int(rows.get("b", 0)))),
        ("b", min(highest + 0.05, 1.02)),
    ]
    corners = pd.DataFrame(places, columns=["panel", "value"])
    return corners[corners["panel"].isin(classes.index)].assign(year=drawn["year"].min())


def _lowest(rows: int) -> float:
    return N_PLACE * rows - (0.045 if rows else 0.025)
