"""Quantiles of the distributions that intervals need."""

from __future__ import annotations

from scipy.special import betaincinv, stdtrit


def student_t_quantile(probability: float, degrees: float) -> float:
    """Return a quantile of Student's t distribution; NaN for degrees of freedom below 1."""
    return float(stdtrit(degrees, probability))


def beta_quantile(probability: float, a: float, b: float) -> float:
    """Return a quantile of the beta distribution."""
    return float(betaincinv(a, b, probability))
