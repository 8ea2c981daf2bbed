"""The private share of the performance of clusters."""

import pandas as pd

from reports.charts.figure import Parts, require_periods
from reports.charts.pairs import pair_chart, pairs_in_words
from reports.charts.theme import COLOURS, TEXT_COLOURS
from reports.marts.reader import Marts, require
from reports.questions import how_concentrated
from reports.questions.question import title
from reports.text.formatting import count, percent, size

QUESTION = "Who owns the performance of listed GPU clusters?"
MARTS = ("metrics", "source_state", "vintages")
LABELS = {"clusters_in_place": "In place", "clusters_operated": "All phases"}
# A private owner is a firm, so the colour of industry applies.
TEAM = "industry_only"
LOOK = {"ink": COLOURS[TEAM], "text_ink": TEXT_COLOURS[TEAM], "shape": "s"}


def draw(marts: Marts) -> Parts:
    """Draw the share by both definitions."""
    by_name = {name: marts.scope("cluster_private_share", name) for name in LABELS}
    require(by_name["clusters_in_place"], "clusters")
    scopes = [scope for scope in by_name.values() if scope]
    rows = pd.concat([marts.years(scope) for scope in scopes], ignore_index=True)
    require_periods(rows, "5 clusters or more of known owner and performance", "year")
    newest = rows[rows["definition"] == "clusters_in_place"].iloc[-1]
    marks = rows.assign(panel="Private share of the performance listed")
    axes = ("End of year", "Share")
    return Parts(
        scopes=scopes,
        population=f"GPU clusters of {newest['year']}, {size(int(newest['n']))}",
        notes=(
            "Lines: 95% intervals (bootstrap). Grey numbers: clusters in place at the end of the "
            f"year. {count(int(newest['n_unknown']))} more of {newest['year']} lack an owner, a "
            f"date or the performance. Bounds: {percent(newest['bound_low'])} to "
            f"{percent(newest['bound_high'])}. The list has a part of all clusters."
        ),
        finding=title(how_concentrated.clusters(marts)),
        data=rows.drop(columns="year"),
        alt=f"Private share of listed GPU clusters. {pairs_in_words(marks, LABELS)}",
        plot=pair_chart(marks, LABELS, LOOK, axes, percent),
        height=4.8,
    )
