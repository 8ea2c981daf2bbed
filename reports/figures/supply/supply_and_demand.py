"""Training compute of notable models by year, beside what academia gets."""

from typing import Any

import pandas as pd

from reports.charts import layers
from reports.charts.figure import Parts, require_periods
from reports.charts.labelled_lines import labelled_lines
from reports.charts.plot import p9
from reports.charts.theme import INK, LABEL_TEXT
from reports.marts.estimates import Estimate
from reports.marts.reader import Marts, require
from reports.marts.supply import supply_and_demand
from reports.questions import academic_supply
from reports.questions.question import title
from reports.text.alternative_text import in_words
from reports.text.formatting import factor, size

QUESTION = "What would academia need to train notable models?"
MARTS = ("award_fields", "metrics_of_supply", "supply_and_demand", "vintages")
# Demand has the colour of industry, and supply that of academia.
LINES = {
    "largest_model": ("Largest notable model", "industry_only"),
    "median_model": ("Median notable model", "industry_only"),
    "award_largest": ("Largest award", "academic_only"),
    "award_median": ("Median award", "academic_only"),
    "node": ("8 H100s for a month", "academic_only"),
}
SUPPLY = ("award_size", "award_median")


def draw(marts: Marts) -> Parts:
    """Draw one line for each series."""
    scope = require(marts.scope(academic_supply.NEED, "notable_median_gpu"), "needs of compute")
    rows = supply_and_demand(marts)
    require_periods(rows, "models of known compute", "year")
    names = rows["series"].map({name: label for name, (label, _) in LINES.items()})
    n = int(rows.loc[rows["series"] == "median_model", "n"].sum())
    scale = p9.scale_y_continuous(breaks=range(-48, 50, 3), labels=layers.powers)
    return Parts(
        scopes=[scope, *filter(None, [marts.scope(*SUPPLY)])],
        population=f"Notable models with known compute since {rows['year'].min()}, {size(n)}",
        notes=(
            "Orange: final training runs, with the 95% interval by organisation. Blue: a node for "
            "a month since its GPU was released, and awards in the year of their list "
            f"({academic_supply.award_list(marts) or 'none is stored'})."
        ),
        finding=title(academic_supply.needs(marts, population="")),
        data=rows,
        alt=(
            "Training compute of models, and compute that academia gets. "
            f"{in_words(rows.drop(columns='n'), names, is_brief=True)}"
        ),
        plot=labelled_lines(rows, LINES, scale, 1.0)
        + _distance(marts.newest(academic_supply.NEED, "notable_median_award_median"), rows)
        + layers.framed("Year of publication", "Training compute (FLOP)"),
        height=5.2,
    )


def _distance(need: Estimate | None, rows: pd.DataFrame) -> list[Any]:
    """Mark how far the median model of a year is above the median award."""
    is_median = rows["series"] == "median_model"
    of_year = rows[is_median & (rows["year"].astype(str) == (need.period if need else ""))]
    if need is None or of_year.empty:
        return []
    top = of_year["log10_flop"].iloc[0]
    ends = {"foot": top - need.value, "top": top}
    mark = pd.DataFrame({"year": [int(need.period)], "label": [factor(need.value)], **ends})
    return [
        p9.geom_segment(p9.aes("year", "foot", xend="year", yend="top"), mark, color=INK),
        p9.geom_text(
            p9.aes("year - 0.2", "foot - 0.7", label="label"),
            mark,
            color=INK,
            ha="right",
            size=LABEL_TEXT,
            fontweight="bold",
        ),
    ]
