"""Shares of universities alone in compute-intensive topics minus those in others."""

from dataclasses import replace

import pandas as pd

from reports.charts.figure import Parts, require_periods
from reports.charts.gap_panels import FIXED, gaps_by_period, in_panels
from reports.charts.plot import Plot
from reports.marts.reader import Marts, require
from reports.questions import on_what
from reports.questions.question import title
from reports.text.alternative_text import estimate, in_words
from reports.text.formatting import sizes, with_sign

QUESTION = "Are universities alone rarer in compute-intensive topics?"
MARTS = ("metrics_of_topics", "vintages")
METRIC, UNIT = "intensity_gap", "share_gap"
PANELS = {
    "intensive_third_fixed_venues": "The third of papers with the most compute, venues fixed",
    "intensive_third": "The third of papers with the most compute, all lists pooled",
    "foundation_models_fixed_venues": "Foundation models, venues fixed",
    "foundation_models": "Foundation models, all lists pooled",
}
NOTES = (
    "Left of the dark line, universities alone are rarer in these topics than in others. Lines: "
    "95% intervals. n: papers of known team class. Venues fixed: only papers of the same venue and "
    "year are compared."
)


def draw(marts: Marts) -> Parts:
    """Draw a panel for each rule, pooled and with venues fixed."""
    scope = require(marts.scope(METRIC, next(iter(PANELS))), "papers in compute-intensive topics")
    query = scope.select(
        definition=list(PANELS), unit=UNIT, team_class="academic_only", where=FIXED
    )
    rows = marts.frame(*query.select(tail="order by definition, period_start"))
    require_periods(rows)
    of_panels = rows.groupby("definition")["n"].sum()
    return Parts(
        scopes=[replace(scope, definition=name) for name in rows["definition"].unique()],
        population=f"Accepted papers of known team class, {sizes(of_panels)} a panel",
        notes=NOTES,
        finding=title(on_what.answer(marts)),
        data=rows,
        alt=(
            "Gap of the share of universities alone in percentage points by period. "
            f"{in_words(rows, in_panels(rows, PANELS)['panel'])}"
        ),
        plot=_plot(rows),
        height=7.4,
    )


def _plot(rows: pd.DataFrame) -> Plot:
    labels = [estimate(row) for _, row in rows.iterrows()]
    low, high = rows["ci_low"].min(), rows["ci_high"].max()
    breaks = [tick / 5 for tick in range(-5, 6) if tick == 0 or low <= tick / 5 <= high]
    scale = {"breaks": breaks, "labels": lambda ticks: [with_sign(100 * tick) for tick in ticks]}
    axis = "Gap in percentage points"
    return gaps_by_period(in_panels(rows, PANELS), labels, scale, axis)
