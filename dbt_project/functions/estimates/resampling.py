"""Resamples of rows, and percentile intervals from them (Efron and Tibshirani 1993, chapter 13).

A bootstrap takes its rows as lists in a fixed order, and a seed, so that a rebuild gives the same
interval. The book is An introduction to the bootstrap.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dbt_project.functions.estimates.arrays import Floats, Integers
from dbt_project.functions.estimates.intervals import Estimate, Interval

RESAMPLES = 2000
PERCENTILES = (2.5, 97.5)
BLOCK_OF_DRAWS = 50_000


def bootstrap_ratio(numerators: list[float], denominators: list[float], seed: int) -> Interval:
    """Return the 95% percentile interval of sum(numerators) / sum(denominators) over pairs."""
    over, under = np.asarray(numerators), np.asarray(denominators)
    blocks = blocks_of_draws(len(over), np.random.default_rng(seed))
    ratios = [over[drawn].sum(axis=1) / under[drawn].sum(axis=1) for drawn in blocks]
    return percentile_interval(np.concatenate(ratios))


def bootstrap_median(values: list[float], seed: int) -> Estimate:
    """Return the median, with the percentile interval of resamples of values."""
    sample = np.asarray(values)
    medians = resampled_medians(sample, np.random.default_rng(seed))
    return Estimate(float(np.median(sample)), *percentile_interval(medians))


def resampled_medians(sample: Floats, generator: np.random.Generator) -> Floats:
    """Return the median of each resample of values."""
    # Short rows are sorted in half of the time that np.median takes.
    middles = [(len(sample) - 1) // 2, len(sample) // 2]
    blocks = blocks_of_draws(len(sample), generator)
    medians = [np.sort(sample[drawn], axis=1)[:, middles].mean(axis=1) for drawn in blocks]
    return np.concatenate(medians)


def blocks_of_draws(rows: int, generator: np.random.Generator) -> Iterator[Integers]:
    """Yield the rows that resamples draw, one resample a row, in blocks that limit the memory."""
    block = max(1, BLOCK_OF_DRAWS // rows)
    for start in range(0, RESAMPLES, block):
        yield generator.integers(0, rows, (min(block, RESAMPLES - start), rows))


def times_drawn(rows: int, generator: np.random.Generator) -> Integers:
    """Return how often each resample draws each row, one resample a row."""
    return np.concatenate([_times(drawn, rows) for drawn in blocks_of_draws(rows, generator)])


def _times(drawn: Integers, rows: int) -> Integers:
    resamples = len(drawn)
    places = drawn + np.arange(resamples)[:, None] * rows
    return np.bincount(places.ravel(), minlength=resamples * rows).reshape(resamples, rows)


def percentile_interval(estimates: Floats) -> Interval:
    """Return the 2.5th and the 97.5th percentile of estimates from resamples."""
    low, high = np.percentile(estimates, PERCENTILES)
    return Interval(float(low), float(high))
