"""The interval of a median covers it."""

from __future__ import annotations

import numpy as np

from dbt_project.functions.estimates.resampling import bootstrap_median


def test_the_interval_of_a_median_covers_it() -> None:
    generator = np.random.default_rng(8)
    medians = [bootstrap_median(list(generator.normal(22, 2, 30)), 1) for _ in range(300)]
    covered = np.mean([median.ci_low <= 22 <= median.ci_high for median in medians])
    assert 0.91 <= covered <= 0.98
