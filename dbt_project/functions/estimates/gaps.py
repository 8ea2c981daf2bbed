"""Gaps between two groups of models."""

from __future__ import annotations

import numpy as np

from dbt_project.functions.estimates.arrays import Floats, Integers
from dbt_project.functions.estimates.resampling import percentile_interval, times_drawn

FEWEST_OWNERS = 3


def bootstrap_median_gap(
    upper: list[float],
    upper_owners: list[str],
    lower: list[float],
    lower_owners: list[str],
    seed: int,
) -> list[float]:
    """Return the 95% percentile interval of log10(median of ``upper`` / median of ``lower``).

    A resample draws owners with all their values, as many on each side as the list has.
    """
    generator = np.random.default_rng(seed)
    tops = _resampled_medians(upper, upper_owners, generator)
    bottoms = _resampled_medians(lower, lower_owners, generator)
    return percentile_interval(np.log10(tops / bottoms))


def bootstrap_maximum_gap(
    upper: list[float],
    upper_owners: list[str],
    lower: list[float],
    lower_owners: list[str],
    seed: int,
) -> list[float]:
    """95% percentile interval of log10(maximum of ``upper`` / maximum of ``lower``), by owner."""
    generator = np.random.default_rng(seed)
    tops = _resampled_maxima(upper, upper_owners, generator)
    bottoms = _resampled_maxima(lower, lower_owners, generator)
    return percentile_interval(np.log10(tops / bottoms))


def _resampled_medians(
    values: list[float], owners: list[str], generator: np.random.Generator
) -> Floats:
    ordered, times = _times_of_values(values, owners, generator)
    ranks = times.cumsum(axis=1)
    last = ranks[:, -1:]
    middles = [(ranks > place).argmax(axis=1) for place in ((last - 1) // 2, last // 2)]
    return np.asarray(ordered[np.stack(middles)].mean(axis=0))


def _resampled_maxima(
    values: list[float], owners: list[str], generator: np.random.Generator
) -> Floats:
    ordered, times = _times_of_values(values, owners, generator)
    return np.asarray(ordered[len(ordered) - 1 - (times[:, ::-1] > 0).argmax(axis=1)])


def _times_of_values(
    values: list[float], owners: list[str], generator: np.random.Generator
) -> tuple[Floats, Integers]:
    """Return ascending values, and how often each resample of owners has them, one per row.

    The spread of fewer than three owners is unknown, so their values are drawn one by one.
    """
    order = np.argsort(values, kind="stable")
    names, owner = np.unique(owners, return_inverse=True)
    if len(names) < FEWEST_OWNERS:
        names, owner = order, np.arange(len(order))
    draws = times_drawn(len(names), generator)
    return np.asarray(values)[order], draws[:, owner[order]]
