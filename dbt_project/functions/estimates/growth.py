"""Growth of a quantity over time."""

from __future__ import annotations

from math import log10, nan, sqrt
from typing import NamedTuple

import numpy as np

from dbt_project.functions.estimates.arrays import numbered
from dbt_project.functions.estimates.intervals import student_t_quantile
from dbt_project.functions.estimates.jackknife import (
    changes_of_coefficients,
    effective_degrees,
    reach,
)


class GrowthLine(NamedTuple):
    """A fitted line, and its doubling time in months as value and intervals.

    The slope is in orders of magnitude a year. A number that does not exist is NaN.
    """

    n: int
    first_x: float
    last_x: float
    mean_x: float
    sxx: float
    slope: float = nan
    intercept: float = nan
    residual_sd: float = nan
    t_quantile: float = nan
    value: float = nan
    ci_low: float = nan
    ci_high: float = nan
    degrees: float = nan
    nominal_low: float = nan
    nominal_high: float = nan


def growth_line(xs: list[float], ys: list[float], owners: list[str]) -> GrowthLine:
    """Return the least-squares line of ``ys``, in log10, on dates ``xs`` in years.

    The slope has the t interval of the jackknife over owners. An owner without whose points there
    is no line changes nothing, but not all may be such. The nominal interval treats the points as
    independent.
    """
    x = np.asarray(xs)
    y = np.asarray(ys)
    n = len(x)
    mean = float(x.mean())
    dx = x - mean
    dy = y - y.mean()
    sxx = float(dx @ dx)
    dates = n, float(x.min()), float(x.max()), mean, sxx
    if dates[1] == dates[2]:
        return GrowthLine(*dates)
    owner = numbered(owners)
    slopes, all_changes = changes_of_coefficients([dx], dy[None], owner)
    slope, changes = float(slopes[0]), all_changes[:, 0]
    residual_sd = sqrt(float(np.sum((dy - slope * dx) ** 2)) / (n - 2)) if n > 2 else nan
    t_quantile = student_t_quantile(0.975, n - 2)
    is_needed = np.isnan(changes)
    if not is_needed.all():
        changes[is_needed] = 0
    degrees = effective_degrees(np.bincount(owner))
    half = float(reach(changes, degrees))
    nominal = t_quantile * residual_sd / sqrt(sxx)
    return GrowthLine(
        *dates,
        slope,
        float(y.mean()) - slope * mean,
        residual_sd,
        t_quantile,
        doubling_months(slope),
        doubling_months(slope + half),
        doubling_months(slope - half),
        degrees,
        doubling_months(slope + nominal),
        doubling_months(slope - nominal),
    )


def doubling_months(slope: float) -> float:
    """Return the doubling time of a quantity that grows by ``slope`` orders of magnitude a year.

    A quantity that does not grow has none, which is NaN.
    """
    return 12 * log10(2) / slope if slope > 0 else nan
