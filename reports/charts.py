"""Parts that several figures share: share scales, intervals, labels that keep their distance."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from plotnine import (
    aes,
    geom_line,
    geom_point,
    geom_ribbon,
    geom_text,
    scale_color_manual,
    scale_fill_manual,
    scale_shape_manual,
    scale_x_continuous,
)

from reports.theme import COLOURS, LABEL_TEXT, POINT_SIZE, SHAPES, SMALL_TEXT, TEXT_COLOURS
from reports.wording import TEAM_CLASSES, percent, short_count, team_name

MOST_TICKS = 10


def team_scales() -> list[Any]:
    """Colour, fill and shape fixed per team class, over all figures."""
    return [
        scale_color_manual(values=COLOURS),
        scale_fill_manual(values=COLOURS),
        scale_shape_manual(values=SHAPES),
    ]


def class_key(team_class: pd.Series) -> pd.Series:
    """Team classes as keys of the scales: no class becomes ``all``."""
    return team_class.astype(object).where(team_class.notna(), "all")


def ordered(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with a ``key`` for the scales and a ``run`` that breaks lines at missing years."""
    rows = rows.assign(key=class_key(rows["team_class"])).sort_values(["key", "year"])
    gap = rows.groupby("key")["year"].diff().fillna(1).ne(1)
    return rows.assign(run=rows["key"] + gap.groupby(rows["key"]).cumsum().astype(str))


def course(rows: pd.DataFrame) -> list[Any]:
    """Shares over years: interval as ribbon, estimate as line and point."""
    return [
        geom_ribbon(
            aes("year", ymin="ci_low", ymax="ci_high", fill="key", group="run"), rows, alpha=0.17
        ),
        geom_line(aes("year", "value", color="key", group="run"), rows, size=0.9),
        geom_point(
            aes("year", "value", color="key", shape="key"), rows, size=POINT_SIZE, stroke=0.3
        ),
    ]


def year_ticks(years: pd.Series) -> list[int]:
    """At most ten years, the last one first to be kept, evenly spaced."""
    first, last = int(years.min()), int(years.max())
    step = next(s for s in (1, 2, 5, 10, 20, 50) if (last - first) / s < MOST_TICKS)
    return [year for year in range(first, last + 1) if year % step == 0]


def year_scale(years: pd.Series, room: float) -> scale_x_continuous:
    """Years with ``room`` (a share of their span) kept free on the right for labels."""
    first, last = float(years.min()), float(years.max())
    reach = max(last - first, 1.0)
    return scale_x_continuous(
        breaks=year_ticks(years),
        labels=lambda ticks: [f"{tick:.0f}" for tick in ticks],
        limits=(first - 0.03 * reach, last + room * reach),
        expand=(0, 0),
    )


def share_labels(ticks: Sequence[float]) -> list[str]:
    """Ticks of a share scale as whole percentages."""
    return [f"{tick * 100:.0f}%" for tick in ticks]


def spread(places: Sequence[float], gap: float) -> list[float]:
    """The places moved apart, as little as possible, until neighbours are ``gap`` away."""
    order = np.argsort(np.asarray(places, dtype=float), kind="stable")
    blocks: list[list[float]] = []
    for place in np.asarray(places, dtype=float)[order]:
        blocks.append([float(place), 1.0])
        while len(blocks) > 1 and _overlap(blocks[-2], blocks[-1], gap):
            (first, one), (second, other) = blocks[-2:]
            blocks[-2:] = [[(first * one + second * other) / (one + other), one + other]]
    moved = [
        middle + (step - (size - 1) / 2) * gap
        for middle, size in blocks
        for step in range(int(size))
    ]
    result = np.empty(len(moved))
    result[order] = moved
    return [float(place) for place in result]


def _overlap(lower: list[float], upper: list[float], gap: float) -> bool:
    """Blocks of labels hold ``[middle, size]``; do the two come closer than one gap?"""
    return upper[0] - lower[0] < gap * (lower[1] + upper[1]) / 2 - 1e-12


def last_points(rows: pd.DataFrame) -> pd.DataFrame:
    """The last row of every class, in the fixed order of the classes."""
    last = rows.sort_values("year").groupby("key", as_index=False).tail(1)
    rank = {key: place for place, key in enumerate((*TEAM_CLASSES, "all"))}
    return last.sort_values("key", key=lambda keys: keys.map(rank))


def end_labels(rows: pd.DataFrame, gap: float, year: float) -> list[Any]:
    """Each class's name and last share beside the end of its line, in the class's colour."""
    last = last_points(rows)
    labels = [
        f"{team_name(None if key == 'all' else key)}\n{percent(value)}"
        for key, value in zip(last["key"], last["value"], strict=True)
    ]
    at = last.assign(place=spread(list(last["value"]), gap), label=labels, at=year)
    return [
        geom_text(
            aes("at", "place", label="label"),
            part,
            color=TEXT_COLOURS[str(key)],
            ha="left",
            size=LABEL_TEXT,
            lineheight=1.05,
            fontweight="bold",
        )
        for key, part in at.groupby("key", sort=False)
    ]


def n_row(rows: pd.DataFrame, place: float, key: str) -> list[Any]:
    """The number of cases in each labelled year, in the colour of ``key``, along the axis."""
    ticks = rows[rows["year"].isin(year_ticks(rows["year"]))].drop_duplicates("year")
    at = ticks.assign(place=place, label=[short_count(int(n)) for n in ticks["n"]])
    return [
        geom_text(
            aes("year", "place", label="label"), at, size=SMALL_TEXT - 0.4, color=TEXT_COLOURS[key]
        )
    ]
