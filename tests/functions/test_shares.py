"""Shares of models recover planted values, although owners make several models each."""

from __future__ import annotations

import numpy as np
import pytest

from dbt_project.functions.estimates.shares import ShareOfModels, share_by_owner
from tests.functions.planted import SAMPLES, assert_covers

# Models of 2020-2022 of each organisation in the list of 2026-01-26.
SIZES = np.array([50, 20, 15, 9, 6, 6, 5, 4, 3, *[2] * 5, *[1] * 27])


def share_of(sizes: np.ndarray, counts: np.ndarray) -> ShareOfModels:
    return share_by_owner(sizes.tolist(), counts.tolist(), [0] * len(sizes))


def covered(counts: np.ndarray, share: float) -> int:
    """Return in how many samples, one a row of counts, the interval covers the share."""
    rows = [share_of(SIZES, row) for row in counts]
    return sum(row.ci_low <= share <= row.ci_high for row in rows)


def test_shares_are_covered_where_models_of_one_owner_are_alike() -> None:
    """Each owner has a share of its own, from a beta distribution around the planted one."""
    generator = np.random.default_rng(23)
    own = generator.beta(0.55, 0.45, (SAMPLES, len(SIZES)))
    assert_covers(covered(generator.binomial(SIZES, own), 0.55))


def test_a_rare_class_of_owners_alike_is_covered_less_often_as_its_caveat_says() -> None:
    generator = np.random.default_rng(24)
    own = generator.beta(0.15 * 0.25, 0.85 * 0.25, (SAMPLES, len(SIZES)))
    hits = covered(generator.binomial(SIZES, own), 0.15)
    assert 0.85 <= hits / SAMPLES <= 0.95


@pytest.mark.parametrize(("k", "effective_n"), [(60, 149), (0, 150), (150, 150)])
def test_independent_models_keep_the_nominal_interval(k: int, effective_n: int) -> None:
    """With one model each, the degrees are n - 1 and the t quantile is near the normal one."""
    row = share_of(np.ones(150, dtype=int), np.array([1] * k + [0] * (150 - k)))
    assert row.effective_n == pytest.approx(effective_n)
    assert row.degrees == pytest.approx(149)
    assert row[6:8] == pytest.approx((row.nominal_low, row.nominal_high), abs=3e-3)


def test_one_owner_shows_no_spread() -> None:
    row = share_of(np.array([20, 0]), np.array([15, 0]))
    assert (row.effective_n, row.degrees) == (1, 1)
    assert row.ci_low < 0.02
    assert row.ci_high > 0.98


def test_models_of_unknown_class_move_the_bounds_only() -> None:
    row = share_by_owner([3, 1], [2, 0], [0, 4])
    assert row[:6] == (4, 2, 4, 0.5, 0.25, 0.75)


def test_models_of_unknown_class_alone_have_no_share() -> None:
    row = share_by_owner([0], [0], [3])
    assert row[:3] == (0, 0, 3)
    assert np.isnan(row[3:]).all()
