"""How often abstracts name accelerators, a proxy of compute: team classes in the fixed periods."""

import pandas as pd

from reports import alt
from reports.adoption import ACCELERATORS
from reports.charts import identity_scales, painted, share_labels
from reports.figure import Figure, Topic, Words, need_periods, needed, words
from reports.grammar import Plot, p9
from reports.marts import Marts
from reports.theme import INK, LABEL_TEXT, POINT_SIZE, ReportTheme
from reports.wording import TEAM_CLASSES, count, percent, period_name, size, team_name

PERIODS = ("2010-2014", "2015-2019", "2020-2022", "2023-latest")
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
    scope = needed(marts.scope(*ACCELERATORS), "abstracts of papers")
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
    drawn = painted(rows).assign(
        panel=pd.Categorical(
            [team_name(name) for name in rows["team_class"]],
            [team_name(name) for name in TEAM_CLASSES],
        ),
        place=[-PERIODS.index(period) for period in rows["period"]],
        label=[
            f"{percent(value, 1)} ({count(k)} of {count(n)})"
            for value, k, n in zip(rows["value"], rows["k"], rows["n"], strict=True)
        ],
    )
    plot: Plot = (
        p9.ggplot(drawn, p9.aes("value", "place", color="ink"))
        + p9.geom_segment(
            p9.aes("ci_low", "place", xend="ci_high", yend="place"), size=1.6, alpha=0.45
        )
        + p9.geom_point(p9.aes(shape="shape"), size=POINT_SIZE + 0.8)
        + p9.geom_text(p9.aes(x=1.03 * end, label="label"), color=INK, ha="left", size=LABEL_TEXT)
        + p9.facet_wrap("panel", ncol=1)
        + p9.scale_x_continuous(
            breaks=[tick / 100 for tick in range(100) if tick / 100 <= end],
            labels=share_labels,
            limits=(-0.02 * end, 1.55 * end),
            expand=(0, 0),
        )
        + p9.scale_y_continuous(
            breaks=[-i for i in range(len(PERIODS))],
            labels=[period_name(period) for period in PERIODS],
            limits=(-len(PERIODS) + 0.5, 0.5),
        )
        + identity_scales()
        + p9.labs(x="Share of abstracts", y="", **text.labels())
        + ReportTheme(HEIGHT, grid="x")
    )
    return plot
