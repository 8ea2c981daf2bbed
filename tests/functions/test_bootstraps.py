"""Bootstraps cover planted values 93 to 97 times in 100."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest
from scipy import special, stats

from dbt_project.functions.estimates import resampling
from dbt_project.functions.estimates.concentration import (
    Z95,
    bootstrap_concentration,
    simulated_stocks,
)
from dbt_project.functions.estimates.gaps import bootstrap_maximum_gap, bootstrap_median_gap
from dbt_project.functions.estimates.resampling import bootstrap_ratio

SAMPLES = 1000


def assert_covers(hits: int) -> None:
    assert 0.93 <= hits / SAMPLES <= 0.97


def owners_of(models: int, generator: np.random.Generator) -> np.ndarray:
    """Draw owners as uneven as those of the lists: the first has a fifth to a quarter."""
    chances = 1 / np.arange(1, 41)
    return generator.choice(40, models, p=chances / chances.sum())


def alone(values: Iterable[float]) -> tuple[list[float], list[str]]:
    """Give each model an owner of its own."""
    models = list(values)
    return models, [str(number) for number in range(len(models))]


@pytest.mark.usefixtures("quick")
def test_bootstrap_intervals_cover_a_planted_gap() -> None:
    generator = np.random.default_rng(4)
    hits = 0
    for _ in range(SAMPLES):
        upper, lower = 10 ** generator.normal(22, 1.5, 60), 10 ** generator.normal(20, 1.5, 40)
        low, high = bootstrap_median_gap(*alone(upper), *alone(lower), 1)
        hits += low <= 2 <= high
    assert_covers(hits)


@pytest.mark.usefixtures("quick")
def test_bootstrap_intervals_cover_a_gap_of_models_with_owners() -> None:
    """An owner's models deviate together."""
    generator = np.random.default_rng(25)
    samples = 400
    hits = 0
    for _ in range(samples):
        sides = []
        for size, middle in ((60, 22), (40, 20)):
            owners = owners_of(size, generator)
            shared = generator.normal(0, 0.8, 40)[owners]
            values = 10 ** (middle + shared + generator.normal(0, 1.2, size))
            sides += [list(values), [str(owner) for owner in owners]]
        low, high = bootstrap_median_gap(*sides, 1)
        hits += low <= 2 <= high
    assert 0.93 <= hits / samples <= 0.97


def test_values_of_fewer_than_three_owners_are_drawn_one_by_one() -> None:
    values, lower = [1e24, 1e22, 1e21, 1e20], alone([1e19, 1e18, 1e17])
    few = bootstrap_median_gap(values, ["a", "a", "b", "b"], *lower, 1)
    assert few == bootstrap_median_gap(*alone(values), *lower, 1)
    assert few != bootstrap_median_gap(values, ["a", "a", "b", "c"], *lower, 1)


@pytest.mark.usefixtures("quick")
def test_bootstrap_intervals_cover_a_planted_ratio() -> None:
    generator = np.random.default_rng(5)
    hits = 0
    for _ in range(SAMPLES):
        sizes = generator.gamma(2, 1, 100)
        private = sizes * (generator.random(100) < 0.6)
        low, high = bootstrap_ratio(list(private), list(sizes), 1)
        hits += low <= 0.6 <= high
    assert_covers(hits)


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


@pytest.mark.usefixtures("quick")
def test_a_ratio_of_few_large_clusters_is_covered_less_often_as_its_caveat_says() -> None:
    """Log sizes have a deviation of 1.9, as those of the published clusters."""
    generator = np.random.default_rng(6)
    hits = 0
    for _ in range(400):
        sizes = generator.lognormal(0, 1.9, 120)
        private = sizes * (generator.random(120) < 0.8)
        low, high = bootstrap_ratio(list(private), list(sizes), 1)
        hits += low <= 0.8 <= high
    assert 0.80 <= hits / 400 <= 0.92


@pytest.mark.usefixtures("quick")
def test_a_median_gap_of_few_models_is_covered_less_often_as_its_caveat_says() -> None:
    generator = np.random.default_rng(7)
    hits = 0
    for _ in range(400):
        industry, academia = 10 ** generator.normal(23, 1, 15), 10 ** generator.normal(21, 1, 3)
        low, high = bootstrap_median_gap(*alone(industry), *alone(academia), 1)
        hits += low <= 2 <= high
    assert 0.82 <= hits / 400 <= 0.94


def test_the_bootstrap_of_a_maximum_never_exceeds_it() -> None:
    upper, lower = alone([1e20, 1e22, 1e24]), alone([1e19, 1e19])
    low, high = bootstrap_maximum_gap(*upper, *lower, 1)
    assert low <= high == pytest.approx(5)


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
