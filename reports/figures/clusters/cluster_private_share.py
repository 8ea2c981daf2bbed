"""The private share of the performance of clusters, and the performance by owner."""

import math
from collections.abc import Sequence

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
    COLOURS,
    LABEL_TEXT,
    PAPER,
    POINT_SIZE,
    SHAPES,
    TEXT_COLOURS,
    ReportTheme,
)
from reports.marts.clusters import capacity
from reports.marts.dimensions import caveat
from reports.marts.estimates import Estimate
from reports.marts.reader import Marts, require
from reports.questions import how_concentrated
from reports.questions.question import title
from reports.text.alternative_text import share
from reports.text.formatting import count, percent, ratio, sentence_list, size

QUESTION = "Who owns the performance of listed GPU clusters?"
MARTS = ("cluster_capacity", "dim_caveat", "metrics", "source_state", "vintages")
METRIC, DEFAULT, OPERATED = "cluster_private_share", "clusters_in_place", "clusters_operated"
SHARE, CAPACITY = "Private share of the performance listed", "Performance, exaFLOP/s at 16 bit"
LABELS = {DEFAULT: "In place", OPERATED: "All phases"}
EXA = 18  # log10 of one exaFLOP/s
N_PLACE = -0.12
SIDE = 0.1  # years between a definition and its year
ROOM = 0.55  # of the span of years: the longest label
HEIGHT = 6.6
# A private owner is a firm, a public owner a university or a government. Team colours apply.
SECTORS = {
    "private": ("Private", "industry_only"),
    "public": ("Public", "academic_only"),
    "public_private": ("Public + private", "academia_industry"),
    "unknown": ("Unknown owner", "unknown"),
}


def draw(marts: Marts) -> Parts:
    """Draw the share by both definitions, and the performance by owner of the clusters in place."""
    scope = require(marts.scope(METRIC, DEFAULT), "clusters")
    other = marts.scope(METRIC, OPERATED)
    scopes = [scope, *([other] if other else [])]
    shares = pd.concat([marts.years(found) for found in scopes], ignore_index=True)
    require_periods(shares, "5 clusters or more of known owner and performance", "year")
    stock = capacity(marts, scope)
    # Both panels have the same years, although shares begin later.
    stock = stock[stock["year"] >= shares["year"].min()].reset_index(drop=True)
    newest = marts.newest(METRIC, DEFAULT)
    notes = (
        "Lines: 95% intervals (bootstrap). Grey numbers: clusters in place at the end of the year. "
        "All phases: with clusters that were shut down, and with phases that an upgrade replaced. "
        f"{_unknown(newest)} {caveat(marts, 'cluster_coverage')}"
    )
    return Parts(
        scopes=scopes,
        population="GPU clusters"
        if newest is None
        else f"GPU clusters of {newest.period}, {size(newest.n)}",
        notes=" ".join(notes.split()),
        finding=title(how_concentrated.clusters(marts)),
        data=pd.concat(
            [shares.drop(columns="year").assign(layer="share"), stock.assign(layer="capacity")],
            ignore_index=True,
        ),
        alt=_alt(shares, stock),
        plot=lambda text: _plot(shares, stock, text),
        height=HEIGHT,
    )


def _unknown(newest: Estimate | None) -> str:
    """Count the clusters left out, and bound the effect of mixed and unknown owners."""
    if newest is None:
        return ""
    text = (
        f"Left out in {newest.period}, without a known owner, date or performance: "
        f"{count(newest.n_unknown)}."
    )
    if newest.bound_low is None or newest.bound_high is None:
        return text
    return (
        f"{text} If all clusters of mixed or unknown owner are public, the share "
        f"is {percent(newest.bound_low)}; if all are private, {percent(newest.bound_high)}."
    )


def _plot(shares: pd.DataFrame, stock: pd.DataFrame, text: FigureText) -> Plot:
    points, lines = _shares(shares), _stock(stock)
    plot: Plot = (
        p9.ggplot()
        + p9.geom_linerange(
            p9.aes("at", ymin="ci_low", ymax="ci_high", color="ink"), points, size=1.3, alpha=0.4
        )
        + p9.geom_line(p9.aes("at", "value", color="ink", group="run"), lines, size=0.9)
        + p9.geom_point(
            p9.aes("at", "value", color="ink", fill="fill", shape="shape"),
            pd.concat([points, lines]),
            size=POINT_SIZE - 0.2,
            stroke=0.6,
        )
        + label_layer(
            pd.concat([_share_labels(points), _stock_labels(lines, shares["year"])]),
            LABEL_TEXT - 0.8,
        )
        + count_layer(_counts(points))
        + p9.facet_wrap("panel", ncol=1, scales="free_y")
        + year_scale(shares["year"], room=ROOM, side=SIDE)
        + p9.scale_y_continuous(breaks=_breaks, labels=_ticks)
        + identity_scales()
        + p9.labs(x="End of year", y="", **text.labels())
        + ReportTheme(HEIGHT)
    )
    return plot


