"""Intervals of shares, and quantiles of the distributions that intervals need."""

from __future__ import annotations

from math import nan, sqrt
from typing import NamedTuple

from scipy.special import stdtrit

NORMAL_975 = 1.959963984540054  # the standard normal distribution's quantile of 97.5%
# With fewer degrees of freedom, as where three owners made most models, an interval says nothing
# about the field (macro ``has_interval``).
LEAST_DEGREES = 4


class Interval(NamedTuple):
    """The two ends of an interval."""

    low: float
    high: float


class Estimate(NamedTuple):
    """An estimate with its 95% interval."""

    value: float
    ci_low: float
    ci_high: float


def wilson(share: float, n: float, quantile: float = NORMAL_975) -> Interval:
    """Return the score interval of a share of ``n`` cases, which may be an effective number.

    An end never passes the share, also in its last digit, as the formula may for a share of 0 or 1.
    Wilson (1927), Probable inference, the law of succession, and statistical inference.
    """
    square = quantile**2
    centre = n * share + square / 2
    reach = quantile * sqrt(max(n * share * (1 - share), 0) + square / 4)
    low, high = ((centre + side * reach) / (n + square) for side in (-1, 1))
    return Interval(min(share, max(low, 0)), max(share, min(high, 1)))


def wilson_t(share: float, effective_n: float, degrees: float, probability: float) -> Interval:
    """Return the score interval at a quantile of Student's t distribution, such as that of 0.975.

    Korn and Graubard (1998), Confidence intervals for proportions with small expected number of
    positive counts estimated from survey data.
    """
    return wilson(share, effective_n, student_t_quantile(probability, degrees))


def effective_n(share: float, variance: float, n: float, otherwise: float) -> float:
    """Return how many independent cases, at most ``n``, would give a share its variance.

    A share of 0 or 1, or without variance, has the number ``otherwise``.
    """
    is_mixed = 0 < share < 1 and variance > 0
    return min(n, share * (1 - share) / variance if is_mixed else otherwise)


def student_t_quantile(probability: float, degrees: float) -> float:
    """Return a quantile of Student's t distribution; NaN for degrees of freedom below 1."""
    return float(stdtrit(degrees, probability)) if degrees >= 1 else nan
