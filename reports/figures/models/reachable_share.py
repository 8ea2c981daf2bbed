"""The share of each year's notable models whose training compute is within a budget."""

from dataclasses import replace

import pandas as pd

from reports.charts import layers
from reports.charts.figure import Parts, require_periods
from reports.charts.gap_panels import in_panels
from reports.charts.plot import Plot, p9
from reports.charts.theme import INK, LABEL_TEXT, MUTED, POINT_SIZE
from reports.charts.time_marks import time_marks
from reports.marts import reach
from reports.marts.reader import Marts, require
from reports.questions import what_is_in_reach
from reports.questions.question import title
from reports.text.alternative_text import in_words
from reports.text.formatting import count, percent, rounded, short_count, size

QUESTION = "What share of notable models could academia train with a month of compute?"
MARTS = ("award_fields", "dim_event", "metrics_of_supply", "reachable_shares", "vintages")
PANELS = {
    reach.H100S: "8 H100s for a month: share within the budget",
    reach.NODE: "8 H100s for a month: share within the budget",
    reach.MEDIAN: "The median award to researchers",
    reach.LARGEST: "The largest award to researchers",
}


def draw(marts: Marts) -> Parts:
    """Draw one panel for each budget; the node also has the hardware of each year."""
    scope = require(marts.scope(reach.METRIC, reach.NODE), "budgets of training compute")
    rows = reach.shares(marts, scope)
    require_periods(rows)
    marks, is_fixed = in_panels(rows, PANELS), rows["definition"].isin(reach.FIXED)
    fixed = marks[is_fixed]
    of_year = marks[~is_fixed & marks["year"].isin(fixed["year"])]
    node = fixed[fixed["definition"] == reach.FIXED[0]]
    newest = marts.newest(reach.METRIC, reach.FIXED[0])
    effect = reach.largest_effect_of_utilization(marts, scope)
    parts = Parts(
        scopes=[replace(scope, definition=name) for name in rows["definition"].unique()],
        population=(
            f"Notable models since {node['year'].min()} with known compute, "
            f"{size(int(node['n'].sum()))}; compute unknown: {count(int(node['n_unknown'].sum()))}"
        ),
        notes=(
            "Bands: 95% intervals. Dashed: the fastest NVIDIA GPU of the year. "
            f"At a quartile of utilisation, shares differ by up to {rounded(100 * effect, 0)} "
            "points."
        ),
        finding=title(what_is_in_reach.answer(marts)),
        data=rows.drop(columns="year"),
        alt=(
            f"Share of notable models within a budget, by year. {in_words(fixed, fixed['panel'])}"
        ),
        plot=_plot(fixed, of_year, newest.period if newest else ""),
        height=2.4 + 1.4 * fixed["panel"].nunique(),
    )
    return time_marks(marts, parts, fixed, color=INK, shape="o")


def _plot(fixed: pd.DataFrame, of_year: pd.DataFrame, newest: str) -> Plot:
    """Plot the shares; those of the year ``newest`` have their numbers."""
    return (
        p9.ggplot(fixed, p9.aes("year", "value"))
        + p9.geom_hline(yintercept=0.5, color=MUTED, size=0.4)
        + p9.geom_ribbon(p9.aes(ymin="ci_low", ymax="ci_high"), fill=INK, alpha=0.14)
        + p9.geom_line(p9.aes("year", "value"), of_year, color=MUTED, linetype="dashed", size=0.6)
        + p9.geom_line(color=INK, size=0.9)
        + p9.geom_point(color=INK, size=POINT_SIZE)
        + layers.n_layer(_yearly_n(fixed))
        + p9.geom_text(
            p9.aes("at", "value", label="label"),
            _told(fixed, newest),
            ha="left",
            size=LABEL_TEXT,
            fontweight="bold",
        )
        + p9.facet_wrap("panel", ncol=1)
        + layers.year_scale(fixed["year"], room=0.3)
        + p9.scale_y_continuous(labels=layers.share_labels, breaks=[0, 0.5, 1])
        + layers.framed("Year of publication", "")
    )


def _yearly_n(rows: pd.DataFrame) -> pd.DataFrame:
    ticks = rows[rows["year"].isin(layers.year_ticks(rows["year"], 17))]
    labels = [short_count(int(n)) for n in ticks["n"]]
    return ticks.assign(place=-0.16, label=labels, text_ink=MUTED)


def _told(rows: pd.DataFrame, newest: str) -> pd.DataFrame:
    first, last = int(rows["year"].min()), int(rows["year"].max())
    told: pd.DataFrame = rows[rows["period"] == newest]
    labels = [f"{percent(value)} in {newest}" for value in told["value"]]
    return told.assign(label=labels, at=last + 0.025 * (last - first))
