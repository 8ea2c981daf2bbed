"""Planted mixing of authors comes back, and intervals cover it."""

from __future__ import annotations

import numpy as np
import pytest

from dbt_project.functions.estimates.collaboration import Collaboration, collaboration
from tests.functions.planted import rows_of

SAMPLES = 3000


def mixing(authors: np.ndarray, academic: np.ndarray) -> Collaboration:
    kinds, works = np.unique([authors, academic], axis=1, return_counts=True)
    return collaboration(rows_of(authors=kinds[0], academic=kinds[1], works=works))


@pytest.mark.parametrize(("works", "segregated"), [(30, 0.0), (100, 0.0), (100, 0.4), (400, 0.9)])
def test_planted_mixing_comes_back_and_is_covered(works: int, segregated: float) -> None:
    """Random mixing gives 1; if a share of teams does not mix, the index is 1 - share."""
    generator = np.random.default_rng(13)
    sizes = 2 + generator.poisson(2, (SAMPLES, works))
    alone = np.where(generator.random(sizes.shape) < 0.7, sizes, 0)
    is_alone = generator.random(sizes.shape) < segregated
    academic = np.where(is_alone, alone, generator.binomial(sizes, 0.7))
    rows = np.array([mixing(*teams) for teams in zip(sizes, academic, strict=True)])
    _, _, value, low, high = rows[rows[:, 1] >= 5].T
    truth = 1 - segregated
    assert np.mean(value) == pytest.approx(truth, abs=0.02)
    assert 0.93 <= np.mean((low <= truth) & (truth <= high)) <= 0.97


def test_an_author_in_both_sectors_makes_a_mixed_team() -> None:
    """Half of each author is academic, so all teams are mixed, and half are expected to be."""
    index = mixing(np.full(50, 2), np.full(50, 1.0))
    assert index[2:] == pytest.approx((2, 2, 2))


def test_no_mixed_team_leaves_room_for_some() -> None:
    index = mixing(np.full(20, 2), np.repeat([0.0, 2.0], 10))
    assert index[:4] == (0, 10, 0, 0)
    # With this mean, a Poisson count of zero has a probability of 2.5%.
    assert np.exp(-index.ci_high * 10) == pytest.approx(0.025)
