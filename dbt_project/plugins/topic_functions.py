"""Statistical functions for topics.

SciPy and NumPy compute fits and resamples. Grouping, sums and closed forms stay in SQL. Lists have
a fixed order and bootstraps a seed, so that a rebuild gives the same result.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar
from scipy.special import betaincinv, betaln, expit
from threadpoolctl import threadpool_limits

Floats = NDArray[np.float64]
RESAMPLES = 2000
PERCENTILES = (2.5, 97.5)
# A fit ends at this gradient of the mean loss. Shares that a fit meets to the second figure are
# separated.
GRADIENT = 1e-10
MET = 1e-6
# Natural logarithms of prior strength: from a twentieth of a work to a million works.
STRENGTHS = (-3.0, 14.0)


def beta_binomial_strength(successes: list[float], trials: list[float], mean: float) -> float:
    """Return the strength of a beta prior with a given mean, by maximum likelihood.

    The prior is Beta(mean * m, (1 - mean) * m), with m in trials. If groups differ only by chance,
    the strength is the upper bound, exp(14).
    """
    k, n = np.asarray(successes), np.asarray(trials)

    def cost(log_strength: float) -> float:
        a, b = mean * np.exp(log_strength), (1 - mean) * np.exp(log_strength)
        return -float(np.sum(betaln(k + a, n - k + b) - betaln(a, b)))

    minimum = minimize_scalar(cost, bounds=STRENGTHS, method="bounded")
    return float(np.exp(minimum.x))


def beta_quantile(probability: float, a: float, b: float) -> float:
    """Return a quantile of the beta distribution."""
    return float(betaincinv(a, b, probability))


def bootstrap_median(values: list[float], seed: int) -> list[float]:
    """Return the 95% percentile interval of the median, from resamples of values."""
    sample = np.asarray(values)
    return _interval(np.median(sample[_draws(len(sample), seed)], axis=1))


def bootstrap_weighted_slope(
    xs: list[float], ys: list[float], weights: list[float], seed: int
) -> list[float]:
    """Return the 95% percentile interval of the weighted slope, from resamples of points.

    A resample with a single x has no slope and is left out.
    """
    draws = _draws(len(xs), seed)
    x, y, w = (np.asarray(values)[draws] for values in (xs, ys, weights))
    total = w.sum(axis=1, keepdims=True)
    dx = x - (w * x).sum(axis=1, keepdims=True) / total
    with np.errstate(divide="ignore", invalid="ignore"):
        slopes = (w * dx * y).sum(axis=1) / (w * dx**2).sum(axis=1)
    return _interval(slopes[np.ptp(x, axis=1) > 0])


def jackknifed_logit(
    xs: list[float], years: list[int], shares: list[float], weights: list[float], groups: list[int]
) -> list[float]:
    """Return the log-odds of a share per unit of x with year effects, and the standard error.

    The lists have one entry for each cell, such as the share of its works and their total weight.
    The error is that of the jackknife over groups, because a sandwich estimate is too narrow if few
    groups have most of the weight. The result is two NaNs if all cells have one share, or if x
    separates them, with or without one group.
    """
    calendar = np.asarray(years)
    effects = (calendar[:, None] == np.unique(calendar)).astype(float)
    design = np.column_stack([np.asarray(xs) - np.mean(xs), effects])
    cells = (np.asarray(shares), design, np.asarray(weights))
    # Threads of linear algebra stall on shared processors.
    with threadpool_limits(1), np.errstate(all="ignore"):
        whole = _logit(*cells)
        error = _jackknife_error(whole, cells, np.asarray(groups))
    is_fit = np.ptp(shares) > 0 and 0 < error < np.inf
    return [float(whole[0]), error] if is_fit else [np.nan, np.nan]


def _jackknife_error(
    whole: Floats, cells: tuple[Floats, Floats, Floats], groups: NDArray[np.int64]
) -> float:
    """Return the standard error of the first coefficient, from fits that leave out one group."""
    if np.isnan(whole).any():
        return np.nan
    without = [
        _logit(*(part[groups != group] for part in cells), start=whole)[0]
        for group in np.unique(groups)
    ]
    return float(np.sqrt((1 - 1 / len(without)) * np.sum((np.array(without) - whole[0]) ** 2)))


def _logit(shares: Floats, design: Floats, weights: Floats, start: Floats | None = None) -> Floats:
    """Return the coefficients of a weighted logistic regression; NaNs for separated shares."""
    parts = weights / weights.sum()

    def loss(coefficients: Floats) -> float:
        odds = design @ coefficients
        return float(parts @ (np.logaddexp(0, odds) - shares * odds))

    def slope(coefficients: Floats) -> Floats:
        return np.asarray(design.T @ (parts * (expit(design @ coefficients) - shares)))

    def curvature(coefficients: Floats) -> Floats:
        fitted = expit(design @ coefficients)
        return np.asarray(design.T @ (design * (parts * fitted * (1 - fitted))[:, None]))

    start = np.zeros(design.shape[1]) if start is None else start
    minimum = minimize(
        loss, start, jac=slope, hess=curvature, method="trust-exact", options={"gtol": GRADIENT}
    )
    # If shares are separated, the coefficients grow without end.
    is_met = np.abs(expit(design @ minimum.x) - shares).max() < MET
    return np.full(design.shape[1], np.nan) if is_met else np.asarray(minimum.x)


def _draws(rows: int, seed: int) -> NDArray[np.int64]:
    """Draw the rows of each resample, one resample per row."""
    return np.random.default_rng(seed).integers(0, rows, (RESAMPLES, rows))


def _interval(estimates: Floats) -> list[float]:
    return [float(end) for end in np.percentile(estimates, PERCENTILES)]


FUNCTIONS: dict[str, tuple[Callable[..., Any], list[str], str]] = {
    "beta_binomial_strength": (
        beta_binomial_strength,
        ["DOUBLE[]", "DOUBLE[]", "DOUBLE"],
        "DOUBLE",
    ),
    "beta_quantile": (beta_quantile, ["DOUBLE", "DOUBLE", "DOUBLE"], "DOUBLE"),
    "bootstrap_median": (bootstrap_median, ["DOUBLE[]", "BIGINT"], "DOUBLE[]"),
    "bootstrap_weighted_slope": (
        bootstrap_weighted_slope,
        ["DOUBLE[]", "DOUBLE[]", "DOUBLE[]", "BIGINT"],
        "DOUBLE[]",
    ),
    "jackknifed_logit": (
        jackknifed_logit,
        ["DOUBLE[]", "BIGINT[]", "DOUBLE[]", "DOUBLE[]", "BIGINT[]"],
        "DOUBLE[]",
    ),
}
