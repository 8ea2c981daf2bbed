"""Shares of lists of known weight agree with sums, and their intervals cover planted shares."""

from __future__ import annotations

import numpy as np
import pytest

from dbt_project.functions.estimates.strata import share_of_strata
from dbt_project.functions.estimates.works import share_of_counts
from tests.functions.planted import rows_of

SAMPLES = 1000
WORKS = np.array([440, 620, 110, 100, 330, 490, 2600, 60])
SHARES = np.array([0.2, 0.19, 0.29, 0.01, 0.05, 0.018, 0.1, 0.0])


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
