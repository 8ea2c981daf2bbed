"""Medians."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dbt_project.functions.estimates.resampling import blocks_of_draws, percentile_interval


class Median(NamedTuple):
    """A median with its 95% interval."""

    value: float
    ci_low: float
    ci_high: float


def bootstrap_median(values: list[float], seed: int) -> Median:
    """Return the median, with the percentile interval of resamples of values.

    Efron and Tibshirani (1993), An introduction to the bootstrap, chapter 13.
    """
    sample = np.asarray(values)
    blocks = blocks_of_draws(len(values), np.random.default_rng(seed))
    medians = np.concatenate([np.median(sample[drawn], axis=1) for drawn in blocks])
    return Median(float(np.median(sample)), *percentile_interval(medians))
