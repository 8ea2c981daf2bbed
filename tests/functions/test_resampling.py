"""Percentile intervals of ratios and medians: worked examples, and what a caveat says."""

from __future__ import annotations

import numpy as np
import pytest

from dbt_project.functions.estimates.resampling import (
    bootstrap_median,
    bootstrap_ratio,
)


def test_resamples_of_two_rows_have_either_or_both() -> None:
    """One resample in four has only the first row, and one only the second."""
    assert bootstrap_ratio([1, 0.4], [2, 4], 1) == pytest.approx((0.1, 0.5))
    assert bootstrap_ratio([1, 2], [2, 4], 1) == (0.5, 0.5)
    assert bootstrap_median([3, 7], 1) == (5, 3, 7)


@pytest.mark.usefixtures("quick")
def test_a_ratio_of_few_large_clusters_is_covered_less_often_as_its_caveat_says() -> None:
    """Log sizes have a deviation of 1.9, as those of the published clusters."""
    generator = np.random.default_rng(6)
    hits = 0
    for _ in range(400):
        sizes = generator.lognormal(0, 1.9, 120)
        private = sizes * (generator.random(120) < 0.8)
        low, high = bootstrap_ratio(list(private), list(sizes), 1)
        hits += low <= 0.8 <= high
    assert 0.80 <= hits / 400 <= 0.92
