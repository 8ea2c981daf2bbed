"""Shares of lists of known weight agree with sums, and their intervals cover planted shares."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from dbt_project.functions.estimates.strata import (
    reach_by_venue,
    share_of_strata,
)
from dbt_project.functions.estimates.works import share_of_counts
from tests.functions.planted import rows_of

SAMPLES = 1000
WORKS = np.array([440, 620, 110, 100, 330, 490, 2600, 60])
SHARES = np.array([0.2, 0.19, 0.29, 0.01, 0.05, 0.018, 0.1, 0.0])


EDITIONS = 0.18  # standard deviation of an edition's logit around its venue, as in the record


def test_weights_count_and_not_the_works_read() -> None:
    share = share_of_strata(rows_of(weight=[300.0, 100.0], n=[10.0, 90.0], k=[5.0, 0.0]))
    assert share.value == pytest.approx(0.375)
    assert share.effective_n < 100


def test_one_list_has_the_interval_of_its_counts() -> None:
    for k in (0.0, 30.0, 60.0):
        share = share_of_strata(rows_of(weight=[7.0], n=[60.0], k=[k]))
        assert share[3:5] == pytest.approx(share_of_counts(k, 60, 0)[3:5])


def test_intervals_cover_planted_shares() -> None:
    """The lists weigh by all their works, of which unequal parts are read."""
    generator = np.random.default_rng(5)
    n = np.ceil(WORKS * 0.1 * np.linspace(0.5, 1, len(WORKS)))
    truth = WORKS @ SHARES / WORKS.sum()
    drawn = generator.binomial(n.astype(int), SHARES, (SAMPLES, len(WORKS)))
    shares = [share_of_strata(rows_of(weight=WORKS, n=n, k=k)) for k in drawn]
    covers = np.mean([one.ci_low <= truth <= one.ci_high for one in shares])
    assert np.mean([one.value for one in shares]) == pytest.approx(truth, rel=0.03)
    assert 0.93 < covers < 0.99


def drawn_changes(is_fixed: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return by how much changes of a share miss the planted one, and halves of their intervals.

    Each of two editions in each of two periods varies around its venue, and no venue changes.
    """
    generator, found = np.random.default_rng(7), []
    level = generator.normal(0, 0.3, (23, 1, 1))
    works = generator.lognormal(6.5, 0.9, (23, 2, 2)).astype(int)
    sums = works.sum(axis=2)
    base, now = np.sum(expit(level[:, 0]) * sums, axis=0) / sums.sum(axis=0)
    planted = 0 if is_fixed else now - base
    for _ in range(400):
        logits = level + generator.normal(0, EDITIONS, works.shape)
        cases = generator.binomial(works, expit(logits)).sum(axis=2, dtype=float)
        sizes = sums.astype(float)
        if is_fixed:  # a venue has the same weight in both periods
            weights = np.broadcast_to(sizes.sum(axis=1, keepdims=True), sizes.shape)
            cases, sizes = weights * cases / sizes, weights
        (base_n, n), (base_k, k) = sizes.T, cases.T
        half = reach_by_venue(rows_of(n=n, k=k, base_n=base_n, base_k=base_k))
        found.append((k.sum() / n.sum() - base_k.sum() / base_n.sum() - planted, half))
    return tuple(np.array(found).T)


@pytest.mark.parametrize("is_fixed", [False, True], ids=["pooled", "venues fixed"])
def test_a_change_is_seldom_seen_where_no_venue_changes(is_fixed: bool) -> None:
    """An interval allows for other venues too, so it may cover more often than its level."""
    miss, half = drawn_changes(is_fixed)
    assert np.mean(np.abs(miss) <= half) >= 0.93
