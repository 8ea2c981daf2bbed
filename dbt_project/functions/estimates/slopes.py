"""Lines of a share on the compute of topics."""

from __future__ import annotations

from typing import NamedTuple, TypedDict

import numpy as np
from scipy.special import expit

from dbt_project.functions.estimates.arrays import Floats, codes, columns
from dbt_project.functions.estimates.intervals import student_t_quantile
from dbt_project.functions.estimates.resampling import blocks_of_draws, percentile_interval

# A fit ends at this gradient of the mean loss, and at this distance from every share.
GRADIENT = 1e-12
SEPARATED = 1e-6
STEPS = 50


class Point(TypedDict):
    """A point of a line, with its weight."""

    x: float
    y: float
    weight: float


class Line(NamedTuple):
    """A line through the means of its points, with the 95% interval of its slope."""

    mean_x: float
    mean_y: float
    slope: float
    ci_low: float
    ci_high: float


def weighted_line(points: list[Point], seed: int) -> Line:
    """Return the line of weighted least squares, with a bootstrap over points.

    A resample with a single x has no slope and is left out.
    """
    x, y, weight = columns(points, "x", "y", "weight")
    blocks = blocks_of_draws(len(points), np.random.default_rng(seed))
    slopes = np.concatenate([_slopes(x[drawn], y[drawn], weight[drawn]) for drawn in blocks])
    mean_x, mean_y = (float(np.average(values, weights=weight)) for values in (x, y))
    low, high = percentile_interval(slopes[~np.isnan(slopes)])
    return Line(mean_x, mean_y, float(_slopes(x, y, weight)), low, high)


def _slopes(x: Floats, y: Floats, weight: Floats) -> Floats:
    """Return the slope of the points along the last axis; NaN for a single x."""
    dx = x - (weight * x).sum(axis=-1, keepdims=True) / weight.sum(axis=-1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        slopes = (weight * dx * y).sum(axis=-1) / (weight * dx**2).sum(axis=-1)
    return np.where(np.ptp(x, axis=-1) > 0, slopes, np.nan)


class TopicYear(TypedDict):
    """A topic with its x in a year, with the share of its works and their weight."""

    topic: str
    year: int
    x: float
    share: float
    weight: float


class Slope(NamedTuple):
    """A slope with its 95% interval; null without a finite slope."""

    slope: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None


def logit_slope(cells: list[TopicYear]) -> Slope:
    """Return the log-odds of a share per unit of x with year effects.

    The t interval is that of the jackknife over topics (Wolter 2007, Introduction to variance
    estimation, chapter 4), because a sandwich estimate is too narrow if few topics have most of the
    weight. There is none if all cells have one share, or if x separates them, with or without one
    topic.
    """
    x, year, share, weight = columns(cells, "x", "year", "share", "weight")
    topic = codes(cells, "topic")
    topics = len(set(topic))
    if topics == 1 or np.ptp(share) == 0:
        return Slope()
    design = np.column_stack([x - x.mean(), year[:, None] == np.unique(year)])
    whole = _logit(design, share, weight, np.zeros(design.shape[1]))
    if np.isnan(whole).any():
        return Slope()
    kept = (topic != left_out for left_out in range(topics))
    without = [_logit(design[rows], share[rows], weight[rows], whole)[0] for rows in kept]
    error = np.sqrt((1 - 1 / topics) * ((np.array(without) - whole[0]) ** 2).sum())
    if not 0 < error < np.inf:
        return Slope()
    reach = student_t_quantile(0.975, topics - 1) * error
    return Slope(*map(float, (whole[0], whole[0] - reach, whole[0] + reach)))


def _logit(design: Floats, share: Floats, weight: Floats, start: Floats) -> Floats:
    """Return the coefficients of a weighted logistic regression; NaNs for separated shares.

    Newton's method (McCullagh and Nelder 1989, Generalized linear models, section 2.5).
    """
    beta, weight = start, weight / weight.sum()
    for _ in range(STEPS):
        fitted = expit(design @ beta)
        gradient = design.T @ (weight * (share - fitted))
        # If shares are separated, the coefficients grow without end.
        if np.isnan(gradient).any() or np.abs(share - fitted).max() < SEPARATED:
            break
        if np.abs(gradient).max() < GRADIENT:
            return beta
        curvature = design.T @ (design * (weight * fitted * (1 - fitted))[:, None])
        beta = beta + np.linalg.lstsq(curvature, gradient)[0]
    return np.full(len(beta), np.nan)
