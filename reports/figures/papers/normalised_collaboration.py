"""Observed over expected mixed teams of academia and industry, by year, under random mixing."""

import pandas as pd

from reports.charts import layers
from reports.charts.figure import Parts, require_periods
from reports.charts.plot import Plot, p9
from reports.charts.theme import MUTED, SMALL_TEXT
from reports.marts.reader import Marts, require
from reports.questions import who_publishes
from reports.questions.question import title
from reports.text.alternative_text import in_words
from reports.text.formatting import sizes

QUESTION = "How often do academia and industry write together, compared with random mixing?"
MARTS = ("metrics", "vintages")
N_PLACE = -0.1
ROOM = 0.28
NOTES = (
    "Band: 95% intervals (delta method). At 1, there are as many mixed teams as if the authors of "
    "a year mixed at random. Numbers: papers with two authors or more in academia or industry. "
    "Venues are pooled."
)


def draw(marts: Marts) -> Parts:
    """Draw the index of every year, pooled over venues."""
    scope = require(
        marts.scope("normalised_collaboration", "accepted"),
        "papers whose authors are known to be in academia or industry",
    )
    rows = marts.years(scope)
    require_periods(rows, "5 mixed teams or more expected", "year")
    return Parts(
        scopes=[scope],
        population=f"Accepted papers with affiliations for each author, {sizes(rows['n'])} a year",
        notes=NOTES,
        finding=title(who_publishes.collaboration(marts)),
        data=rows.drop(columns="year"),
        alt=in_words(
            rows,
            "Mixed teams of academia and industry, observed over expected under random mixing",
            is_brief=True,
        ),
        plot=_plot(rows),
        height=4.6,
    )


def _plot(rows: pd.DataFrame) -> Plot:
    marks = layers.ordered(rows)
    top = max(1.2, float(marks["ci_high"].max()) + 0.05)
    span = float(marks["year"].max() - marks["year"].min())
    # Right of the last year no interval crosses it.
    reference = pd.DataFrame(
        {"year": [marks["year"].max() + 0.03 * span], "value": [1.02], "label": ["random mixing"]}
    )
    return (
        p9.ggplot(marks)
        + p9.geom_hline(yintercept=1, color=MUTED, linetype="dashed", size=0.6)
        + p9.geom_text(
            p9.aes("year", "value", label="label"),
            reference,
            ha="left",
            va="bottom",
            color=MUTED,
            size=SMALL_TEXT,
        )
        + layers.share_lines(marks)
        + layers.n_layer(layers.yearly_n(marks, N_PLACE))
        + layers.year_scale(marks["year"], room=ROOM)
        + p9.scale_y_continuous(
            breaks=[0, 0.25, 0.5, 0.75, 1], limits=(N_PLACE - 0.05, top), expand=(0, 0)
        )
        + layers.framed("Year", "Observed / expected")
    )