def _panel(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    return rows.assign(panel=pd.Categorical([name] * len(rows), [SHARE, CAPACITY]))


def _shares(shares: pd.DataFrame) -> pd.DataFrame:
    """Return shares with their marks: clusters in place are filled, left of their year."""
    in_place = shares["definition"] == DEFAULT
    colour = COLOURS["industry_only"]
    return _panel(shares, SHARE).assign(
        at=shares["year"] + in_place.map({True: -SIDE, False: SIDE}),
        ink=colour,
        text_ink=TEXT_COLOURS["industry_only"],
        fill=in_place.map({True: colour, False: PAPER}),
        shape="s",
    )


def _stock(stock: pd.DataFrame) -> pd.DataFrame:
    """Return the performance by owner as powers of ten; lines break at years without a cluster."""
    keys = [SECTORS[sector][1] for sector in stock["sector"]]
    gap = stock.groupby("sector")["year"].diff().fillna(1).ne(1)
    return _panel(stock, CAPACITY).assign(
        at=stock["year"],
        value=[math.log10(operations) for operations in stock["operations_per_second"]],
        ink=[COLOURS[key] for key in keys],
        fill=[COLOURS[key] for key in keys],
        text_ink=[TEXT_COLOURS[key] for key in keys],
        shape=[SHAPES[key] for key in keys],
        run=stock["sector"] + gap.groupby(stock["sector"]).cumsum().astype(str),
    )


def _share_labels(points: pd.DataFrame) -> pd.DataFrame:
    """Name both definitions next to their latest points."""
    last = points.sort_values("year").groupby("definition").tail(1)
    last = last.sort_values("definition")
    return last.assign(
        place=within(list(last["value"]), 0.16, low=0, high=1.02),
        at=_beside(points["year"]),
        label=[
            f"{LABELS[name]} {percent(value)}"
            for name, value in zip(last["definition"], last["value"], strict=True)
        ],
    )


def _stock_labels(lines: pd.DataFrame, years: pd.Series) -> pd.DataFrame:
    """Name the owners, with their performance in the latest year."""
    if lines.empty:
        return lines
    last = lines.sort_values("year").groupby("sector").tail(1)
    low, high = float(lines["value"].min()), float(lines["value"].max())
    return last.assign(
        place=within(list(last["value"]), 0.22 * max(high - low, 1.0), low, high),
        at=_beside(years),
        label=[
            f"{SECTORS[row['sector']][0]}\n{ratio(row['value'] - EXA)}, n {count(int(row['n']))}"
            for _, row in last.iterrows()
        ],
    )


def _beside(years: pd.Series) -> float:
    """Return the left end of labels, which stand right of the latest marks."""
    first, last = float(years.min()), float(years.max())
    return last + SIDE + 0.03 * (last - first + 2 * SIDE)


def _counts(points: pd.DataFrame) -> pd.DataFrame:
    in_place = points[points["definition"] == DEFAULT]
    return counts(in_place, N_PLACE).assign(text_ink=TEXT_COLOURS["unknown"])


def _breaks(limits: Sequence[float]) -> list[float]:
    """Return quarters for shares, and powers of ten for performance."""
    low, high = limits
    # Both panels call this function, and only the limits show which panel calls.
    if high < 2:
        return [0, 0.25, 0.5, 0.75, 1]
    return [float(power) for power in range(math.ceil(low), math.floor(high) + 1)]


def _ticks(ticks: Sequence[float]) -> list[str]:
    return [percent(tick) if tick < 2 else f"{10 ** (tick - EXA):,g}" for tick in ticks]


def _alt(shares: pd.DataFrame, stock: pd.DataFrame) -> str:
    parts = []
    for definition, part in shares.groupby("definition", sort=False):
        ends = [f"{share(row)} in {row['year']}" for _, row in part.iloc[[0, -1]].iterrows()]
        parts.append(f"{LABELS[str(definition)]}: {', '.join(ends)}.")
    owners = [
        f"{SECTORS[row['sector']][0].lower()} "
        f"{ratio(math.log10(row['operations_per_second']) - EXA)} (n {count(int(row['n']))})"
        for _, row in stock[stock["year"] == stock["year"].max()].iterrows()
    ]
    if owners:
        parts.append(
            f"ExaFLOP/s in place at the end of {stock['year'].max()}: {sentence_list(owners)}."
        )
    return " ".join(["Private share of the performance of listed GPU clusters.", *parts])
