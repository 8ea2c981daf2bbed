"""The Wilson interval covers planted shares."""

from __future__ import annotations

import numpy as np
import pytest

from dbt_project.functions.estimates.intervals import wilson
from tests.functions.planted import SAMPLES, assert_covers


@pytest.mark.parametrize(("n", "share"), [(60, 0.55), (155, 0.14), (42, 0.69)])
def test_a_planted_share_is_covered(n: int, share: float) -> None:
    counts = np.random.default_rng(1).binomial(n, share, SAMPLES)
    ends = [wilson(k / n, n) for k in counts]
    assert_covers(sum(low <= share <= high for low, high in ends))
    assert counts.mean() / n == pytest.approx(share, abs=0.01)


def test_the_interval_contains_its_share_to_the_last_digit() -> None:
    """The formula alone gives an upper end just below one for some n of n."""
    for n in range(1, 200):
        assert wilson(1, n).high == 1
        assert wilson(0, n).low == 0
