"""Compute of companies' over universities' models: the ratio at dates, and of medians."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from reports.charts import layers
from reports.charts.figure import Parts, require_periods
from reports.charts.gap_panels import gap
from reports.charts.plot import Plot, p9
from reports.charts.theme import INK, LABEL_TEXT, MUTED, POINT_SIZE, SMALL_TEXT, TEXT_COLOURS
from reports.charts.time_marks import time_marks
from reports.marts.estimates import Estimate
from reports.marts.metric_query import IS_YEAR
from reports.marts.models import gaps
from reports.marts.reader import Marts, require
from reports.questions import how_far_apart
from reports.questions.question import title
from reports.text.alternative_text import in_words
from reports.text.formatting import factor, short_count, size

QUESTION = "How much more compute do companies' models take than universities'?"
MARTS = ("dim_event", "metrics_of_models", "models", "vintages")
MEDIANS = how_far_apart.GAP[1]
N_STEP = 1.4  # orders of magnitude between the rows of numbers
NOTES = (
    "Dots: medians. Dashed: a trend for each side, domains held fixed. Bars, band: 95% intervals. "
    "Numbers: models of companies alone (orange), of universities alone (blue)."
)


def draw(marts: Marts) -> Parts:
    """Draw the ratio of medians on a logarithmic scale by year, and that at dates."""
    scope = require(marts.scope("compute_gap", MEDIANS), "gaps in compute")
    rows = gaps(marts, scope, (MEDIANS,))
    require_periods(rows, "3 models or more of both teams", "year")
    dates = marts.estimates(*how_far_apart.TRENDS, where=IS_YEAR)
    at_dates = [replace(scope, definition=dates[-1].definition)] if dates else []
    parts = Parts(
        scopes=[scope, *at_dates],
        population=(
            "Notable models of companies alone and of universities alone with known compute: dots, "
            f"{size(int(rows['n'].sum()))}{f'; dashed line, {size(dates[-1].n)}' if dates else ''}"
        ),
        notes=NOTES,
        finding=title(how_far_apart.apart(marts)),
        data=rows.drop(columns="year"),
        alt=(
            "Training compute of companies' over universities' notable models by year. "
            f"{in_words(rows, 'Median of the year', gap)}"
        ),
        plot=_plot(rows, dates),
        height=4.4,
    )
    return time_marks(marts, parts, rows, color=INK, shape="o")


def _plot(rows: pd.DataFrame, dates: Sequence[Estimate]) -> Plot:
    """Plot the ratios of the years, and those at dates with the number of the last."""
    return (
        p9.ggplot(rows, p9.aes("year", "value"))
        + p9.geom_hline(yintercept=0, color=MUTED, size=0.6)
        + (_at_dates(dates) if dates else [])
        + p9.geom_linerange(p9.aes(ymin="ci_low", ymax="ci_high"), color=INK, size=1.4, alpha=0.3)
        + p9.geom_point(color=INK, size=POINT_SIZE)
        + p9.geom_text(
            p9.aes("year", "place", label="label", color="text_ink"),
            _yearly_n(rows),
            size=SMALL_TEXT,
        )
        + layers.year_scale(rows["year"], room=0.24)
        + p9.scale_y_continuous(breaks=layers.ratio_breaks(rows, 2), labels=layers.ratios)
        + layers.framed("Year of publication", "Companies alone / universities alone")
    )


def _at_dates(dates: Sequence[Estimate]) -> list[Plot]:
    """Draw the ratios at dates as a line with a band, and the last number at its right end."""
    columns = ("period", "value", "ci_low", "ci_high")
    rows = [[getattr(one, name) for name in columns] for one in dates]
    line = pd.DataFrame(rows, columns=columns)
    line["year"] = line["period"].astype(int)
    label = line.tail(1).assign(label=factor(dates[-1].value))
    return [
        p9.geom_ribbon(p9.aes(ymin="ci_low", ymax="ci_high"), line, fill=INK, alpha=0.1),
        p9.geom_line(data=line, color=INK, linetype="dashed", size=0.7),
        p9.geom_text(
            p9.aes(label="label"), label, ha="left", nudge_x=0.1, size=LABEL_TEXT, fontweight="bold"
        ),
    ]


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
