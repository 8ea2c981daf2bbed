"""Team classes of notable models in the four fixed periods."""

import pandas as pd

from reports.charts.figure import Parts, require_periods
from reports.charts.gap_panels import FIXED, gaps_by_period
from reports.charts.layers import painted, share_labels
from reports.charts.time_marks import with_filling_note
from reports.marts.reader import TRAINED, Marts, require
from reports.questions import who_trains
from reports.questions.question import title
from reports.text.alternative_text import in_words, teams
from reports.text.formatting import TEAM_CLASSES, count, percent, size

QUESTION = "Who trains notable models in each period?"
MARTS = ("metrics_of_models", "share_differences", "vintages")
NOTES = (
    "Lines: 95% intervals by organisation, which are wide where a few organisations made most "
    "models. k of n: models in the class, of all whose class is known."
)
SCALE = {"breaks": [0, 0.25, 0.5, 0.75, 1], "labels": share_labels}


def draw(marts: Marts) -> Parts:
    """Draw a panel for each team class."""
    scope = require(marts.scope(*TRAINED), "notable models")
    rows = marts.rows(scope, f"{FIXED} and team_class in {TEAM_CLASSES}")
    require_periods(rows)
    marks = painted(rows).assign(panel=teams(rows).cat.remove_unused_categories())
    return Parts(
        scopes=[scope],
        population=(
            f"Notable models by team, {size(int(rows.drop_duplicates('period')['n'].sum()))}"
        ),
        notes=with_filling_note(NOTES, rows),
        finding=title(who_trains.answer(marts)),
        data=rows,
        alt=f"Shares of notable models. {in_words(rows, teams(rows))}",
        plot=gaps_by_period(marks, _labels(rows), SCALE, "Share of the period's models"),
        height=6.2,
    )


def _labels(rows: pd.DataFrame) -> list[str]:
    return [
        f"{percent(value)} ({count(k)} of {count(n)})"
        for value, k, n in zip(rows["value"], rows["k"], rows["n"], strict=True)
    ]
