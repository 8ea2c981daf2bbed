"""How often abstracts name accelerators, a proxy of compute: team classes in the fixed periods."""

import pandas as pd

from reports.charts.figure import Figure, Topic, Words, need_periods, words
from reports.charts.layers import PERIODS, by_period, share_labels
from reports.charts.plot import Plot, p9
from reports.charts.theme import ReportTheme
from reports.marts.adoption import ACCELERATORS
from reports.marts.reader import Marts, require
from reports.text import alternative_text as alt
from reports.text.formatting import count, percent, size

FIXED = f"period in {PERIODS} and team_class is not null"
HEIGHT = 6.2
TOPIC = Topic(
    entity="papers",
    question="How often abstracts name an accelerator: a proxy of compute, and a weak one",
    notes=(
        "Lines: 95% intervals (Wilson). k of n: abstracts that name a GPU, TPU or graphics card, "
        "of abstracts of the team class. Most papers do not name their hardware there, and many "
        "that do mean the speed of inference. Which venues have abstracts differs over time."
    ),
)


def build(marts: Marts) -> Figure:
    """Draw the share of each team class in each period, with k of n beside it."""
    scope = require(marts.scope(*ACCELERATORS), "abstracts of papers")
    rows = marts.estimates(scope, FIXED)
    need_periods(rows)
    population = f"Accepted papers of known teams with an abstract, {size(int(rows['n'].sum()))}"
    text = words(marts, scope, TOPIC, population, None)
    return Figure(
        id="accelerator_mentions",
        words=text,
        alt=f"Share of abstracts that name an accelerator, by period. {alt.listing(rows, 1)}",
        data=rows,
        plot=_plot(rows, text),
        height=HEIGHT,
    )


def _plot(rows: pd.DataFrame, text: Words) -> Plot:
    end = float(rows["ci_high"].max())
    labels = [
        f"{percent(value, 1)} ({count(k)} of {count(n)})"
        for value, k, n in zip(rows["value"], rows["k"], rows["n"], strict=True)
    ]
    plot: Plot = (
        by_period(rows, labels, 1.03 * end)
        + p9.scale_x_continuous(
            breaks=[tick / 100 for tick in range(100) if tick / 100 <= end],
            labels=share_labels,
            limits=(-0.02 * end, 1.55 * end),
            expand=(0, 0),
        )
        + p9.labs(x="Share of abstracts", y="", **text.labels())
        + ReportTheme(HEIGHT, grid="x")
    )
    return plot
