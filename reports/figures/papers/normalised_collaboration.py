"""Whether academia and industry write together: mixed teams beside those of random mixing."""

import pandas as pd

from reports.charts.figure import Figure, Topic, Words, need_years, words
from reports.charts.layers import count_layer, counts, course, identity_scales, ordered, year_scale
from reports.charts.plot import Plot, p9
from reports.charts.theme import MUTED, SMALL_TEXT, ReportTheme
from reports.marts.metric_query import IS_YEAR
from reports.marts.reader import Marts, require
from reports.text.formatting import count, number_range, size

N_PLACE = -0.1
HEIGHT = 4.6
TOPIC = Topic(
    entity="papers",
    question="How often academia and industry write together, beside random mixing",
    notes=(
        "Band: 95% intervals (bootstrap over papers). 1: as many mixed teams as if the authors of "
        "a year mixed at random, given the sizes of teams; below 1: fewer. Numbers: papers with "
        "two authors or more in academia or industry; years in which random mixing gives fewer "
        "than 5 mixed teams are left out. Venues are pooled."
    ),
)


def build(marts: Marts) -> Figure:
    """Draw the index of every year, pooled over venues."""
    scope = require(
        marts.scope("normalised_collaboration", "accepted", IS_YEAR),
        "papers whose authors are known to be in academia or industry",
    )
    rows = marts.years(scope)
    need_years(rows, "5 mixed teams or more expected")
    total = size(int(rows["n"].sum()))
    population = f"Accepted papers whose affiliations are given author by author, {total}"
    text = words(marts, scope, TOPIC, population, _finding(rows))
    return Figure(
        id="normalised_collaboration",
        words=text,
        alt=_alt(rows),
        data=rows.drop(columns="year"),
        plot=_plot(rows, text),
        height=HEIGHT,
    )


def _finding(rows: pd.DataFrame) -> str | None:
    """Say that mixing is rarer than at random where the newest interval says so."""
    last = rows.iloc[-1]
    if last["ci_high"] >= 1:
        return None
    return (
        f"In {last['year']}, academia and industry wrote {last['value']:.2f} times "
        f"({number_range(last['ci_low'], last['ci_high'], 2)}) as many papers together as random "
        "mixing would give"
    )


def _plot(rows: pd.DataFrame, text: Words) -> Plot:
    drawn = ordered(rows)
    top = max(1.1, float(drawn["ci_high"].max()) + 0.05)
    reference = pd.DataFrame(
        {"year": [drawn["year"].min()], "value": [1.04], "label": ["random mixing"]}
    )
    plot: Plot = (
        p9.ggplot(drawn)
        + p9.geom_hline(yintercept=1, color=MUTED, linetype="dashed", size=0.6)
        + p9.geom_text(
            p9.aes("year", "value", label="label"),
            reference,
            ha="left",
            color=MUTED,
            size=SMALL_TEXT,
        )
        + course(drawn)
        + count_layer(counts(drawn, N_PLACE))
        + year_scale(drawn["year"], room=0.03)
        + p9.scale_y_continuous(
            breaks=[0, 0.25, 0.5, 0.75, 1], limits=(N_PLACE - 0.05, top), expand=(0, 0)
        )
        + identity_scales()
        + p9.labs(x="Year", y="Mixed teams, observed / expected", **text.labels())
        + ReportTheme(HEIGHT)
    )
    return plot


def _alt(rows: pd.DataFrame) -> str:
    ends = [
        f"{row['value']:.2f} ({number_range(row['ci_low'], row['ci_high'], 2)}, "
        f"n {count(int(row['n']))}) in {row['year']}"
        for _, row in rows.iloc[[0, -1]].iterrows()
    ]
    return (
        "Mixed teams of academia and industry, observed over expected under random mixing, by "
        f"year: {', '.join(ends)}."
    )
