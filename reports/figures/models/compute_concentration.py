"""Three indices of the concentration of training compute, with owners merged and as named."""

import pandas as pd

from reports.charts.figure import FigureText, Parts, require_periods
from reports.charts.layers import (
    count_layer,
    counts,
    identity_scales,
    label_layer,
    within,
    year_scale,
)
from reports.charts.plot import Plot, p9
from reports.charts.theme import (
    INK,
    LABEL_TEXT,
    MUTED,
    PAPER,
    POINT_SIZE,
    TEXT_COLOURS,
    ReportTheme,
)
from reports.marts.dimensions import caveat
from reports.marts.reader import Marts, require
from reports.text.formatting import number, number_range, size

QUESTION = "How concentrated is the training compute of notable models?"
MARTS = ("dim_caveat", "metrics", "vintages")
FIRST_YEAR = 2010
METRIC = "compute_concentration"
NAMES = {"hhi": "HHI", "cr4": "CR4", "gini": "Gini"}
PANELS = {
    "hhi": "HHI: sum of squared shares, 1 for a single owner",
    "cr4": "CR4: share of the four largest organisations",
    "gini": "Gini: inequality among organisations with any",
}
GREY = "#767676"
# Colour of the mark, colour of the text, and whether the point is filled.
LOOKS = {
    "notable_compute_known": (INK, INK, True),
    "notable_compute_known_unmerged": (GREY, MUTED, False),
}
LABELS = {
    "notable_compute_known": "Merged",
    "notable_compute_known_unmerged": "As named",
}
SIDE = 0.16  # years between a definition and its year
N_PLACE = -0.13
LABEL_GAP = 0.14  # of the index: a line of label text
ROOM = 0.36  # of the span of years: the longest label
HEIGHT = 7.8


def draw(marts: Marts) -> Parts:
    """Draw all three indices in every year with 5 models or more."""
    by_look = {name: marts.scope(METRIC, name) for name in LOOKS}
    require(by_look["notable_compute_known"], "training compute by organisation")
    scopes = [scope for scope in by_look.values() if scope]
    rows = pd.concat([marts.years(scope) for scope in scopes])
    rows = rows[(rows["year"] >= FIRST_YEAR) & rows["unit"].isin(NAMES)]
    rows = rows.sort_values(["unit", "definition", "year"], key=_in_order, ignore_index=True)
    require_periods(rows)
    total = size(int(rows.drop_duplicates("year")["n"].sum()))
    notes = (
        "Lines: 95% intervals (bootstrap). Grey numbers: models. Years with fewer than 5 models "
        f"are left out. Merged: subsidiaries with their owners. {caveat(marts, 'owner_today')} "
        f"{caveat(marts, 'concentration_coverage')}"
    )
    return Parts(
        scopes=scopes,
        population=f"Notable models with known compute since {FIRST_YEAR}, {total}",
        notes=" ".join(notes.split()),
        data=rows.drop(columns="year"),
        alt=_alt(rows),
        plot=lambda text: _plot(rows, text),
        height=HEIGHT,
    )


def _in_order(column: pd.Series) -> pd.Series:
    """Sort indices in the order of the panels, and leave other columns as they are."""
    return column.map(list(NAMES).index) if column.name == "unit" else column


def _plot(rows: pd.DataFrame, text: FigureText) -> Plot:
    marks = _placed(rows)
    foot = pd.concat(
        counts(part.drop_duplicates("year"), N_PLACE).assign(text_ink=TEXT_COLOURS["unknown"])
        for _, part in marks.groupby("panel", observed=True)
    )
    plot: Plot = (
        p9.ggplot(marks, p9.aes("at", "value"))
        + p9.geom_linerange(
            p9.aes(ymin="ci_low", ymax="ci_high", color="ink"), size=1.3, alpha=0.35
        )
        + p9.geom_point(
            p9.aes(color="ink", fill="fill", shape="shape"), size=POINT_SIZE - 0.2, stroke=0.6
        )
        + label_layer(_labels(marks), LABEL_TEXT - 0.6)
        + count_layer(foot)
        + p9.facet_wrap("panel", ncol=1)
        + year_scale(marks["year"], room=ROOM, side=SIDE)
        + p9.scale_y_continuous(
            breaks=[0, 0.25, 0.5, 0.75, 1],
            labels=lambda ticks: [f"{tick:.2g}" for tick in ticks],
            limits=(N_PLACE - 0.07, 1.04),
            expand=(0, 0),
        )
        + identity_scales()
        + p9.labs(x="Year of publication", y="Index", **text.labels())
        + ReportTheme(HEIGHT)
    )
    return plot


def _placed(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with panel and marks; one definition is left of the year, the other right."""
    looks = [LOOKS[name] for name in rows["definition"]]
    return rows.assign(
        panel=pd.Categorical(rows["unit"].map(PANELS), list(PANELS.values())),
        ink=[ink for ink, _, _ in looks],
        text_ink=[ink for _, ink, _ in looks],
        fill=[ink if filled else PAPER for ink, _, filled in looks],
        shape=["o" if filled else "D" for _, _, filled in looks],
        at=rows["year"] + [-SIDE if filled else SIDE for _, _, filled in looks],
    )


def _labels(marks: pd.DataFrame) -> pd.DataFrame:
    """Name both definitions, with their values, at the latest year of each panel."""
    first, last = float(marks["year"].min()), float(marks["year"].max())
    newest = marks[marks["year"] == last].sort_values("definition", ascending=False)
    parts = []
    for _, part in newest.groupby("panel", observed=True):
        places = within(list(part["value"]), LABEL_GAP, low=0, high=1.02)
        parts.append(part.assign(place=places))
    labels = pd.concat(parts)
    return labels.assign(
        at=last + SIDE + 0.03 * (last - first + 2 * SIDE),
        label=[
            f"{LABELS[name]} {number(value, 2)}"
            for name, value in zip(labels["definition"], labels["value"], strict=True)
        ],
    )


def _alt(rows: pd.DataFrame) -> str:
    parts = []
    for (unit, definition), part in rows.groupby(["unit", "definition"], sort=False):
        ends = [
            f"{number(row['value'], 2)} ({number_range(row['ci_low'], row['ci_high'], 2)}, "
            f"n {row['n']}) in {row['year']}"
            for _, row in part.iloc[[0, -1]].iterrows()
        ]
        high, low = part.nlargest(1, "value").iloc[0], part.nsmallest(1, "value").iloc[0]
        parts.append(
            f"{NAMES[str(unit)]}, {LABELS[str(definition)].lower()}: {', '.join(ends)}; highest "
            f"{number(high['value'], 2)} in {high['year']}, lowest {number(low['value'], 2)} in "
            f"{low['year']}."
        )
    return " ".join(["Concentration of training compute over organisations by year.", *parts])
