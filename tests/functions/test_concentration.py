"""Intervals of concentration cover planted stocks and the mean index of like lists."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from dbt_project.functions.estimates.concentration import (
    Z95,
    Estimate,
    Part,
    concentration,
    simulated_stocks,
)
from tests.functions.planted import SAMPLES, assert_covers, rows_of


def estimates(
    holders: np.ndarray, lows: np.ndarray, medians: np.ndarray, highs: np.ndarray
) -> list[Estimate]:
    """Return estimates of holders, of which the last two have no name."""
    names, named = holders.astype(str), holders <= 6
    return rows_of(holder=names, is_named=named, low=lows, median=medians, high=highs)


TRUTH = np.array([3.8, 1.2, 3.2, 0.3, 1.4, 1.0, 2.3, 1.1, 0.8, 3.4, 0.4])
HOLDERS = np.array([1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8])
BELOW, ABOVE = (width * np.array([2, 2, 2, 2, 1, 2, 2, 3, 1, 4, 2]) for width in (0.07, 0.08))


def published(truth: np.ndarray, error: np.ndarray) -> list[Estimate]:
    """Return estimates whose medians miss the truth by so many deviations."""
    medians = truth / np.exp(error * np.where(error < 0, BELOW, ABOVE))
    lows, highs = (medians * np.exp(Z95 * width) for width in (-BELOW, ABOVE))
    return estimates(HOLDERS, lows, medians, highs)


@pytest.mark.parametrize("errors", [11, 1], ids=["independent", "fully dependent"])
def test_simulated_stocks_cover_planted_stocks_under_either_dependence(errors: int) -> None:
    """Sizes and spreads are like those of Epoch AI's estimates of the end of 2025, in millions.

    The wider interval counts, so it may cover more often than its level, and never clearly less.
    """
    generator, hits = np.random.default_rng(8), []
    stocks = np.bincount(HOLDERS - 1, TRUTH)
    shares = stocks / stocks.sum()
    ranked = np.sort(shares[:6])
    planted = [*stocks, *shares, (ranked**2).sum(), ranked[-4:].sum()]
    for _ in range(200):
        error = np.broadcast_to(generator.standard_normal(errors), 11)
        simulated = simulated_stocks(published(TRUTH, error), 1)
        rows = [holding[1:4] for holding in simulated.holdings]
        rows += [holding[4:] for holding in simulated.holdings]
        value, low, high = np.array([*rows, *(index[1:] for index in simulated.indices)]).T
        assert np.all((low <= value) & (value <= high))
        hits.append((low <= planted) & (planted <= high))
    covered = np.mean(hits, axis=0)
    assert covered.min() >= 0.92
    # Stocks of one estimate have the same interval under both.
    assert covered[3:8].max() <= 0.98


def parts(models: list[int], owners: list[int], amounts: list[float]) -> list[Part]:
    return rows_of(model=map(str, models), owner=map(str, owners), amount=amounts)


def concentrated_list(generator: np.random.Generator, models: int) -> list[Part]:
    """Draw models of 60 owners, of which a few make many and larger models."""
    chances = 1 / np.arange(1, 61) ** 0.9
    owners = generator.choice(60, models, p=chances / chances.sum())
    typical = stats.norm.ppf((59.5 - owners) / 60)
    sizes = np.exp(1.5 * typical + 2 * generator.standard_normal(models))
    return parts(list(range(models)), owners.tolist(), sizes.tolist())


def indices_of(models: list[Part]) -> list[float]:
    owners = np.unique([int(model["owner"]) for model in models], return_inverse=True)[1]
    totals = np.sort(np.bincount(owners, weights=[model["amount"] for model in models]))
    shares = totals / totals.sum()
    ranks = np.arange(1, len(shares) + 1)
    gini = ((2 * ranks - len(shares) - 1) * shares).sum() / len(shares)
    return [(shares**2).sum(), shares[-4:].sum(), gini]


@pytest.mark.usefixtures("quick")
def test_intervals_cover_the_mean_index_of_such_lists() -> None:
    """The percentile interval covered CR4 82 times in 100, and could exclude its own estimate."""
    generator = np.random.default_rng(8)
    lists = [concentrated_list(generator, 30) for _ in range(4000)]
    mean = np.mean([indices_of(models) for models in lists], axis=0)
    hits = np.zeros(3)
    for models in lists[:SAMPLES]:
        value, low, high = np.array([index[1:] for index in concentration(models, 1)]).T
        assert np.all((low <= value) & (value <= high))
        hits += (low <= mean) & (mean <= high)
    for count in hits:
        assert_covers(count)
