"""The academic-only share of papers beside academia's share of the authors of the same papers."""

from functools import partial

import pandas as pd

from reports.charts.figure import Parts, require_periods
from reports.charts.gap_panels import FIXED, gaps_by_period, in_panels
from reports.charts.layers import share_labels
from reports.marts.metric_query import ANY
from reports.marts.reader import Marts, require
from reports.questions.who_publishes import AUTHORS
from reports.text.alternative_text import estimate, in_words
from reports.text.formatting import in_period, percent, size

QUESTION = "Did academia's share of authors change like its share of papers?"
MARTS = ("metrics", "vintages")
PANELS = {
    "paper_team_share": "Papers by academic-only teams",
    "author_sector_share": "Authors in academia",
}
ACADEMIC = f"{FIXED} and coalesce(team_class, sector) in ('academic_only', 'academia')"
SCALE = {"breaks": [0, 0.25, 0.5, 0.75], "labels": share_labels}
NOTES = (
    "Lines: 95% intervals (Wilson). n: papers in which every author has a known affiliation. A "
    "larger team more often has a member outside academia, so both shares can move apart. Venues "
    "are pooled and differ by period."
)


def draw(marts: Marts) -> Parts:
    """Draw the share of papers above the share of authors, by fixed period."""
    scope = require(marts.scope(*AUTHORS), "papers with an affiliation of each author")
    query = scope.select(metric=list(PANELS), team_class=ANY, sector=ANY, where=ACADEMIC)
    rows = marts.frame(*query.select(tail="order by metric desc, period_start"))
    require_periods(rows)
    write = partial(estimate, digits=1)
    labels = [write(row) for _, row in rows.iterrows()]
    marks = in_panels(rows, PANELS, "metric")
    return Parts(
        scopes=[scope],
        population=f"Accepted papers, {size(int(rows.drop_duplicates('period')['n'].sum()))}",
        notes=NOTES,
        finding=_finding(rows),
        data=rows,
        alt=in_words(rows, marks["panel"], write),
        plot=gaps_by_period(marks, labels, SCALE, "Share"),
        height=4.6,
    )


def _finding(rows: pd.DataFrame) -> str | None:
    """State both shares of the newest period."""
    newest = rows.groupby("metric").tail(1).set_index("metric")
    if newest["period"].nunique() > 1 or len(newest) < len(PANELS):
        return None
    papers, authors = (percent(newest["value"][name]) for name in PANELS)
    when = in_period(newest["period"].iloc[0])
    return (
        f"Academics are {authors} of the authors {when}, and academic-only teams wrote {papers} "
        "of these papers"
    )
