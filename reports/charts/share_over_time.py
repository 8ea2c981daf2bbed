"""The kind of figure that shows team classes over years: pure classes above, mixed ones below."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from reports.charts.figure import FigureText, Parts, require_periods
from reports.charts.layers import (
    count_layer,
    counts,
    end_labels,
    identity_scales,
    label_layer,
    ordered,
    share_labels,
    share_lines,
    year_scale,
)
from reports.charts.plot import Plot, p9
from reports.charts.theme import PAPER, POINT_SIZE, TEXT_COLOURS, ReportTheme
from reports.marts.papers import badly_covered
from reports.marts.reader import Marts, Scope, require
from reports.text import alternative_text
from reports.text.formatting import size

PURE = ("academic_only", "industry_only")
HEIGHT = 5.6
PANEL_INCHES = HEIGHT - 2.3  # without titles, axis and caption
LABEL_INCHES = 0.33  # two lines of label text
N_PLACE = -0.08
LABEL_FOOT = -0.03  # labels end above the counts
ROOM = 0.5  # of the span of years: the longest label


def no_finding(*_: object) -> None:
    """State no finding, whatever the rows."""


@dataclass(frozen=True)
class TeamShares:
    """A figure of team classes over years: called with the marts, it reads and draws them.

    ``lists`` names what a warehouse without rows lacks. ``only_pure`` draws the two pure classes
    and all teams together. ``marks_coverage`` leaves the points of badly covered years open.
    ``finding`` takes the marts, the scope and the rows.
    """

    scope: tuple[str, str]
    lists: str
    population: str
    notes: str
    lead: str
    entity: str = "models"
    axis: str = "Share"
    first_year: int = 0
    only_pure: bool = False
    marks_coverage: bool = False
    finding: Callable[[Marts, Scope, pd.DataFrame], str | None] = no_finding

    def __call__(self, marts: Marts) -> Parts:
        """Read the years with enough cases, and give the parts of the figure."""
        scope = require(marts.scope(*self.scope), self.lists)
        rows = marts.years(scope)
        if self.only_pure:
            rows = rows[rows["team_class"].isin(PURE) | rows["team_class"].isna()]
        rows = rows[rows["year"] >= self.first_year].reset_index(drop=True)
        require_periods(rows)
        hollow = badly_covered(marts, scope) if self.marks_coverage else frozenset()
        base = rows[rows["team_class"].isna()] if self.only_pure else rows.drop_duplicates("year")
        return Parts(
            scopes=[scope],
            population=f"{self.population}, {size(int(base['n'].sum()))}",
            notes=self.notes,
            finding=self.finding(marts, scope, rows),
            entity=self.entity,
            data=rows.drop(columns="year"),
            alt=f"{self.lead} {alternative_text.shares_over_time(rows)}",
            plot=lambda text: _plot(rows, text, hollow, self.axis),
            height=HEIGHT,
        )


def _plot(rows: pd.DataFrame, text: FigureText, hollow: frozenset[int], axis: str) -> Plot:
    """Plot the rows; points of ``hollow`` years are left open."""
    drawn = ordered(rows)
    drawn = drawn.assign(panel=drawn["key"].isin(PURE).map({True: "a", False: "b"}))
    corners = _corners(drawn)
    plot: Plot = (
        p9.ggplot()
        + share_lines(drawn)
        + _open_points(drawn[drawn["year"].isin(hollow)])
        + label_layer(_labels(drawn, corners))
        + count_layer(_counts(drawn))
        + p9.geom_blank(p9.aes("year", "value"), corners)
        + p9.facet_grid(rows="panel", scales="free_y", space="free_y")
        + year_scale(drawn["year"], room=ROOM)
        + p9.scale_y_continuous(labels=share_labels, breaks=[0, 0.25, 0.5, 0.75, 1], expand=(0, 0))
        + identity_scales()
        + p9.labs(x="Year of publication", y=axis, **text.labels())
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
    """White centres for the points of badly covered years."""
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
    """The corners of each panel: below its rows of counts, and above its intervals."""
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
