"""The share of each year's notable models whose training compute is within a budget."""

from dataclasses import replace

import pandas as pd

from reports.charts.figure import Parts, require_periods
from reports.charts.layers import count_layer, identity_scales, share_labels, year_scale, year_ticks
from reports.charts.plot import Plot, p9
from reports.charts.theme import INK, LABEL_TEXT, MUTED, POINT_SIZE, ReportTheme
from reports.charts.time_marks import time_marks
from reports.marts import reach
from reports.marts.reader import Marts, require
from reports.questions import what_is_in_reach
from reports.questions.question import title
from reports.text.alternative_text import in_words
from reports.text.formatting import count, percent, rounded, short_count, size

QUESTION = "What share of notable models could academia train with a month of compute?"
MARTS = ("dim_event", "metrics", "reachable_halves", "reachable_shares", "vintages")
BUDGETS = {
    "node": "One node of 8 GPUs for a month",
    "cluster": "A university cluster of 384 GPUs for a month",
    "national": "A national resource of 5,000 GPUs for a month",
}
PANELS = {
    f"notable_{budget}_{rule}": name
    for budget, name in BUDGETS.items()
    for rule in ("of_year", "fixed")
}
HEIGHT = 6.6


def draw(marts: Marts) -> Parts:
    """Draw one panel for each budget, with the hardware of each year and with one device."""
    scope = require(marts.scope(reach.METRIC, reach.NODE), "budgets of training compute")
    rows = reach.shares(marts, scope)
    require_periods(rows)
    of_year = rows[rows["definition"] == reach.NODE]
    effect = reach.largest_effect_of_utilization(marts, scope)
    parts = Parts(
        scopes=[replace(scope, definition=name) for name in rows["definition"].unique()],
        population=(
            f"Notable models since {of_year['year'].min()} with known compute, "
            f"{size(int(of_year['n'].sum()))}; compute unknown: "
            f"{count(int(of_year['n_unknown'].sum()))}"
        ),
        notes=(
            "Line with band: the fastest NVIDIA GPU that was on sale when the year began, with the "
            "95% interval by organisation. Dashed line: the H100 in every year. Numbers: models of "
            "known compute. Years with fewer than 5 models are left out. Utilisation is the median "
            "of the stated values; at the lower or upper quartile, a share differs by up to "
            f"{rounded(100 * effect, 0)} percentage points."
        ),
        finding=title(what_is_in_reach.falls(marts)),
        data=rows.drop(columns="year"),
        alt=(
            "Share of notable models with known compute within a budget, by year. "
            f"{in_words(_in_panels(rows), _in_panels(rows)['panel'])}"
        ),
        plot=_plot(rows),
        height=HEIGHT,
    )
    return time_marks(marts, parts, _in_panels(rows), color=INK, shape="o")


def _in_panels(rows: pd.DataFrame, *, is_fixed: bool = False) -> pd.DataFrame:
    """Return the rows of one rule for the device, each with the panel of its budget."""
    subset = rows[rows["definition"].isin(reach.FIXED) == is_fixed]
    names = subset["definition"].map(PANELS)
    return subset.assign(panel=pd.Categorical(names, list(BUDGETS.values())))


def _plot(rows: pd.DataFrame) -> Plot:
    of_year, fixed = _in_panels(rows), _in_panels(rows, is_fixed=True)
    return (
        p9.ggplot(of_year, p9.aes("year", "value"))
        + p9.geom_hline(yintercept=0.5, color=MUTED, size=0.4)
        + p9.geom_ribbon(p9.aes(ymin="ci_low", ymax="ci_high"), fill=INK, alpha=0.14)
        + p9.geom_line(p9.aes("year", "value"), fixed, color=MUTED, linetype="dashed", size=0.8)
        + p9.geom_line(color=INK, size=0.9)
        + p9.geom_point(color=INK, size=POINT_SIZE)
        + count_layer(_counts(of_year))
        + p9.geom_text(
            p9.aes("at", "value", label="label"),
            _newest(of_year),
            ha="left",
            size=LABEL_TEXT,
            fontweight="bold",
        )
        + p9.facet_wrap("panel", ncol=1)
        + year_scale(rows["year"], room=0.1)
        + p9.scale_y_continuous(labels=share_labels, breaks=[0, 0.5, 1])
        + identity_scales()
        + p9.labs(x="Year of publication", y="Share within the budget")
        + ReportTheme()
    )


def _counts(rows: pd.DataFrame) -> pd.DataFrame:
    ticks = rows[rows["year"].isin(year_ticks(rows["year"], 17))]
    labels = [short_count(int(n)) for n in ticks["n"]]
    return ticks.assign(place=-0.16, label=labels, text_ink=MUTED)


def _newest(rows: pd.DataFrame) -> pd.DataFrame:
    first, last = int(rows["year"].min()), int(rows["year"].max())
    newest: pd.DataFrame = rows[rows["year"] == last]
    labels = [percent(value) for value in newest["value"]]
    return newest.assign(label=labels, at=last + 0.025 * (last - first))
