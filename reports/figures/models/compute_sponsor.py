"""Sponsors of the compute of academic-only and mixed models, as the list names them."""

import pandas as pd

from reports.charts.figure import FigureText, Parts, require_periods
from reports.charts.plot import Plot, p9
from reports.charts.share_by_period import FIXED
from reports.charts.theme import COLOURS, INK, SMALL_TEXT, ReportTheme
from reports.marts.metric_query import ANY
from reports.marts.reader import Marts, require
from reports.text.formatting import count, period_name, size, team_name

QUESTION = "Who sponsors the compute of academic-only and mixed notable models?"
MARTS = ("metrics", "vintages")
TEAMS = ("academic_only", "academia_industry")
SPONSORS = {"industry": "industry_only", "academia": "academic_only", "unknown": "unknown"}
HEIGHT = 4.4
LEAST_LABEL = 0.06  # as a share of a bar: a narrower part has no room for its number


def draw(marts: Marts) -> Parts:
    """Draw one bar for each class and period, with the models of unknown sponsor as a part."""
    scope = require(marts.scope("compute_sponsor_share", "notable"), "sponsors of compute")
    query = scope.select(sector=ANY, where=f"{FIXED} and sector in ('academia', 'industry')")
    rows = marts.frame(*query.select(tail="order by team_class, period, sector"))
    require_periods(rows)
    models = rows.drop_duplicates(["team_class", "period"])
    return Parts(
        scopes=[scope],
        population=(
            "Academic-only and mixed notable models, "
            f"{size(int((models['n'] + models['n_unknown']).sum()))}"
        ),
        notes=(
            "Numbers: models whose compute a company (orange) or an academic organisation (blue) "
            "sponsored, and models without a named sponsor (grey). Periods with fewer than 5 named "
            "sponsors are left out, and so are numbers in narrow parts. Later lists name no "
            "sponsors."
        ),
        finding=None,
        data=rows,
        alt=_alt(rows),
        plot=lambda text: _plot(rows, text),
        height=HEIGHT,
    )


def _parts(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each part of a bar: the two sponsors, and models without a named sponsor."""
    unknown = rows.drop_duplicates(["team_class", "period"])
    parts = pd.concat(
        [
            rows.assign(models=rows["k"]),
            unknown.assign(sector="unknown", models=unknown["n_unknown"]),
        ]
    )
    share = parts["models"] / (parts["n"] + parts["n_unknown"])
    order = parts["sector"].map({name: place for place, name in enumerate(SPONSORS)})
    teams = [team_name(team) for team in TEAMS]
    parts = parts.assign(
        share=share,
        order=order,
        ink=parts["sector"].map(lambda sector: COLOURS[SPONSORS[sector]]),
        panel=pd.Categorical(parts["team_class"].map(team_name), teams),
        bar=parts["period"].map(period_name),
    ).sort_values(["panel", "bar", "order"])
    ends = parts.groupby(["panel", "bar"], observed=True)["share"].cumsum()
    label = [
        str(int(n)) if part >= LEAST_LABEL else ""
        for n, part in zip(parts["models"], parts["share"], strict=True)
    ]
    return parts.assign(
        end=ends, start=ends - parts["share"], middle=ends - parts["share"] / 2, label=label
    )


def _plot(rows: pd.DataFrame, text: FigureText) -> Plot:
    parts = _parts(rows)
    bars = list(dict.fromkeys(period_name(period) for period in sorted(rows["period"].unique())))
    parts = parts.assign(place=[-bars.index(bar) for bar in parts["bar"]])
    plot: Plot = (
        p9.ggplot(parts)
        + p9.geom_rect(
            p9.aes(xmin="start", xmax="end", ymin="place - 0.36", ymax="place + 0.36", fill="ink")
        )
        + p9.geom_label(
            p9.aes("middle", "place", label="label"),
            parts[parts["label"] != ""],
            size=SMALL_TEXT + 0.6,
            color=INK,
            fill="#ffffff",
            label_size=0,
            label_padding=0.12,
        )
        + p9.facet_wrap("panel", ncol=1)
        + p9.scale_fill_identity()
        + p9.scale_x_continuous(
            breaks=[0, 0.5, 1], labels=["0%", "50%", "100%"], expand=(0, 0), limits=(0, 1.001)
        )
        + p9.scale_y_continuous(breaks=[-place for place in range(len(bars))], labels=bars)
        + p9.labs(x="Share of the models", y="", **text.labels())
        + ReportTheme(HEIGHT, grid="x")
    )
    return plot


def _alt(rows: pd.DataFrame) -> str:
    bars = [
        f"{team_name(str(team))}, {period_name(str(period))}: {_in_words(group)}."
        for (team, period), group in rows.groupby(["team_class", "period"])
    ]
    return " ".join(["Sponsors of compute by team class and period.", *bars])


def _in_words(rows: pd.DataFrame) -> str:
    counts = [f"{count(int(k))} by {who}" for k, who in zip(rows["k"], rows["sector"], strict=True)]
    return "; ".join([*counts, f"{count(int(rows['n_unknown'].iloc[0]))} unknown"])
