"""Scales, intervals, labels and counts that several figures draw."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import isotonic_regression

from reports.charts import theme
from reports.charts.plot import p9
from reports.text.formatting import TEAM_CLASSES, percent, short_count, team_name

MOST_TICKS = 10
MOST_COUNTS = 17


def painted(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the fixed ``ink``, ``text_ink`` and ``shape`` of their team class.

    The column ``key`` has the class. A row without a class covers all teams and becomes ``all``.
    """
    key = rows["team_class"].astype(object).where(rows["team_class"].notna(), "all")
    looks = {"ink": theme.COLOURS, "text_ink": theme.TEXT_COLOURS, "shape": theme.SHAPES}
    return rows.assign(key=key, **{name: key.map(look) for name, look in looks.items()})


def ordered(rows: pd.DataFrame) -> pd.DataFrame:
    """Sort painted rows by class and year, with the runs of ``in_runs``."""
    return in_runs(painted(rows).sort_values(["key", "year"]), "key")


def in_runs(rows: pd.DataFrame, line: str) -> pd.DataFrame:
    """Number the unbroken years of each line in ``run``; ``alone`` marks single years."""
    gap = rows.groupby(line)["year"].diff().fillna(1).ne(1)
    run = rows[line].astype(str) + gap.groupby(rows[line]).cumsum().astype(str)
    return rows.assign(run=run, alone=rows.groupby(run)["year"].transform("size") == 1)


def share_lines(rows: pd.DataFrame) -> list[Any]:
    """Draw shares over years: the interval as a ribbon, the estimate as a line with points.

    If a year has no neighbours, its interval is a line.
    """
    return [
        p9.geom_linerange(
            p9.aes("year", ymin="ci_low", ymax="ci_high", color="ink"),
            rows[rows["alone"]],
            size=1.2,
            alpha=0.35,
        ),
        p9.geom_ribbon(
            p9.aes("year", ymin="ci_low", ymax="ci_high", fill="ink", group="run"),
            rows[~rows["alone"]],
            alpha=0.17,
        ),
        p9.geom_line(p9.aes("year", "value", color="ink", group="run"), rows, size=0.9),
        p9.geom_point(
            p9.aes("year", "value", color="ink", shape="shape", group="key"),
            rows,
            size=theme.POINT_SIZE,
            stroke=0.3,
        ),
    ]


def open_points(rows: pd.DataFrame, **look: Any) -> list[Any]:  # noqa: ANN401 - as geom_point
    """Draw white centres on the points of these rows; ``look`` has what they do not state."""
    if rows.empty:
        return []
    aesthetics = {"color": "ink", "shape": "shape"}
    place = p9.aes("year", "value", **{k: v for k, v in aesthetics.items() if k not in look})
    look = {"size": theme.POINT_SIZE - 0.2, "stroke": 0.6, **look}
    return [p9.geom_point(place, rows, fill=theme.PAPER, **look)]


def year_ticks(years: pd.Series, most: int = MOST_TICKS) -> list[int]:
    """Return ``most`` years or fewer, evenly spaced: round ones, or counted from the last."""
    first, last = int(years.min()), int(years.max())
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100) if (last - first) / step < most)
    # If the steps are small, the last year gets a label; if they are large, round years do.
    anchor = last if step < 5 else 0
    return [year for year in range(first, last + 1) if (year - anchor) % step == 0]


def framed(x: str, y: str, grid: str = "y") -> list[Any]:
    """Return the titles of both axes, the theme, and scales for the colours and shapes in rows."""
    scales = [p9.scale_color_identity(), p9.scale_fill_identity(), p9.scale_shape_identity()]
    return [*scales, p9.labs(x=x, y=y), theme.ReportTheme(grid)]


def share_scale() -> Any:  # noqa: ANN401 - of plotnine
    """Return a scale of the shares that are drawn, with ticks at the quarters."""
    ticks = [0, 0.25, 0.5, 0.75, 1]
    return p9.scale_y_continuous(labels=share_labels, breaks=ticks, expand=(0, 0))


def year_scale(years: pd.Series, room: float) -> Any:  # noqa: ANN401 - of plotnine
    """Return a scale of years; ``room`` is the space for labels on the right, in spans."""
    first, last = float(years.min()), float(years.max())
    reach = max(last - first, 1.0)
    return p9.scale_x_continuous(
        breaks=year_ticks(years),
        labels=lambda ticks: [f"{tick:.0f}" for tick in ticks],
        limits=(first - 0.03 * reach, last + room * reach),
        expand=(0, 0),
    )


