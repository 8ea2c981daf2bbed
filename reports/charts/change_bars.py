"""The kind of figure that splits a change into a part inside groups and a part between them."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from reports.charts.figure import FigureText, Parts
from reports.charts.plot import Plot, p9
from reports.charts.theme import INK, MUTED, SMALL_TEXT, ReportTheme
from reports.marts.changes import change_parts
from reports.marts.reader import Marts, NotEnoughDataError, require
from reports.text.formatting import count, percent, period_name, sentence_list, with_sign

INSIDE, BETWEEN = "#808080", "#c8c8c8"
HALF_BAR = 0.17
ROOM = 0.12  # as a share of the span of the bars: room for the numbers at their ends
NOTES = (
    "Dark bars: change inside groups that both periods have. Light bars: groups that enter, leave "
    "or change their weight. Values are percentage points, and the two bars of a row add up to the "
    "change. A work of several groups counts in each with an equal part. Works without a known "
    "group form a group of their own."
)
LINES = "Where a paper is in one group only, a line is the 95% interval."


@dataclass(frozen=True)
class ChangeBars:
    """A figure that splits the change of one or several shares; a call with the marts draws it.

    ``shares`` maps a metric and team class to the title of its panel; ``scope`` finds the list.
    """

    scope: tuple[str, str]
    shares: Mapping[tuple[str, str | None], str]
    periods: tuple[str, str]
    lists: str
    entity: str
    height: float

    def __call__(self, marts: Marts) -> Parts:
        """Read the parts of each change, and return the parts of the figure."""
        scope = require(marts.scope(*self.scope), self.lists)
        rows = change_parts(marts, scope, self.periods)
        names = pd.Series([self.shares.get(place) for place in _places(rows)], dtype=object)
        rows = rows.assign(panel=names).dropna(subset=["panel"]).reset_index(drop=True)
        if rows.empty:
            raise NotEnoughDataError("This publication has no two periods of the share to compare.")
        first = rows.iloc[0]
        earlier, later = (period_name(period) for period in self.periods)
        return Parts(
            scopes=[scope],
            population=(
                f"{self.entity.capitalize()} of known class, {count(int(first['old_n']))} in "
                f"{earlier} and {count(int(first['new_n']))} {later.lower()}"
            ),
            notes=f"{NOTES} {LINES}" if rows["ci_low"].notna().any() else NOTES,
            data=rows.drop(columns="panel"),
            alt=_alt(rows),
            plot=lambda text: _plot(rows, text, self.height),
            height=self.height,
        )


def _places(rows: pd.DataFrame) -> list[tuple[str, str | None]]:
    teams = [None if pd.isna(team) else str(team) for team in rows["team_class"]]
    return list(zip(rows["metric"].astype(str), teams, strict=True))


def _bars(rows: pd.DataFrame) -> pd.DataFrame:
    """Return two bars for each grouping: the part inside groups, and all parts between them."""
    bars = rows.assign(is_inside=rows["part"] == "within").groupby(
        ["panel", "grouping_name", "is_inside", "old_value", "new_value"], as_index=False
    )[["contribution", "ci_low", "ci_high"]]
    totals = bars.sum(min_count=1)
    titles = {
        (row["panel"]): f"{row['panel']}: {percent(row['old_value'], 1)} to "
        f"{percent(row['new_value'], 1)}"
        for _, row in totals.iterrows()
    }
    return totals.assign(
        title=pd.Categorical(totals["panel"].map(titles), list(titles.values())),
        ink=totals["is_inside"].map({True: INSIDE, False: BETWEEN}),
        label=[with_sign(100 * part, 1) for part in totals["contribution"]],
    )


def _plot(rows: pd.DataFrame, text: FigureText, height: float) -> Plot:
    bars = _bars(rows)
    names = sorted(bars["grouping_name"].unique())
    place = bars["grouping_name"].map({name: -at for at, name in enumerate(names)})
    bars = bars.assign(y=place + bars["is_inside"].map({True: HALF_BAR, False: -HALF_BAR}))
    bars = bars.assign(
        low=bars["y"] - HALF_BAR * 0.9,
        high=bars["y"] + HALF_BAR * 0.9,
        end=bars[["contribution", "ci_high"]].max(axis=1).clip(lower=0),
    )
    far = max(float(bars["end"].max()), 0.0)
    span = max(far - min(float(bars["contribution"].min()), 0.0), 0.001)
    plot: Plot = (
        p9.ggplot(bars)
        + p9.geom_vline(xintercept=0, color=MUTED, size=0.5)
        + p9.geom_rect(p9.aes(xmin=0, xmax="contribution", ymin="low", ymax="high", fill="ink"))
        + p9.geom_segment(
            p9.aes("ci_low", "y", xend="ci_high", yend="y"),
            bars.dropna(subset=["ci_low"]),
            color=INK,
            size=0.7,
        )
        + p9.geom_text(
            p9.aes("end", "y", label="label"), ha="left", nudge_x=0.02 * span, size=SMALL_TEXT
        )
        + p9.facet_wrap("title", ncol=1)
        + p9.scale_fill_identity()
        + p9.scale_x_continuous(
            labels=lambda ticks: [with_sign(100 * tick) for tick in ticks],
            expand=(0.02, 0, 0.02, ROOM * span),
        )
        + p9.scale_y_continuous(
            breaks=[-at for at in range(len(names))], labels=[f"By {name}" for name in names]
        )
        + p9.labs(x="Change in percentage points", y="", **text.labels())
        + ReportTheme(height, grid="x")
    )
    return plot


def _alt(rows: pd.DataFrame) -> str:
    """List the parts of every change, for a reader who cannot see the bars."""
    texts = []
    for (panel, grouping), group in rows.groupby(["panel", "grouping_name"], sort=False):
        parts = [
            f"{part} {with_sign(100 * value, 1)}"
            for part, value in zip(group["part"], group["contribution"], strict=True)
        ]
        texts.append(f"{panel}, by {grouping}: {sentence_list(parts)}.")
    return " ".join(["Changes in percentage points, inside groups and between them.", *texts])
