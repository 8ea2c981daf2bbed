"""Countries of notable models in the four fixed periods, ranked by the newest period."""

from dataclasses import replace

import pandas as pd

from reports.charts.figure import Parts, require_periods
from reports.charts.gap_panels import FIXED, PERIODS
from reports.charts.layers import framed, share_labels
from reports.charts.plot import Plot, p9
from reports.charts.theme import COLOURS, INK, SMALL_TEXT
from reports.charts.time_marks import with_filling_note
from reports.marts.dimensions import country_name
from reports.marts.metric_query import ANY
from reports.marts.reader import Marts, require
from reports.text.alternative_text import in_words
from reports.text.formatting import count, in_period, percent, period_name, size, with_article

QUESTION = "Which countries do notable models come from in each period?"
MARTS = ("dim_country", "metrics_of_models", "vintages")
SHARE = ("model_country_share", "notable")
KNOWN = "notable_compute_known"
MOST = 8


def draw(marts: Marts) -> Parts:
    """Draw a bar for each period and each of the countries with most models."""
    scope = require(marts.scope(*SHARE), "models of known country")
    query = scope.select(country=ANY, where=f"{FIXED} and country is not null")
    rows = _ranked(marts.frame(*query.select()))
    of_known = marts.frame(*replace(query, definition=KNOWN).select())
    cell = ["period", "country"]
    known = of_known.set_index(cell)["value"].reindex(pd.MultiIndex.from_frame(rows[cell]))
    rows = rows.assign(known=known.to_numpy())
    require_periods(rows)
    base = rows.drop_duplicates("period")
    names = rows["country"].map(lambda country: country_name(marts, country))
    return Parts(
        scopes=[scope, replace(scope, definition=KNOWN)],
        population=(
            f"Notable models by country of their organisations, {size(int(base['n'].sum()))}"
        ),
        notes=with_filling_note(
            f"The {rows['country'].nunique()} countries with the most models, by their newest "
            "share. Lines: 95% intervals by organisation. A model counts in each of its "
            "countries. Diamonds: share among models with known compute.",
            rows,
        ),
        finding=_finding(rows, names),
        data=rows,
        alt=f"Shares of notable models by country. {in_words(rows, names)}",
        plot=_plot(rows.assign(country=names)),
        height=5.4,
    )


def _finding(rows: pd.DataFrame, names: pd.Series) -> str:
    """Name the two countries with most models of the newest period."""
    newest = rows[rows["period"] == rows["period"].iloc[-1]].head(2)
    parts = [
        f"{percent(row['value'])} involve {with_article(names[at])}"
        for at, row in newest.iterrows()
    ]
    return f"Of notable models {in_period(newest['period'].iloc[0])}, {' and '.join(parts)}"


def _ranked(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep the countries with most models, and rank them by their newest share."""
    models = rows.groupby("country")["k"].sum().sort_values(ascending=False, kind="stable")
    top = rows[rows["country"].isin(models.index[:MOST])]
    periods = top["period"].map(PERIODS.index)
    newest = top[periods == periods.max()].set_index("country")["value"]
    by_share = top.assign(
        place=periods, newest=top["country"].map(newest), models=top["country"].map(models)
    ).sort_values(["place", "newest", "models", "country"], ascending=[True, False, False, True])
    return by_share.drop(columns=["place", "newest", "models"]).reset_index(drop=True)


def _plot(rows: pd.DataFrame) -> Plot:
    names = rows["country"]
    periods = [period_name(period) for period in rows["period"]]
    newest = names[rows["period"] == rows["period"].iloc[-1]]
    marks = rows.assign(
        name=pd.Categorical(names, list(dict.fromkeys([*newest, *names]))[::-1]),
        panel=pd.Categorical(periods, list(dict.fromkeys(periods))),
        label=[
            f"{percent(value)} ({count(k)} of {count(n)})"
            for value, k, n in zip(rows["value"], rows["k"], rows["n"], strict=True)
        ],
    )
    return (
        p9.ggplot(marks, p9.aes("name", "value"))
        + p9.geom_col(fill=COLOURS["all"], alpha=0.45, width=0.62)
        + p9.geom_linerange(p9.aes(ymin="ci_low", ymax="ci_high"), color=INK, size=0.7)
        + p9.geom_point(
            p9.aes(y="known"), marks.dropna(subset="known"), shape="D", fill="white", color=INK
        )
        + p9.geom_text(
            p9.aes(y="ci_high", label="label"), nudge_y=0.03, ha="left", size=SMALL_TEXT, color=INK
        )
        + p9.coord_flip()
        + p9.facet_wrap("panel", ncol=2)
        + p9.scale_y_continuous(
            breaks=[0, 0.5, 1], labels=share_labels, limits=(0, 1.7), expand=(0, 0)
        )
        + framed("", "Share of the period's models", "x")
    )
