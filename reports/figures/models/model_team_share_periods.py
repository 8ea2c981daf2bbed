"""Who trains notable models: team classes in the four fixed periods."""

import pandas as pd

from reports.charts.figure import Figure, Topic, Words, fell, need_periods, words
from reports.charts.layers import PERIODS, by_period, share_labels
from reports.charts.plot import Plot, p9
from reports.charts.theme import ReportTheme
from reports.marts.reader import MODELS, Marts, Scope, require
from reports.text import alternative_text as alt
from reports.text.formatting import in_period, percent, size

FIXED = f"period in {PERIODS}"
LABEL_PLACE = 1.06
HEIGHT = 6.2
TOPIC = Topic(
    entity="models",
    question="Who trains notable models, by period",
    notes=(
        "Lines: 95% intervals (Wilson). k of n: models of the team class, of all models of "
        "known team class. The newest period is still filling."
    ),
)


def build(marts: Marts) -> Figure:
    """Draw the share of each team class in each period, with k of n beside it."""
    scope = require(marts.scope(*MODELS), "models with known compute")
    rows = marts.estimates(scope, FIXED)
    need_periods(rows)
    total = size(int(rows.drop_duplicates("period")["n"].sum()))
    population = f"Notable models with known compute by team, {total}"
    text = words(marts, scope, TOPIC, population, _finding(marts, scope, rows))
    return Figure(
        id="model_team_share_periods",
        words=text,
        alt=f"Shares of notable models with known compute by period. {alt.listing(rows)}",
        data=rows,
        plot=_plot(rows, text),
        height=HEIGHT,
    )


def _finding(marts: Marts, scope: Scope, rows: pd.DataFrame) -> str | None:
    """Speak of a fall only where the last interval lies below the first one."""
    first, last = rows["period"].iloc[0], rows["period"].iloc[-1]
    before = marts.estimate(scope, first, "academic_only")
    after = marts.estimate(scope, last, "academic_only")
    if before is None or after is None or not fell(before, after):
        return None
    return (
        f"Academic-only teams trained {percent(before.value)} of notable models "
        f"{in_period(first)}, {percent(after.value)} {in_period(last)}"
    )


def _plot(rows: pd.DataFrame, text: Words) -> Plot:
    labels = [
        f"{percent(value)} ({k} of {n})"
        for value, k, n in zip(rows["value"], rows["k"], rows["n"], strict=True)
    ]
    plot: Plot = (
        by_period(rows, labels, LABEL_PLACE)
        + p9.scale_x_continuous(
            breaks=[0, 0.25, 0.5, 0.75, 1], labels=share_labels, limits=(-0.03, 1.5), expand=(0, 0)
        )
        + p9.labs(x="Share of the period's models", y="", **text.labels())
        + ReportTheme(HEIGHT, grid="x")
    )
    return plot
