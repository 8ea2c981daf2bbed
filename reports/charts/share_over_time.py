"""The kind of figure that shows team classes over years: pure classes above, mixed ones below."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from reports.charts import layers
from reports.charts.figure import Parts, require_periods
from reports.charts.plot import Plot, p9
from reports.charts.theme import INK, LABEL_TEXT, TEXT_COLOURS
from reports.charts.time_marks import time_marks
from reports.marts.reader import Marts, Scope, require
from reports.text.alternative_text import in_words, teams
from reports.text.formatting import (
    PURE_TEAMS,
    TEAM_CLASSES,
    in_period,
    percent,
    sentence_list,
    size,
    team_name,
)
from reports.text.sentence import Sentence

HEIGHT = 6.3
TITLE = 0.12  # height of the title of a panel, as a share
PANEL_INCHES = HEIGHT - 2.3  # without titles, axis and caption
LABEL_INCHES = 0.33  # two lines of label text
N_PLACE = -0.095
LABEL_FOOT = -0.03  # labels end above the counts
ROOM = 0.5  # of the span of years: the longest label


@dataclass(frozen=True)
class TeamShares:
    """A figure of team classes over years; a call with the marts draws it.

    ``lists`` is the name of the missing data in the error if there are no rows. ``only_pure`` draws
    the two pure classes and all teams together. ``finding`` takes the marts, the scope and the
    rows. ``panel`` is a definition of one population: where it has rows, they are
    drawn thick and those of ``scope`` thin, with ``panel_notes`` as the notes, and its
    academic-only shares of ``periods`` are bars with their numbers.
    """

    scope: tuple[str, str]
    lists: str
    population: str
    notes: str
    lead: str
    first_year: int = 0
    only_pure: bool = False
    finding: Callable[[Marts, Scope, pd.DataFrame], Sentence | None] = lambda *_: None
    panel: str = ""
    panel_notes: Callable[[Marts], str] = lambda _: ""
    periods: Callable[[Marts], list[str]] = lambda _: []

    def __call__(self, marts: Marts) -> Parts:
        """Read the years with enough cases, and return the parts of the figure."""
        scope = require(marts.scope(*self.scope), self.lists)
        pooled = self._years(marts, scope)
        require_periods(pooled.dropna(subset="team_class"))
        fixed = marts.scope(self.scope[0], self.panel) if self.panel else None
        if fixed is not None:
            parts = self._with_panel(marts, fixed, scope, pooled)
            return _with_time_marks(marts, parts, pooled)
        base = (
            pooled[pooled["team_class"].isna()]
            if self.only_pure
            else pooled.drop_duplicates("year")
        )
        parts = Parts(
            scopes=[scope],
            population=f"{self.population}, {size(int(base['n'].sum()))}",
            notes=self.notes,
            finding=self.finding(marts, scope, pooled),
            data=pooled.drop(columns="year"),
            alt=f"{self.lead} {_in_words(pooled)}",
            plot=_plot(pooled),
            height=HEIGHT,
        )
        return _with_time_marks(marts, parts, pooled)

    def _years(self, marts: Marts, scope: Scope) -> pd.DataFrame:
        rows = marts.years(scope)
        # The second rule overlaps with the four classes.
        teams = PURE_TEAMS if self.only_pure else TEAM_CLASSES
        rows = rows[rows["team_class"].isin(teams) | rows["team_class"].isna()]
        return rows[rows["year"] >= self.first_year].reset_index(drop=True)

    def _with_panel(self, marts: Marts, fixed: Scope, scope: Scope, pooled: pd.DataFrame) -> Parts:
        """Draw the rows of the panel as thick lines, and the pooled rows as thin ones."""
        rows = self._years(marts, fixed).dropna(subset="value")
        query = fixed.select(period=self.periods(marts), team_class="academic_only")
        bars = marts.frame(*query.select(tail="order by period_start"))
        first = min([rows["year"].min(), *bars["period_start"].dt.year])
        pooled = pooled[pooled["year"] >= first]
        cases = [int(part.drop_duplicates("year")["n"].sum()) for part in (rows, pooled)]
        return Parts(
            scopes=[fixed, scope],
            population=(
                f"{self.population}: the field, {size(cases[0])} (thick); "
                f"all lists pooled, {size(cases[1])} (dashed)"
            ),
            notes=self.panel_notes(marts),
            finding=self.finding(marts, fixed, rows),
            data=pd.concat([rows, bars, pooled]).drop(columns="year"),
            alt=(f"{self.lead} The field. {_in_words(rows)} All lists pooled. {_in_words(pooled)}"),
            plot=_plot(rows, pooled) + _bars(bars),
            height=HEIGHT,
        )


def _with_time_marks(marts: Marts, parts: Parts, rows: pd.DataFrame) -> Parts:
    marks = _in_panels(layers.ordered(rows))
    tops = _corners(marks).groupby("panel", as_index=False).tail(1)
    below = tops.assign(value=tops["value"] - TITLE)
    return time_marks(marts, parts, marks, tops=below)


def _plot(rows: pd.DataFrame, thin: pd.DataFrame | None = None) -> Plot:
    """Plot the rows; ``thin`` rows are thin lines."""
    marks = _in_panels(layers.ordered(rows))
    corners = _corners(marks)
    tops = corners.groupby("panel", as_index=False).tail(1)
    titles = tops.assign(label=tops["panel"].map(_titles(marks)), text_ink=INK)
    years, thin_lines = marks["year"], []
    if thin is not None:
        years = pd.concat([years, thin["year"]])
        place = p9.aes("year", "value", color="ink", group="run")
        dashed = _in_panels(layers.ordered(thin))
        thin_lines = [p9.geom_line(place, dashed, size=0.5, linetype="dashed")]
    return (
        p9.ggplot()
        + thin_lines
        + layers.share_lines(marks)
        + layers.label_layer(_labels(marks, corners, years))
        + layers.n_layer(_yearly_n(marks))
        + p9.geom_blank(p9.aes("year", "value"), corners)
        + p9.geom_text(
            p9.aes("year", "value", label="label"),
            titles,
            ha="left",
            va="top",
            size=LABEL_TEXT,
            fontweight="bold",
        )
        + p9.facet_grid(rows="panel", scales="free_y", space="free_y")
        + layers.year_scale(years, room=ROOM)
        + layers.share_scale()
        + layers.framed("Year of publication", "")
        + p9.theme(strip_text=p9.element_blank(), panel_spacing_y=0.04)
    )


def _titles(marks: pd.DataFrame) -> dict[str, str]:
    """Name what each panel shows; both share an axis of years, and each has a scale of its own."""
    teams_of = {
        str(panel): [team_name(team) for team in TEAM_CLASSES if team in set(keys)]
        or [team_name(None)]
        for panel, keys in marks.groupby("panel")["key"]
    }
    return {panel: sentence_list(names).capitalize() for panel, names in teams_of.items()}


def _bars(bars: pd.DataFrame) -> list[Any]:
    """Draw the share of each period as a bar over its years, with its number."""
    if bars.empty:
        return []
    first, last = bars["period_start"].dt.year, bars["period_end"].dt.year
    is_first = first == first.min()
    marks = _in_panels(layers.painted(bars)).assign(
        first=first - 0.3,
        last=last + 0.3,
        at=(first - 0.3).where(is_first, last + 0.3),
        side=is_first.map({True: "left", False: "right"}),
        # The line falls from the first bar, and comes from below to the last one.
        label_at=bars["value"] + is_first.map({True: -0.08, False: 0.11}),
        label=[
            f"{percent(value)} {in_period(period)}"
            for value, period in zip(bars["value"], bars["period"], strict=True)
        ],
    )
    ends = p9.aes("first", "value", xend="last", yend="value")
    return [
        p9.geom_segment(ends, marks, color=INK, size=1.3),
        p9.geom_text(p9.aes("at", "label_at", label="label", ha="side"), marks, size=LABEL_TEXT),
    ]


def _in_words(rows: pd.DataFrame) -> str:
    return in_words(rows, teams(rows), is_brief=True)


def _in_panels(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(panel=rows["key"].isin(PURE_TEAMS).map({True: "a", False: "b"}))


def _labels(marks: pd.DataFrame, corners: pd.DataFrame, years: pd.Series) -> pd.DataFrame:
    """Place the labels of each panel inside it and apart from each other."""
    lows, highs = corners.groupby("panel")["value"].min(), corners.groupby("panel")["value"].max()
    gap = LABEL_INCHES * float((highs - lows).sum()) / PANEL_INCHES
    first, last = float(years.min()), float(years.max())
    place = last + 0.025 * (last - first)
    return pd.concat(
        layers.end_labels(part, gap, place, LABEL_FOOT, int(last))
        for _, part in marks.groupby("panel")
    )


def _yearly_n(marks: pd.DataFrame) -> pd.DataFrame:
    """Return one row of numbers if the classes share their base, else one row for each class."""
    if _one_base(marks):
        shared = layers.yearly_n(marks, N_PLACE)
        return shared.assign(panel="b", text_ink=TEXT_COLOURS["unknown"])
    return pd.concat(
        layers.yearly_n(part, N_PLACE * row)
        for _, panel in marks.groupby("panel")
        for row, (_, part) in enumerate(panel.groupby("key"), start=1)
    )


def _one_base(marks: pd.DataFrame) -> bool:
    return bool(marks.groupby("year")["n"].nunique().max() == 1)


def _corners(marks: pd.DataFrame) -> pd.DataFrame:
    """Return the corners of each panel: below its rows of counts, and above its intervals."""
    classes = marks.groupby("panel")["key"].nunique()
    rows = {"a": 0, "b": 1} if _one_base(marks) else dict(classes)
    highest = float(marks.loc[marks["panel"] == "b", "ci_high"].max())
    tops = {"a": 1 + TITLE, "b": min(highest + 0.05, 1.02) + TITLE}
    feet = {
        panel: N_PLACE * rows.get(panel, 0) - (0.045 if rows.get(panel) else 0.025)
        for panel in tops
    }
    places = [*feet.items(), *tops.items()]
    corners = pd.DataFrame(places, columns=["panel", "value"])
    return corners[corners["panel"].isin(classes.index)].assign(year=marks["year"].min())
