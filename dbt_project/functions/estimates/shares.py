"""Shares of works."""

from __future__ import annotations

from functools import lru_cache
from math import nan
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import betaln

from dbt_project.functions.estimates import resampling
from dbt_project.functions.estimates.arrays import Floats
from dbt_project.functions.estimates.intervals import wilson, wilson_t
from dbt_project.functions.estimates.resampling import percentile_interval

# Natural logarithms of prior strength: from a twentieth of a work to a million works.
STRENGTHS = (-3.0, 14.0)


class ShareOfModels(NamedTuple):
    """A share with its bounds and intervals, which are NaN without a case."""

    n: int
    k: float
    n_unknown: int
    value: float = nan
    bound_low: float = nan
    bound_high: float = nan
    ci_low: float = nan
    ci_high: float = nan
    effective_n: float = nan
    degrees: float = nan
    nominal_low: float = nan
    nominal_high: float = nan


def share_by_owner(ns: list[int], ks: list[float], unknown: list[int]) -> ShareOfModels:
    """Return the share k / n of models whose owners make several models each.

    The lists have one entry for each owner: its models, those in the class, and those that may or
    may not be, which the bounds put outside or inside.

    The variance is that of the jackknife over owners (Wolter 2007, Introduction to variance
    estimation, chapter 4). The effective n would give a share of independent models the same
    variance, and the degrees of freedom are those of the effective number of owners (Korn and
    Graubard 1998, see ``wilson_t``). The nominal interval treats models as independent.
    """
    n, k, n_unknown = sum(ns), sum(ks), sum(unknown)
    if n == 0:
        return ShareOfModels(n, k, n_unknown)
    share = k / n
    effective_n, degrees = _information(share, np.asarray(ns, float), np.asarray(ks, float))
    return ShareOfModels(
        n,
        k,
        n_unknown,
        share,
        k / (n + n_unknown),
        (k + n_unknown) / (n + n_unknown),
        *wilson_t(share, effective_n, degrees, 0.975),
        effective_n,
        degrees,
        *wilson(share, n),
    )


def _information(share: float, ns: Floats, ks: Floats) -> tuple[float, float]:
    """Return the effective number of models, and the degrees of freedom of its variance."""
    total, owners = ns.sum(), np.count_nonzero(ns)
    degrees = max(total**2 / (ns**2).sum() - 1, 1.0)
    if owners == 1:
        return 1.0, degrees
    changes = (ks - share * ns) / (total - ns)
    variance = (owners - 1) / owners * (changes**2).sum()
    is_mixed = 0 < share < 1 and variance > 0
    return min(total, share * (1 - share) / variance) if is_mixed else total, degrees


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
