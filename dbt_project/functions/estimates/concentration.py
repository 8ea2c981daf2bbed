"""Concentration over owners: HHI, CR4 and Gini index."""

from __future__ import annotations

import numpy as np
from scipy.special import expit, logit

from dbt_project.functions.estimates import resampling
from dbt_project.functions.estimates.arrays import Floats, Integers
from dbt_project.functions.estimates.intervals import student_t_quantile
from dbt_project.functions.estimates.resampling import PERCENTILES, times_drawn

LEAST_INDEX = 1e-6
Z95 = 1.6448536269514722  # the standard normal distribution's 95th percentile


def bootstrap_concentration(
    works: list[int], owners: list[int], amounts: list[float], seed: int
) -> list[float]:
    """Return the 95% intervals of HHI, CR4 and Gini over owners, from resamples of works.

    The three lists have one entry for each owner of a work. Works and owners are numbered from 1.
    Returns low and high of each index in turn.

    A resample has fewer owners than the list, so its indices are biased. The interval is
    t quantiles times the root mean square distance of the resamples from the estimate, on the
    logit scale. That distance includes the bias, and the interval includes the estimate.
    """
    times = times_drawn(max(works), np.random.default_rng(seed))
    times = np.concatenate([np.ones((1, max(works)), dtype=times.dtype), times])
    held = times[:, np.asarray(works) - 1] * np.asarray(amounts)
    totals = np.sort(_row_sums(held, np.asarray(owners) - 1), axis=1)
    shares = totals / totals.sum(axis=1, keepdims=True)
    indices = ((shares**2).sum(axis=1), shares[:, -4:].sum(axis=1), _gini(shares))
    return [end for index in indices for end in _logit_t(index[0], index[1:], max(works) - 1)]


def simulated_stocks(
    holders: list[int],
    named: list[bool],
    lows: list[float],
    medians: list[float],
    highs: list[float],
    seed: int,
) -> list[float]:
    """Return median and 95% interval of each holder's stock and share, and of HHI and CR4 (M22).

    The lists have one entry for each estimate: its holder, numbered from 1, and its 5th, 50th and
    95th percentile. A split log-normal distribution has these percentiles: its deviation differs
    below and above the median. Holders that are not named count in the total only.

    How the errors of the estimates depend on each other is not published. They are drawn as
    independent and as fully dependent, and of the two intervals the wider one counts.
    """
    held = np.log(medians) - np.log(lows), np.log(highs) - np.log(medians)
    draws = np.random.default_rng(seed).standard_normal((resampling.RESAMPLES, len(medians)))
    independent, dependent = (
        _stocks(np.asarray(medians) * np.exp(z * np.where(z < 0, *held) / Z95), holders, named)
        for z in (draws, np.broadcast_to(draws[:, :1], draws.shape))
    )
    median, *ends = np.percentile(independent, (50, *PERCENTILES), axis=0)
    others = np.percentile(dependent, PERCENTILES, axis=0)
    low, high = np.where(np.ptp(others, axis=0) > np.ptp(ends, axis=0), others, ends)
    return [
        float(number)
        for estimate in zip(median, np.minimum(low, median), np.maximum(high, median), strict=True)
        for number in estimate
    ]


def _stocks(drawn: Floats, holders: list[int], named: list[bool]) -> Floats:
    """Return the stocks and shares of the holders, HHI and CR4 in each draw, one draw a row."""
    stocks = _row_sums(drawn, np.asarray(holders) - 1)
    shares = stocks / stocks.sum(axis=1, keepdims=True)
    ranked = np.sort(shares[:, np.unique(np.asarray(holders)[named]) - 1], axis=1)
    indices = (ranked**2).sum(axis=1), ranked[:, -4:].sum(axis=1)
    return np.column_stack([stocks, shares, *indices])


def _gini(shares: Floats) -> Floats:
    """Return the Gini index of each row of ascending shares, over owners with a share."""
    holders = (shares > 0).sum(axis=1)
    # Owners without a share come first, so a subtraction gives the ranks among owners with a share.
    ranks = np.arange(1, shares.shape[1] + 1) - (shares.shape[1] - holders)[:, None]
    return np.asarray((2 * (ranks * shares).sum(axis=1) - (holders + 1)) / holders)


def _row_sums(values: Floats, groups: Integers) -> Floats:
    """Sum the columns of each row by group.

    A matrix product is possible too, but its threads stall on shared processors.
    """
    width = int(groups.max()) + 1
    places = groups + np.arange(len(values))[:, None] * width
    sums = np.bincount(places.ravel(), weights=values.ravel(), minlength=len(values) * width)
    return sums.reshape(len(values), width)


def _logit_t(estimate: float, resampled: Floats, degrees: int) -> list[float]:
    """Return the t interval of an index between 0 and 1, on the logit scale."""
    centre, *others = logit(np.clip([estimate, *resampled], LEAST_INDEX, 1 - LEAST_INDEX))
    distance = np.sqrt(np.mean((np.array(others) - centre) ** 2))
    reach = student_t_quantile(0.975, degrees) * distance
    if distance == 0:
        return [float(estimate)] * 2
    # An index of 0 or 1 has no logit, so it is handled separately.
    return [
        float(min(estimate, expit(centre - reach))),
        float(max(estimate, expit(centre + reach))),
    ]
