"""Intervals of concentration cover planted stocks and the mean index of like lists."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special, stats

from dbt_project.functions.estimates import resampling
from dbt_project.functions.estimates.concentration import (
    Z95,
    bootstrap_concentration,
    simulated_stocks,
)
from tests.functions.planted import SAMPLES, assert_covers


@pytest.mark.parametrize("errors", [11, 1], ids=["independent", "fully dependent"])
def test_simulated_stocks_cover_planted_stocks_under_either_dependence(errors: int) -> None:
    """Sizes and spreads are like those of Epoch AI's estimates of the end of 2025, in millions.

    The wider interval counts, so it may cover more often than its level, and never clearly less.
    """
    generator, hits = np.random.default_rng(8), []
    truth = np.array([3.8, 1.2, 3.2, 0.3, 1.4, 1.0, 2.3, 1.1, 0.8, 3.4, 0.4])
    holders, is_named = [1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8], [True] * 9 + [False] * 2
    below, above = (width * np.array([2, 2, 2, 2, 1, 2, 2, 3, 1, 4, 2]) for width in (0.07, 0.08))
    stocks = np.bincount(np.array(holders) - 1, truth)
    shares = stocks / stocks.sum()
    ranked = np.sort(shares[:6])
    planted = [*stocks, *shares, (ranked**2).sum(), ranked[-4:].sum()]
    for _ in range(400):
        error = np.broadcast_to(generator.standard_normal(errors), 11)
        medians = truth / np.exp(error * np.where(error < 0, below, above))
        ends = [medians * np.exp(Z95 * width) for width in (-below, above)]
        estimates = simulated_stocks(holders, is_named, ends[0], medians, ends[1], 1)
        value, low, high = np.reshape(estimates, (-1, 3)).T
        assert np.all((low <= value) & (value <= high))
        hits.append((low <= planted) & (planted <= high))
    covered = np.mean(hits, axis=0)
    assert covered.min() >= 0.92
    # Stocks of one estimate have the same interval under both.
    assert covered[3:8].max() <= 0.98


def test_a_seed_fixes_every_interval() -> None:
    first, again, other = (
        bootstrap_concentration([1, 2, 2, 3], [1, 1, 2, 3], [8.0, 2.0, 2.0, 4.0], seed)
        for seed in (1, 1, 2)
    )
    assert first == again
    assert len(other) == 6


def test_concentration_of_one_holder_is_whole() -> None:
    ends = bootstrap_concentration([1, 2, 3], [1, 1, 1], [5.0, 1.0, 2.0], 1)
    assert ends == pytest.approx([1, 1, 1, 1, 0, 0])


def test_resampled_concentration_agrees_with_a_plain_loop() -> None:
    works, owners, amounts = [1, 2, 2, 3, 4], [1, 1, 2, 3, 2], [8.0, 2.0, 2.0, 4.0, 1.0]
    draws = np.random.default_rng(9).integers(0, 4, (resampling.RESAMPLES, 4))
    indices = []
    for draw in draws:
        totals = np.zeros(3)
        for work in draw:
            for entry in np.flatnonzero(np.asarray(works) == work + 1):
                totals[owners[entry] - 1] += amounts[entry]
        held = np.sort(totals[totals > 0] / totals.sum())
        ranks = np.arange(1, len(held) + 1)
        gini = ((2 * ranks - len(held) - 1) * held).sum() / len(held)
        indices.append(((held**2).sum(), held[-4:].sum(), gini))
    estimate = special.logit([125 / 289, 1 - 1e-6, 14 / 51])
    distance = np.sqrt(
        ((special.logit(np.clip(indices, 1e-6, 1 - 1e-6)) - estimate) ** 2).mean(axis=0)
    )
    reach = stats.t.ppf(0.975, 3) * distance
    expected = np.stack([special.expit(estimate - reach), special.expit(estimate + reach)])
    expected[:, 1] = 1
    expected = expected.T.ravel()
    rows = bootstrap_concentration(works, owners, amounts, 9)
    assert rows == pytest.approx(list(expected))


def concentrated_list(generator: np.random.Generator, models: int) -> list[list[float]]:
    """Draw models of 60 owners, of which a few make many and larger models."""
    chances = 1 / np.arange(1, 61) ** 0.9
    owners = generator.choice(60, models, p=chances / chances.sum())
    typical = stats.norm.ppf((59.5 - owners) / 60)
    sizes = np.exp(1.5 * typical + 2 * generator.standard_normal(models))
    _, numbers = np.unique(owners, return_inverse=True)
    return [list(range(1, models + 1)), list(numbers + 1), list(sizes)]


def concentration(owners: list[float], sizes: list[float]) -> list[float]:
    totals = np.sort(np.bincount(np.asarray(owners, dtype=int), weights=sizes)[1:])
    shares = totals / totals.sum()
    ranks = np.arange(1, len(shares) + 1)
    gini = ((2 * ranks - len(shares) - 1) * shares).sum() / len(shares)
    return [(shares**2).sum(), shares[-4:].sum(), gini]


@pytest.mark.usefixtures("quick")
def test_concentration_intervals_cover_the_mean_index_of_such_lists() -> None:
    """The percentile interval covered CR4 82 times in 100, and could exclude its own estimate."""
    generator = np.random.default_rng(8)
    lists = [concentrated_list(generator, 30) for _ in range(4000)]
    rows = np.array([concentration(*models[1:]) for models in lists])
    hits = np.zeros(3)
    for models, own in zip(lists[:SAMPLES], rows, strict=False):
        ends = np.reshape(bootstrap_concentration(*models, 1), (3, 2))
        assert (ends[:, 0] <= own + 1e-12).all()
        assert (own - 1e-12 <= ends[:, 1]).all()
        hits += (ends[:, 0] <= rows.mean(axis=0)) & (rows.mean(axis=0) <= ends[:, 1])
    for count in hits:
        assert_covers(count)
