"""Three indices of the concentration of training compute, with owners merged and as named."""

import pandas as pd

from reports.charts.figure import Parts, require_periods
from reports.charts.gap_panels import in_panels
from reports.charts.pairs import pair_chart, pairs_in_words
from reports.charts.theme import INK
from reports.marts.reader import Marts, require
from reports.questions import how_concentrated
from reports.questions.question import title
from reports.text.formatting import size

QUESTION = "How concentrated is the training compute of notable models?"
MARTS = ("metrics", "vintages")
FIRST_YEAR = 2010
METRIC = "compute_concentration"
PANELS = {
    "hhi": "HHI: sum of squared shares, 1 for a single owner",
    "cr4": "CR4: share of the four largest organisations",
    "gini": "Gini: inequality among organisations with any",
}
LABELS = {"notable_compute_known": "Merged", "notable_compute_known_unmerged": "As named"}
LOOK = {"ink": INK, "text_ink": INK, "shape": "o"}


def draw(marts: Marts) -> Parts:
    """Draw all three indices in every year with 5 models or more."""
    by_name = {name: marts.scope(METRIC, name) for name in LABELS}
    require(by_name["notable_compute_known"], "training compute by organisation")
    scopes = [scope for scope in by_name.values() if scope]
    rows = pd.concat([marts.years(scope) for scope in scopes])
    rows = rows[(rows["year"] >= FIRST_YEAR) & rows["unit"].isin(PANELS)]
    require_periods(rows)
    marks = in_panels(rows, PANELS, "unit")
    marks = marks.sort_values(["panel", "definition", "year"], ignore_index=True)
    total = size(int(rows.drop_duplicates("year")["n"].sum()))
    axes = ("Year of publication", "Index")
    return Parts(
        scopes=scopes,
        population=f"Notable models with known compute since {FIRST_YEAR}, {total}",
        notes=(
            "Lines: 95% intervals (bootstrap), which can be too short where few organisations have "
            "most of the compute. Grey numbers: models. Merged: subsidiaries with the owners of "
            "today."
        ),
        finding=title(how_concentrated.training(marts)),
        data=marks.drop(columns=["year", "panel"]),
        alt=(
            "Concentration of training compute by year. "
            f"{pairs_in_words(marks.assign(unit='index'), LABELS)}"
        ),
        plot=pair_chart(marks, LABELS, LOOK, axes, "{:.2f}".format),
        height=7.8,
    )
