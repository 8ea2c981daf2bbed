"""Published shares, and our values on the list nearest to their date and on the latest list."""

import pandas as pd

from reports.charts.figure import Parts
from reports.charts.layers import share_labels
from reports.charts.plot import Plot, p9
from reports.charts.rows import height, placed, row_chart
from reports.charts.theme import COLOURS, INK, PAPER, SMALL_TEXT
from reports.marts import dimensions, revisions
from reports.marts.reader import Marts, NotEnoughDataError, Scope
from reports.text.alternative_text import estimate, in_words
from reports.text.formatting import count, period_name, plain
from reports.text.typesetting import wrap

QUESTION = "Do published shares agree with recomputed shares?"
MARTS = ("dim_definition", "published_against_recomputed", "vintages")
NAME_INCHES = 2.6
WIDEST = 0.3  # An interval of more than this could hardly miss a share.
ROOM = 1.2  # of the scale: the longest value
ORANGE = COLOURS["industry_only"]
NOTES = (
    "Black bars: published figures. Open points: our value on the list nearest to their date; "
    "filled points: on the latest list. Lines: 95% intervals. The tables explain each difference."
)


def draw(marts: Marts) -> Parts:
    """Draw every published share that can be recomputed, under each definition."""
    rows = revisions.compared_shares(marts)
    if rows.empty:
        raise NotEnoughDataError(
            "This publication has no list from which published shares can be recomputed."
        )
    named = rows.assign(name=[dimensions.definition_name(marts, d) for d in rows["definition"]])
    lines = _lines(named)
    published = zip(rows["statement"], share_labels(list(rows["published_value"])), strict=True)
    stated = [f"{plain(text, 160)} (published: {share})" for text, share in published]
    return Parts(
        scopes=_scopes(marts, rows),
        population=(
            f"{count(rows['figure'].nunique())} published shares, each under the definitions "
            "that may match it; n next to each value"
        ),
        notes=NOTES + _left_out(rows),
        finding=_finding(rows),
        data=rows,
        alt=(
            "Published shares and values recomputed here. "
            f"{in_words(named.drop(columns='period'), stated, _listed)}"
        ),
        plot=_plot(lines),
        height=height(lines),
    )


def _narrow(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["ci_high"] - rows["ci_low"] <= WIDEST]


def _left_out(rows: pd.DataFrame) -> str:
    """Say how many published shares the title cannot judge."""
    wide = rows["figure"].nunique() - _narrow(rows)["figure"].nunique()
    return f" The title leaves out {count(wide)}, for which ours are wider." if wide else ""


def _finding(rows: pd.DataFrame) -> str:
    """Count the published shares inside an interval of ours that they could have missed."""
    narrow = _narrow(rows)
    inside = (
        narrow["published_value"]
        .between(narrow["ci_low"], narrow["ci_high"])
        .groupby(narrow["figure"])
    )
    return (
        f"{count(int(inside.any().sum()))} of {count(inside.ngroups)} published shares lie in an "
        f"interval of ours of at most {100 * WIDEST:.0f} points"
    )


def _scopes(marts: Marts, rows: pd.DataFrame) -> list[Scope]:
    """Return the latest list of every source, with each definition drawn from it."""
    latest = rows.sort_values("vintage").drop_duplicates(["source", "definition"], keep="last")
    return [
        Scope(r["metric"], r["definition"], r["source"], r["vintage"].date(), *terms)
        for _, r in latest.iterrows()
        for terms in [marts.terms(r["source"])]
    ]


def _lines(rows: pd.DataFrame) -> pd.DataFrame:
    """List the rows of the chart: for each published share its statement, then our values."""
    parts = []
    for _, part in rows.groupby("figure", sort=False):
        first = part.iloc[0]
        words = f"{plain(first['statement'], 160)}, {plain(first['published_by'], 80)}"
        heading = wrap(words, NAME_INCHES, SMALL_TEXT).split("\n")
        names = [
            f"   {row['name']}, {period_name(row['period'])}, {row['vintage']:%Y-%m-%d}"
            for _, row in part.iterrows()
        ]
        parts += [
            pd.DataFrame({"label": heading, "is_first": [True] + [False] * (len(heading) - 1)}),
            part.assign(label=names, number=[estimate(row) for _, row in part.iterrows()]),
        ]
    lines = pd.concat(parts, ignore_index=True)
    return placed(lines, lines["is_first"].fillna(False).astype(bool))


def _plot(lines: pd.DataFrame) -> Plot:
    values = lines.dropna(subset=["value"])
    values = values.assign(fill=values["is_latest"].map({True: ORANGE, False: PAPER}))
    bars = values.groupby("figure")[["published_value", "y"]].agg(["min", "max"])
    bars = bars.set_axis(["at", "same", "foot", "top"], axis=1)
    layers = [
        p9.geom_segment(
            p9.aes("at", "foot - 0.45", xend="at", yend="top + 0.45"), bars, color=INK, size=1.4
        ),
        p9.geom_segment(
            p9.aes("ci_low", "y", xend="ci_high", yend="y"),
            values.dropna(subset=["ci_low", "ci_high"]),
            color=ORANGE,
            size=1.4,
            alpha=0.4,
        ),
        p9.geom_point(
            p9.aes("value", "y", fill="fill"), values, color=ORANGE, size=2.2, stroke=0.6
        ),
    ]
    return row_chart(lines, layers, (0, 1), ROOM, "Share", share_labels)


def _listed(row: pd.Series) -> str:
    return f"{row['name']} {estimate(row)} on the list of {row['vintage']:%Y-%m-%d}"
