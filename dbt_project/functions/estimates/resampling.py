"""Resamples of rows, and percentile intervals from them.

A bootstrap takes its rows as lists in a fixed order, and a seed, so that a rebuild gives the same
interval.
"""

from __future__ import annotations

import numpy as np

from dbt_project.functions.estimates.arrays import Floats, Integers

RESAMPLES = 2000
PERCENTILES = (2.5, 97.5)
BLOCK_OF_DRAWS = 50_000


def bootstrap_ratio(numerators: list[float], denominators: list[float], seed: int) -> list[float]:
    """Return the 95% percentile interval of sum(numerators) / sum(denominators) over pairs."""
    drawn = draws(len(numerators), np.random.default_rng(seed))
    sums = [np.asarray(values)[drawn].sum(axis=1) for values in (numerators, denominators)]
    return percentile_interval(sums[0] / sums[1])


def draws(rows: int, generator: np.random.Generator) -> Integers:
    """Draw the rows of each resample, one resample per row."""
    return generator.integers(0, rows, (RESAMPLES, rows))


def times_drawn(rows: int, generator: np.random.Generator) -> Integers:
    """Return how often each resample draws each row, one per row; blocks limit the memory."""
    block = max(1, BLOCK_OF_DRAWS // rows)
    return np.concatenate(
        [
            _times_in_block(rows, min(block, RESAMPLES - start), generator)
            for start in range(0, RESAMPLES, block)
        ]
    )


def _times_in_block(rows: int, resamples: int, generator: np.random.Generator) -> Integers:
    draws = generator.integers(0, rows, (resamples, rows)) + np.arange(resamples)[:, None] * rows
    return np.bincount(draws.ravel(), minlength=resamples * rows).reshape(resamples, rows)


def percentile_interval(estimates: Floats) -> list[float]:
    """Return the 2.5th and the 97.5th percentile of estimates from resamples."""
    return [float(end) for end in np.percentile(estimates, PERCENTILES)]
