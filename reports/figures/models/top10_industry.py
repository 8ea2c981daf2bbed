"""Who makes the largest models: industry among the ten that took most compute in each year."""

import pandas as pd

from reports.charts.figure import Figure, Topic, Words, need_periods, words
from reports.charts.layers import count_layer, counts, identity_scales, share_labels, year_scale
from reports.charts.plot import Plot, p9
from reports.charts.theme import COLOURS, POINT_SIZE, TEXT_COLOURS, ReportTheme
from reports.marts.metric_query import IS_YEAR
from reports.marts.reader import Marts, require
from reports.text.alternative_text import share
from reports.text.formatting import size

FIRST_YEAR = 2010
PANELS = {
    "notable_compute_known": "Industry-only teams",
    "notable_compute_known_any_industry": "Teams with any industry",
}
N_PLACE = -0.13
HEIGHT = 5.6
TOPIC = Topic(
    entity="models",
    question="Industry's share of the ten largest models, by year",
    notes=(
        "Lines: 95% intervals (Wilson). Grey numbers: models ranked, ten or all that are known; "
        "years with fewer than 5 are left out. A tenth of a share is one model."
    ),
)


def build(marts: Marts) -> Figure:
    """Draw the share among the ten largest models by both definitions of industry."""
    scopes = {name: marts.scope("top10_industry_share", name, IS_YEAR) for name in PANELS}
    scope = require(scopes["notable_compute_known"], "largest models with known compute")
    rows = pd.concat([marts.years(found) for found in scopes.values() if found])
    rows = rows[rows["year"] >= FIRST_YEAR].reset_index(drop=True)
    need_periods(rows)
    total = size(int(rows.drop_duplicates("year")["n"].sum()))
    population = f"Ten largest notable models of each year since {FIRST_YEAR}, {total}"
    drawn = [found for found in scopes.values() if found]
    text = words(marts, scope, TOPIC, population, None, drawn)
    return Figure(
        id="top10_industry",
        words=text,
        alt=_alt(rows),
        data=rows.drop(columns="year"),
        plot=_plot(rows, text),
        height=HEIGHT,
    )


def _plot(rows: pd.DataFrame, text: Words) -> Plot:
    drawn = rows.assign(panel=pd.Categorical(rows["definition"].map(PANELS), list(PANELS.values())))
    colour = COLOURS["industry_only"]
    numbers = pd.concat(counts(part, N_PLACE) for _, part in drawn.groupby("definition"))
    plot: Plot = (
        p9.ggplot(drawn, p9.aes("year", "value"))
        + p9.geom_linerange(
            p9.aes(ymin="ci_low", ymax="ci_high"), color=colour, size=1.2, alpha=0.35
        )
        + p9.geom_point(color=colour, shape="s", size=POINT_SIZE)
        + count_layer(numbers.assign(text_ink=TEXT_COLOURS["unknown"]))
        + p9.facet_wrap("panel", ncol=1)
        + year_scale(drawn["year"], room=0.04)
        + p9.scale_y_continuous(
            labels=share_labels,
            breaks=[0, 0.25, 0.5, 0.75, 1],
            limits=(N_PLACE - 0.07, 1.04),
            expand=(0, 0),
        )
        + identity_scales()
        + p9.labs(x="Year of publication", y="Share of the largest models", **text.labels())
        + ReportTheme(HEIGHT)
    )
    return plot


def _alt(rows: pd.DataFrame) -> str:
    parts = []
    for definition, part in rows.groupby("definition", sort=False):
        ends = [f"{share(row)} in {row['year']}" for _, row in part.iloc[[0, -1]].iterrows()]
        parts.append(f"{PANELS[str(definition)]}: {', '.join(ends)}.")
    return " ".join(["Share of industry among the ten largest models by year.", *parts])
