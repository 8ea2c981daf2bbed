"""Compute of industry-only over academic-only models: ratios of medians and of maxima."""

from dataclasses import replace

import pandas as pd

from reports.charts import layers
from reports.charts.figure import Parts, require_periods
from reports.charts.gap_panels import gap, in_panels
from reports.charts.plot import Plot, p9
from reports.charts.theme import INK, LABEL_TEXT, MUTED, POINT_SIZE, SMALL_TEXT, TEXT_COLOURS
from reports.charts.time_marks import time_marks
from reports.marts.models import gaps
from reports.marts.reader import Marts, require
from reports.questions import how_far_apart
from reports.questions.question import title
from reports.text.alternative_text import in_words
from reports.text.formatting import factor, short_count, size

QUESTION = "How much more compute do industry-only models take than academic-only models?"
MARTS = ("compute_gap_counts", "dim_event", "metrics_of_models", "vintages")
MEDIANS, MAXIMA = "from_scratch_compute_known_median", "from_scratch_compute_known_max"
PANELS = {MEDIANS: "Median of the year", MAXIMA: "Largest of the year"}
N_STEP = 1.4  # orders of magnitude between the rows of numbers
NOTES = (
    "Lines: 95% intervals (bootstrap). Dark line: equal compute. Numbers: industry-only models "
    "(orange) and academic-only models (blue), 3 or more."
)


def draw(marts: Marts) -> Parts:
    """Draw both ratios on a logarithmic scale, each year with its interval."""
    scope = require(marts.scope("compute_gap", MEDIANS), "gaps in compute")
    rows = gaps(marts, scope, tuple(PANELS))
    require_periods(rows, "3 models or more of both teams", "year")
    total = size(int(rows.drop_duplicates("year")["n"].sum()))
    parts = Parts(
        scopes=[replace(scope, definition=name) for name in rows["definition"].unique()],
        population=(
            "Industry-only and academic-only notable models trained from scratch with known "
            f"compute, {total}"
        ),
        notes=NOTES,
        finding=title(how_far_apart.answer(marts)),
        data=rows.drop(columns="year"),
        alt=(
            "Training compute of industry-only over academic-only notable models by year. "
            f"{in_words(rows, in_panels(rows, PANELS)['panel'], gap)}"
        ),
        plot=_plot(rows, newest.period if (newest := marts.newest(*how_far_apart.GAP)) else ""),
        height=6.2,
    )
    return time_marks(marts, parts, in_panels(rows, PANELS), color=INK, shape="o")


def _plot(rows: pd.DataFrame, newest: str) -> Plot:
    """Plot the ratios; that of the year ``newest`` and its medians has its number."""
    marks = in_panels(rows, PANELS)
    told = marks[(marks["definition"] == MEDIANS) & (marks["period"] == newest)]
    return (
        p9.ggplot(marks, p9.aes("year", "value"))
        + p9.geom_hline(yintercept=0, color=MUTED, size=0.6)
        + p9.geom_linerange(p9.aes(ymin="ci_low", ymax="ci_high"), color=INK, size=1.4, alpha=0.3)
        + p9.geom_point(color=INK, size=POINT_SIZE)
        + p9.geom_text(
            p9.aes("year", "place", label="label", color="text_ink"),
            _yearly_n(marks),
            size=SMALL_TEXT,
        )
        + p9.geom_text(
            p9.aes("year + 0.15", "value", label="label"),
            told.assign(label=[factor(value) for value in told["value"]]),
            ha="left",
            size=LABEL_TEXT,
            fontweight="bold",
        )
        + p9.facet_wrap("panel", ncol=1)
        + layers.year_scale(rows["year"], room=0.24)
        + p9.scale_y_continuous(breaks=layers.ratio_breaks(rows, 2), labels=layers.ratios)
        + layers.framed("Year of publication", "Industry-only / academic-only")
    )


def _yearly_n(marks: pd.DataFrame) -> pd.DataFrame:
    """Return the numbers of models of both teams under every labelled year."""
    foot = min(float(marks["ci_low"].min()), 0.0)
    ticked = marks[marks["year"].isin(layers.year_ticks(marks["year"], 17))]
    return pd.concat(
        ticked.assign(
            place=foot - N_STEP * row,
            label=[short_count(int(n)) for n in ticked[f"n_{team}"]],
            text_ink=TEXT_COLOURS[team],
        )
        for row, team in enumerate(("industry_only", "academic_only"), start=1)
    )
