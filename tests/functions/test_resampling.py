"""Percentile intervals cover planted ratios and medians."""

from __future__ import annotations

import numpy as np
import pytest

from dbt_project.functions.estimates import resampling
from dbt_project.functions.estimates.resampling import (
    BLOCK_OF_DRAWS,
    blocks_of_draws,
    bootstrap_median,
    bootstrap_ratio,
)
from tests.functions.planted import SAMPLES, assert_covers


@pytest.mark.usefixtures("quick")
def test_bootstrap_intervals_cover_a_planted_ratio() -> None:
    generator = np.random.default_rng(5)
    hits = 0
    for _ in range(SAMPLES):
        sizes = generator.gamma(2, 1, 100)
        private = sizes * (generator.random(100) < 0.6)
        low, high = bootstrap_ratio(list(private), list(sizes), 1)
        hits += low <= 0.6 <= high
    assert_covers(hits)


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


@pytest.mark.usefixtures("quick")
def test_blocks_limit_the_memory_and_draw_what_one_table_would() -> None:
    blocks = list(blocks_of_draws(3000, np.random.default_rng(1)))
    assert max(block.size for block in blocks) <= BLOCK_OF_DRAWS
    table = np.random.default_rng(1).integers(0, 3000, (resampling.RESAMPLES, 3000))
    assert np.array_equal(np.concatenate(blocks), table)


def test_the_interval_of_a_median_covers_it() -> None:
    generator = np.random.default_rng(8)
    medians = [bootstrap_median(list(generator.normal(22, 2, 30)), 1) for _ in range(300)]
    covered = np.mean([median.ci_low <= 22 <= median.ci_high for median in medians])
    assert 0.91 <= covered <= 0.98
