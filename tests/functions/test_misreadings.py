"""Shares corrected for misread strings recover planted shares, and intervals cover them."""

from __future__ import annotations

import numpy as np
import pytest

from dbt_project.functions.estimates.intervals import Estimate
from dbt_project.functions.estimates.misreadings import (
    Confusion,
    ReadWorks,
    adjusted_share,
)
from tests.functions.planted import rows_of

SAMPLES = 1000  # each resampled with a seed of its own, so that their errors are independent
WORKS = 200
POSITIVES, NEGATIVES = 54, 226


def confusion(
    hits: int, positives: int, rejections: int, negatives: int, unknown: tuple[int, int] = (1, 2)
) -> Confusion:
    return {
        "hits": hits,
        "positives": positives,
        "rejections": rejections,
        "negatives": negatives,
        "unknown": unknown[0],
        "classified_unknown": unknown[1],
    }


def one_string(named: int, unnamed: int) -> list[ReadWorks]:
    """Return works of one string each, which is classified as the class or not."""
    return rows_of(named=(1, 0), unnamed=(0, 1), works=(named, unnamed))


def read_works(
    generator: np.random.Generator, share: float, sensitivity: float, specificity: float
) -> list[ReadWorks]:
    """Draw works with strings that are classified as industry; a ``share`` of them names it."""
    strings = 1 + generator.poisson(1, WORKS)
    industrial = 1 + generator.binomial(strings - 1, 0.3)
    truly = np.where(generator.random(WORKS) < share, industrial, 0)
    classified = generator.binomial(truly, sensitivity)
    classified += generator.binomial(strings - truly, 1 - specificity)
    kinds, works = np.unique([classified, strings - classified], axis=1, return_counts=True)
    return rows_of(named=kinds[0], unnamed=kinds[1], works=works)


def adjust(
    generator: np.random.Generator, share: float, rates: tuple[float, float], seed: int
) -> Estimate:
    """Return the estimate of one planted sample, with error rates from planted labels."""
    works = read_works(generator, share, *rates)
    hits = int(generator.binomial(POSITIVES, rates[0]))
    rejections = int(generator.binomial(NEGATIVES, rates[1]))
    return adjusted_share(works, 0, confusion(hits, POSITIVES, rejections, NEGATIVES), seed)


@pytest.mark.parametrize(
    ("share", "rates"), [(0.15, (0.85, 0.97)), (0.4, (0.93, 0.99)), (0.65, (0.8, 0.95))]
)
@pytest.mark.usefixtures("quick")
def test_a_planted_share_is_recovered_from_misread_strings(
    share: float, rates: tuple[float, float]
) -> None:
    generator = np.random.default_rng(11)
    rows = np.array([adjust(generator, share, rates, seed) for seed in range(SAMPLES)])
    value, low, high = rows.T
    assert np.mean(value) == pytest.approx(share, abs=0.01)
    assert 0.93 <= np.mean((low <= share) & (share <= high)) <= 0.97


def test_works_of_one_string_have_rogan_and_gladens_estimate() -> None:
    """With many works and labels, the posterior converges to the closed form."""
    labels = confusion(900_000, 1_000_000, 980_000, 1_000_000, (0, 1_000_000))
    share = adjusted_share(one_string(300_000, 700_000), 0, labels, 1)
    assert share.value == pytest.approx((0.3 + 0.98 - 1) / (0.9 + 0.98 - 1), abs=1e-3)
    assert share.ci_high - share.ci_low < 0.005


def test_works_that_truly_name_nothing_leave_the_denominator() -> None:
    exact = confusion(10**9, 10**9, 10**9, 10**9, (500_000, 1_000_000))
    share = adjusted_share(one_string(300_000, 700_000), 200_000, exact, 1)
    assert share.value == pytest.approx(0.3 / 0.9, abs=3e-3)


def test_no_work_said_to_name_it_leaves_room_for_some() -> None:
    works: list[ReadWorks] = [{"named": 0, "unnamed": 1, "works": 20}]
    share = adjusted_share(works, 0, confusion(51, 54, 226, 226, (2, 6)), 1)
    assert share.ci_low == 0
    assert 0 < share.value < 0.05
    assert 0.05 < share.ci_high < 0.25
