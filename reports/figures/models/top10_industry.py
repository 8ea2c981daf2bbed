"""The share of industry among the ten models with most compute of each year."""

import pandas as pd

from reports.charts.figure import FigureText, Parts, require_periods
from reports.charts.gap_panels import in_panels
from reports.charts.layers import count_layer, counts, identity_scales, share_labels, year_scale
from reports.charts.plot import Plot, p9
from reports.charts.theme import COLOURS, POINT_SIZE, TEXT_COLOURS, ReportTheme
from reports.charts.time_marks import time_marks
from reports.marts.reader import Marts, require
from reports.text.alternative_text import share
from reports.text.formatting import size

QUESTION = "What share of the ten largest models of a year does industry train?"
MARTS = ("dim_event", "metrics", "vintages")
FIRST_YEAR = 2010
PANELS = {
    "notable_compute_known": "Industry-only teams",
    "notable_compute_known_any_industry": "Teams with any industry",
}
N_PLACE = -0.13
HEIGHT = 5.6
NOTES = (
    "Lines: 95% intervals by organisation. Grey numbers: models ranked, at most ten. "
    "Years with fewer than 5 models are left out. One model of ten is a tenth of the share."
)


def draw(marts: Marts) -> Parts:
    """Draw the share among the ten largest models by both definitions of industry."""
    by_panel = {name: marts.scope("top10_industry_share", name) for name in PANELS}
    require(by_panel["notable_compute_known"], "largest models with known compute")
    scopes = [scope for scope in by_panel.values() if scope]
    rows = pd.concat([marts.years(scope) for scope in scopes])
    rows = rows[rows["year"] >= FIRST_YEAR].reset_index(drop=True)
    require_periods(rows)
    total = size(int(rows.drop_duplicates("year")["n"].sum()))
    parts = Parts(
        scopes=scopes,
        population=f"Ten largest notable models of each year since {FIRST_YEAR}, {total}",
        notes=NOTES,
        data=rows.drop(columns="year"),
        alt=_alt(rows),
        plot=lambda text: _plot(rows, text),
        height=HEIGHT,
    )
    return time_marks(
        marts, parts, in_panels(rows, PANELS), color=COLOURS["industry_only"], shape="s"
    )


def _plot(rows: pd.DataFrame, text: FigureText) -> Plot:
    marks = in_panels(rows, PANELS)
    colour = COLOURS["industry_only"]
    numbers = pd.concat(counts(part, N_PLACE) for _, part in marks.groupby("definition"))
    plot: Plot = (
        p9.ggplot(marks, p9.aes("year", "value"))
        + p9.geom_linerange(
            p9.aes(ymin="ci_low", ymax="ci_high"), color=colour, size=1.2, alpha=0.35
        )
        + p9.geom_point(color=colour, shape="s", size=POINT_SIZE)
        + count_layer(numbers.assign(text_ink=TEXT_COLOURS["unknown"]))
        + p9.facet_wrap("panel", ncol=1)
        + year_scale(marks["year"], room=0.04)
        + p9.scale_y_continuous(
            labels=share_labels,
            breaks=[0, 0.25, 0.5, 0.75, 1],
            limits=(N_PLACE - 0.07, 1.04),
            expand=(0, 0),
        )
        + identity_scales()
        + p9.labs(x="Year of publication", y="Share of the largest models", **text.labels())
        + ReportTheme(HEIGHT)
    )
    return plot


def _alt(rows: pd.DataFrame) -> str:
    parts = []
    for definition, part in rows.groupby("definition", sort=False):
        ends = [f"{share(row)} in {row['year']}" for _, row in part.iloc[[0, -1]].iterrows()]
        parts.append(f"{PANELS[str(definition)]}: {', '.join(ends)}.")
    return " ".join(["Share of industry among the ten largest models by year.", *parts])