def share_labels(ticks: Sequence[float]) -> list[str]:
    """Write the ticks of a share scale as whole percentages."""
    return [f"{tick * 100:.0f}%" for tick in ticks]


def ratio_breaks(rows: pd.DataFrame, step: int) -> list[int]:
    """Return breaks every ``step`` orders of magnitude within the intervals, and equality."""
    low, high = float(rows["ci_low"].min()), float(rows["ci_high"].max())
    return [tick for tick in range(-30, 31, step) if low <= tick <= high or tick == 0]


def ratios(ticks: Sequence[float]) -> list[str]:
    """Write orders of magnitude as plain ratios, and as fractions below one."""
    return [
        f"{10 ** int(tick):,}\N{MULTIPLICATION SIGN}" if tick >= 0 else f"1/{10 ** int(-tick):,}"
        for tick in ticks
    ]


def spread(places: Sequence[float], gap: float) -> np.ndarray:
    """Move places apart, as little as possible, until neighbours are ``gap`` away."""
    order = np.argsort(places, kind="stable")
    steps = gap * np.arange(len(order))
    moved = np.empty(len(order))
    # Without the steps, places may touch but not change their order.
    moved[order] = isotonic_regression(np.asarray(places, float)[order] - steps).x + steps
    return moved


def within(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Spread places, and move labels of height ``gap`` inside both ends, in their order."""
    apart = spread(places, gap)
    order = np.argsort(apart, kind="stable")
    steps = gap * np.arange(len(apart))
    # A label leaves room for the labels below it, and then for those above it.
    risen = np.maximum(apart[order], low + gap / 2 + steps)
    apart[order] = np.minimum(risen, high - gap / 2 - steps[::-1])
    return [float(place) for place in apart]


def end_labels(
    rows: pd.DataFrame, gap: float, year: float, low: float, newest: int
) -> pd.DataFrame:
    """Return labels at the ends of the lines: name and last share, in the colour of the class.

    Labels are ``gap`` high and above ``low``, both in shares of one. A share of a year that was not
    over on the day of the list is one so far; if it is not of the year ``newest``, its year
    follows.
    """
    last = rows.sort_values("year").groupby("key", as_index=False).tail(1)
    rank = {key: number for number, key in enumerate((*TEAM_CLASSES, "all"))}
    last = last.sort_values("key", key=lambda keys: keys.map(rank))
    is_over = last["period_end"] <= last["vintage"]
    labels = [
        f"{team_name(None if key == 'all' else key)}\n{percent(value)}"
        f"{'' if over else ' so far'}{'' if last_year == newest else f' in {last_year}'}"
        for key, value, last_year, over in zip(
            last["key"], last["value"], last["year"], is_over, strict=True
        )
    ]
    places = within(list(last["value"]), gap, low, high=1.02)
    return last.assign(place=places, label=labels, at=year)


def label_layer(labels: pd.DataFrame, text_size: float = theme.LABEL_TEXT) -> Any:  # noqa: ANN401
    """Draw labels of lines at ``at`` and ``place``, each in the ink of its class."""
    return p9.geom_text(
        p9.aes("at", "place", label="label", color="text_ink"),
        labels,
        ha="left",
        size=text_size,
        lineheight=1.05,
        fontweight="bold",
    )


def yearly_n(rows: pd.DataFrame, place: float) -> pd.DataFrame:
    """Return the number of cases of each labelled year, to write at ``place`` along the axis."""
    most = MOST_COUNTS if rows["n"].max() < 1_000 else MOST_TICKS
    ticks = rows[rows["year"].isin(year_ticks(rows["year"], most))].drop_duplicates("year")
    return ticks.assign(place=place, label=[short_count(int(n)) for n in ticks["n"]])


def n_layer(labels: pd.DataFrame) -> Any:  # noqa: ANN401 - of plotnine
    """Draw the rows of ``yearly_n`` in the ink of their class."""
    place = p9.aes("year", "place", label="label", color="text_ink")
    return p9.geom_text(place, labels, size=theme.SMALL_TEXT - 0.4)
