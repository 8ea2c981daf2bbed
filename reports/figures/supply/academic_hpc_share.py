"""The academic share of the TOP500 lists, of all systems and of those with accelerators."""

import pandas as pd

from reports.charts import layers
from reports.charts.figure import Parts, require_periods
from reports.charts.labelled_lines import labelled_lines
from reports.charts.plot import p9
from reports.marts.reader import Marts, require
from reports.questions import what_academia_has
from reports.questions.question import title
from reports.text.alternative_text import in_words

QUESTION = "How much of listed supercomputing is academic?"
MARTS = ("metrics_of_supply", "vintages")
LINES = {
    "hpc_listed": ("All systems", "all"),
    "hpc_accelerated": ("With accelerators", "academic_only"),
}


def draw(marts: Marts) -> Parts:
    """Draw one line for each definition."""
    require(marts.scope(what_academia_has.SHARE, "hpc_listed"), "lists of supercomputers")
    scopes = [s for name in LINES if (s := marts.scope(what_academia_has.SHARE, name))]
    rows = pd.concat([marts.years(scope) for scope in scopes], ignore_index=True)
    require_periods(rows, "a list", "year")
    names = rows["definition"].map({name: label for name, (label, _) in LINES.items()})
    scale = p9.scale_y_continuous(labels=layers.share_labels, limits=(0, None))
    return Parts(
        scopes=scopes,
        population="500 systems on the newest list of each year",
        notes=(
            "Share of the performance (Rmax) of academic systems. A list is complete, so its share "
            "has no interval. Companies, and China since about 2020, mostly do not submit systems."
        ),
        finding=title(what_academia_has.shares(marts)),
        data=rows.drop(columns="year"),
        alt=f"Academic share of TOP500 lists. {in_words(rows, names, is_brief=True)}",
        plot=labelled_lines(rows.assign(series=rows["definition"]), LINES, scale, 0.026)
        + layers.framed("Year of the list", "Share of the performance listed"),
        height=4.4,
    )
