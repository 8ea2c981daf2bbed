"""Shares of works of equal and of unequal weight agree with sums and with a library."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest
from scipy import stats

from dbt_project.functions.estimates.intervals import wilson_t
from dbt_project.functions.estimates.works import (
    WeightedShare,
    share_of_counts,
    share_of_weights,
    weighted_share,
)
from tests.functions.planted import rows_of


def share_of(parts: Iterable[float], weights: Iterable[float]) -> WeightedShare:
    """Return the share of works that are listed one by one."""
    weights = list(weights)
    return weighted_share(rows_of(part=parts, weight=weights, works=[1] * len(weights)))


@pytest.mark.parametrize(("k", "n"), [(0, 5), (1, 7), (13, 20), (33, 60), (5, 5)])
def test_intervals_of_counts_are_the_librarys(k: int, n: int) -> None:
    interval = stats.binomtest(k, n).proportion_ci(method="wilson")
    share = share_of_counts(k, n, 0)
    assert (share.ci_low, share.ci_high) == pytest.approx((interval.low, interval.high), abs=1e-12)


def test_bounds_put_unknown_works_outside_and_inside() -> None:
    share = share_of_counts(1, 4, 6)
    assert (share.value, share.bound_low, share.bound_high) == (0.25, 0.1, 0.7)
    assert share_of_counts(0, 0, 6)[:5] == (None, 0, 1, None, None)
    assert share_of_counts(0, 0, 0)[:5] == (None,) * 5


def test_weights_have_the_interval_of_fewer_works() -> None:
    share = share_of_weights(4.5, 9.0, 13.5, 0)
    assert share[:5] == pytest.approx(share_of_counts(3, 6, 0)[:5])


def test_the_variance_is_that_of_a_jackknife_over_works() -> None:
    parts, weights = np.array([3, 0, 0, 1, 2, 0]), np.array([3, 1, 1, 2, 2.5, 4])
    share = share_of(parts, weights)
    left_out = [np.delete(parts, i).sum() / np.delete(weights, i).sum() for i in range(6)]
    variance = 5 / 6 * np.sum((np.array(left_out) - share.value) ** 2)
    assert share.value == pytest.approx(6 / 13.5)
    assert share.effective_n == pytest.approx(share.value * (1 - share.value) / variance)
    assert share.degrees == pytest.approx(13.5**2 / np.sum(weights**2) - 1)
    assert share[1:3] == wilson_t(share.value, *share[3:], 0.975)
    kinds = rows_of(part=[3, 0, 1, 2, 0], weight=[3, 1, 2, 2.5, 4], works=[1, 2, 1, 1, 1])
    assert weighted_share(kinds) == pytest.approx(share)


@pytest.mark.parametrize("other", [0, 5])
def test_one_work_with_all_the_weight_shows_nothing_of_its_class(other: float) -> None:
    share = share_of([0] * 11, [90, *[0] * 9, other])
    assert share.value == 0
    assert share.ci_high > 0.7
