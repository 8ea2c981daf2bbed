"""Shares of works."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import betaln

from dbt_project.functions.estimates import resampling
from dbt_project.functions.estimates.arrays import Floats
from dbt_project.functions.estimates.resampling import percentile_interval

# Natural logarithms of prior strength: from a twentieth of a work to a million works.
STRENGTHS = (-3.0, 14.0)


def adjusted_share(
    mentions: list[int],
    unnamed: list[int],
    works: list[int],
    unknown_works: int,
    confusion: list[int],
    seed: int,
) -> list[float]:
    """Return the share of works of a class, corrected for misread strings: median, 95% interval.

    The first three lists have one entry for each kind of work: its number of strings that are
    classified as naming the class, its number of other strings, and its number of works.
    ``confusion`` counts labelled strings: hits and all strings that name the class; rejections and
    all that do not; correct ones and all that are classified as naming no organisation.
    ``unknown_works`` have only strings of the last kind.

    The estimate of Rogan and Gladen (1978) corrects each string. If errors are independent between
    strings, the product over the strings of a work is unbiased for a work without the class.
    Works and error rates come from their posteriors under Jeffreys' priors, so the interval
    includes both uncertainties.
    """
    rates = (*confusion, seed, resampling.RESAMPLES)
    _, _, truly_unknown, after = _error_rates(rates)
    generator = np.random.default_rng(seed)
    generator.bit_generator.state = after
    # Half a work is added on either side, which is Jeffreys' prior for works of one string.
    weights = generator.standard_gamma([*works, 0.5, 0.5], (resampling.RESAMPLES, len(works) + 2))
    totals = weights.sum(axis=1)
    # Column by column, which needs no second table of this size.
    for column, strings in enumerate(zip([*mentions, 1, 0], [*unnamed, 0, 1], strict=True)):
        for side, exponent in enumerate(strings):
            weights[:, column] *= _powers(rates, side, exponent)
    naming = 1 - weights.sum(axis=1) / totals
    nameless = _rate(unknown_works, sum(works), generator) * truly_unknown
    shares = np.clip(naming / (1 - nameless), 0, 1)
    return [float(np.median(shares)), *percentile_interval(shares)]


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


@lru_cache(maxsize=8)
def _error_rates(rates: tuple[int, ...]) -> tuple[Floats, Floats, Floats, Any]:
    """Return the corrections of strings of both sides, a rate, and the generator's next state.

    Every group of works has the error rates of one table of labels. The last of ``rates`` are the
    seed and the number of draws.
    """
    hits, positives, rejections, negatives, right, classified, seed, _ = rates
    generator = np.random.default_rng(seed)
    sensitivity = _rate(hits, positives, generator)
    specificity = _rate(rejections, negatives, generator)
    truly_unknown = _rate(right, classified, generator)
    margin = sensitivity + specificity - 1
    corrections = (sensitivity - 1) / margin, sensitivity / margin
    return *corrections, truly_unknown, generator.bit_generator.state


@lru_cache(maxsize=1024)
def _powers(rates: tuple[int, ...], side: int, exponent: int) -> Floats:
    """Return the correction of a string to the power of a number of strings, in each draw."""
    return np.asarray(_error_rates(rates)[side] ** np.array([exponent]))


def _rate(hits: int, cases: int, generator: np.random.Generator) -> Floats:
    """Draw from the posterior of a proportion under Jeffreys' prior."""
    return generator.beta(hits + 0.5, cases - hits + 0.5, resampling.RESAMPLES)
