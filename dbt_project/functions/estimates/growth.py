"""Growth of a quantity over time."""

from __future__ import annotations

from math import log10, nan, sqrt
from typing import NamedTuple

import numpy as np

from dbt_project.functions.estimates.arrays import Floats
from dbt_project.functions.estimates.intervals import student_t_quantile

# A share of the sum of squares below this is rounding.
ALMOST_NONE = 1e-12


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

    The slope has a t interval: its error is that of the jackknife over owners (Wolter 2007,
    Introduction to variance estimation, chapter 4), and its degrees of freedom are those of the
    effective number of owners. The nominal interval treats the points as independent.
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
    slope = float(dx @ dy) / sxx
    residual_sd = sqrt(float(np.sum((dy - slope * dx) ** 2)) / (n - 2)) if n > 2 else nan
    t_quantile = student_t_quantile(0.975, n - 2)
    error, degrees = _jackknife_over_owners(dx, dy, owners)
    reach = student_t_quantile(0.975, degrees) * error
    nominal = t_quantile * residual_sd / sqrt(sxx)
    return GrowthLine(
        *dates,
        slope,
        float(y.mean()) - slope * mean,
        residual_sd,
        t_quantile,
        doubling_months(slope),
        doubling_months(slope + reach),
        doubling_months(slope - reach),
        degrees,
        doubling_months(slope + nominal),
        doubling_months(slope - nominal),
    )


def doubling_months(slope: float) -> float:
    """Return the doubling time of a quantity that grows by ``slope`` orders of magnitude a year.

    A quantity that does not grow has none, which is NaN.
    """
    return 12 * log10(2) / slope if slope > 0 else nan


def _jackknife_over_owners(dx: Floats, dy: Floats, owners: list[str]) -> tuple[float, float]:
    """Return the error of the slope and its degrees of freedom, from centred points."""
    owner = np.unique(owners, return_inverse=True)[1]
    n, sx, sy, sxx, sxy = (
        np.bincount(owner, terms) for terms in (np.ones_like(dx), dx, dy, dx * dx, dx * dy)
    )
    degrees = max(float(len(dx) ** 2 / (n**2).sum()) - 1, 1.0)
    # A line without the owner needs points of two dates.
    left = len(dx) - n
    with np.errstate(divide="ignore", invalid="ignore"):
        sxx_left = sxx.sum() - sxx - sx**2 / left
        slopes = (sxy.sum() - sxy - sx * sy / left) / sxx_left
    changes = slopes[sxx_left > ALMOST_NONE * sxx.sum()] - sxy.sum() / sxx.sum()
    error = sqrt((1 - 1 / len(n)) * float((changes**2).sum()))
    return error if len(changes) else nan, degrees
