"""Planted changes of shares are covered, and a turn is found only where there is one."""

from __future__ import annotations

import numpy as np
import pytest

from dbt_project.functions.estimates.intervals import wilson
from dbt_project.functions.estimates.series import (
    difference_of_estimates,
    difference_of_shares,
    false_discovery_rates,
    turn,
)
from tests.functions.planted import rows_of

YEARS = range(2017, 2027)


def test_a_difference_is_the_published_one() -> None:
    """Newcombe (1998), table II: 56 of 70 and 48 of 80, method 10."""
    difference = difference_of_estimates(
        56 / 70, *wilson(56 / 70, 70), 48 / 80, *wilson(48 / 80, 80), 0
    )
    assert difference == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


def test_owners_in_both_periods_narrow_a_difference() -> None:
    """Two owners with all and two with no models in the class, in both periods."""
    level = np.array([10, 10, 0, 0])
    n = np.full(4, 10)
    both = difference_of_shares(rows_of(n=n, k=level, base_n=n, base_k=level))
    none, zero = np.zeros(4, int), np.zeros(4)
    apart = difference_of_shares(
        rows_of(n=[*n, *none], k=[*level, *zero], base_n=[*none, *n], base_k=[*zero, *level])
    )
    assert both is not None
    assert apart is not None
    assert both.value == apart.value == 0
    assert both.ci_high < 0.05 < apart.ci_high
    assert difference_of_shares(rows_of(n=n, k=level, base_n=none, base_k=zero)) is None


@pytest.mark.parametrize(
    ("shares", "least", "most"),
    [(np.full(10, 0.45), 0, 0.05), (np.linspace(0.55, 0.4, 10), 0, 0.05)],
)
def test_a_series_without_a_turn_has_none(shares: np.ndarray, least: float, most: float) -> None:
    found = [series_turn(shares, seed) is not None for seed in range(200)]
    assert least <= np.mean(found) <= most


def test_a_planted_turn_is_found() -> None:
    """The share falls to 2022 and rises again."""
    shares = np.array([0.55, 0.52, 0.49, 0.46, 0.43, 0.40, 0.43, 0.46, 0.49, 0.52])
    turns = [series_turn(shares, seed) for seed in range(200)]
    years = [YEARS[1:][found] for found in turns if found is not None]
    assert len(years) > 180
    assert np.mean(np.abs(np.array(years) - 2022) <= 1) > 0.95


def series_turn(shares: np.ndarray, seed: int) -> int | None:
    """Draw a series with errors of 1.2 points that neighbours share in part."""
    generator = np.random.default_rng(seed)
    apart = np.abs(np.subtract.outer(np.arange(10), np.arange(10)))
    covariance = 0.012**2 * 0.3**apart
    observed, variances = generator.multivariate_normal(shares, covariance), covariance.diagonal()
    since = [
        (observed - observed[end])[1:-1]
        / np.sqrt(variances + variances[end] - 2 * covariance[end])[1:-1]
        for end in (0, -1)
    ]
    return turn(since[0].tolist(), since[1].tolist())


def test_few_clear_differences_among_many_are_mostly_false() -> None:
    """The second interval just excludes zero; with 99 others that do not, it may well be chance."""
    none = rows_of(value=[0.0] * 98, ci_low=[-0.1] * 98, ci_high=[0.1] * 98)
    clear = rows_of(value=[0.5, 0.101], ci_low=[0.4, 0.001], ci_high=[0.6, 0.201])
    first, second, *_ = false_discovery_rates([*clear, *none])
    assert first < 1e-6
    assert second > 0.5
