"""The share of industry among the ten models with most compute of each year."""

import pandas as pd

from reports.charts.figure import Parts, require_periods
from reports.charts.pairs import pair_chart, pairs_in_words
from reports.charts.theme import COLOURS, TEXT_COLOURS
from reports.marts.reader import FILLING, Marts, require
from reports.questions import who_trains
from reports.questions.question import title
from reports.text.formatting import percent, sentence_list, size

QUESTION = "What share of the ten largest models with known compute does industry train?"
MARTS = ("metrics", "vintages")
FIRST_YEAR = 2010
LABELS = {
    "from_scratch_compute_known": "Industry only",
    "from_scratch_compute_known_any_industry": "Any industry",
}
TEAM = "industry_only"
LOOK = {"ink": COLOURS[TEAM], "text_ink": TEXT_COLOURS[TEAM], "shape": "s"}


def draw(marts: Marts) -> Parts:
    """Draw the share among the ten largest models by both definitions of industry."""
    by_name = {name: marts.scope("top10_industry_share", name) for name in LABELS}
    require(by_name["from_scratch_compute_known"], "largest models with known compute")
    scopes = [scope for scope in by_name.values() if scope]
    rows = pd.concat([marts.years(scope) for scope in scopes])
    rows = rows[rows["year"] >= FIRST_YEAR].reset_index(drop=True)
    require_periods(rows)
    total = size(int(rows.drop_duplicates("year")["n"].sum()))
    years = sorted(set(rows.loc[rows["caveats"].str.contains(FILLING, na=False), "period"]))
    filling = f"Still filling: {sentence_list(years)}." if years else ""
    marks = rows.assign(panel="Teams among the ten largest models")
    axes = ("Year of publication", "Share of the largest models")
    return Parts(
        scopes=scopes,
        population=(
            f"Ten largest notable models of each year since {FIRST_YEAR}, trained from scratch "
            f"with known compute, {total}"
        ),
        notes=(
            f"Lines: 95% intervals by organisation. Grey numbers: models ranked, at most ten. "
            f"{filling}"
        ),
        finding=title(who_trains.largest(marts)),
        data=rows.drop(columns="year"),
        alt=f"Share of industry by year. {pairs_in_words(marks, LABELS)}",
        plot=pair_chart(marks, LABELS, LOOK, axes, percent),
        height=4.4,
    )
