"""Who trains notable models: team classes in the four fixed periods."""

import pandas as pd

from reports import alt
from reports.charts import identity_scales, painted, share_labels
from reports.figure import Figure, Topic, Words, fell, need_periods, needed, words
from reports.grammar import Plot, p9
from reports.marts import MODELS, Marts, Scope
from reports.theme import INK, LABEL_TEXT, POINT_SIZE, ReportTheme
from reports.wording import TEAM_CLASSES, in_period, percent, period_name, size, team_name

PERIODS = ("2010-2014", "2015-2019", "2020-2022", "2023-latest")
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
    scope = needed(marts.scope(*MODELS), "models with known compute")
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
    drawn = painted(rows).assign(
        panel=pd.Categorical(
            [team_name(name) for name in rows["team_class"]],
            [team_name(name) for name in TEAM_CLASSES],
        ),
        place=[-PERIODS.index(period) for period in rows["period"]],
        label=[
            f"{percent(value)} ({k} of {n})"
            for value, k, n in zip(rows["value"], rows["k"], rows["n"], strict=True)
        ],
    )
    plot: Plot = (
        p9.ggplot(drawn, p9.aes("value", "place", color="ink"))
        + p9.geom_segment(
            p9.aes("ci_low", "place", xend="ci_high", yend="place"), size=1.6, alpha=0.45
        )
        + p9.geom_point(p9.aes(shape="shape"), size=POINT_SIZE + 0.8)
        + p9.geom_text(p9.aes(x=LABEL_PLACE, label="label"), color=INK, ha="left", size=LABEL_TEXT)
        + p9.facet_wrap("panel", ncol=1)
        + p9.scale_x_continuous(
            breaks=[0, 0.25, 0.5, 0.75, 1], labels=share_labels, limits=(-0.03, 1.5), expand=(0, 0)
        )
        + p9.scale_y_continuous(
            breaks=[-i for i in range(len(PERIODS))],
            labels=[period_name(period) for period in PERIODS],
            limits=(-len(PERIODS) + 0.5, 0.5),
        )
        + identity_scales()
        + p9.labs(x="Share of the period's models", y="", **text.labels())
        + ReportTheme(HEIGHT, grid="x")
    )
    return plot
