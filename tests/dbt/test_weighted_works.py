"""Closed forms for works of unequal weight agree with sums and planted shares."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import numpy as np
import pytest

from tests.dbt.rendering import connect, known_macros, render_model

SAMPLES = 1000
LISTS_OF_TEAMS = 3000
SHARES = np.array([0.45, 0.2, 0.3, 0.05])  # of works by class
LOG_CITATIONS = np.array([1.8, 2.6, 2.2, 1.5])  # means of their logarithms


@pytest.fixture
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with connect() as connection:
        yield connection


def weighted_shares(
    database: duckdb.DuckDBPyConnection, sample: np.ndarray, amounts: np.ndarray
) -> dict[str, np.ndarray]:
    """Return value and interval of the first part's share; ``amounts`` has a row per work."""
    forms = known_macros()
    database.register("works", {"sample": sample, "a": amounts[:, 0], "b": amounts[:, 1]})
    shares = forms["shares_of_weighted_works"]("kinds", "sample", ["a", "b"], ["a", "b"], "part")
    low, high = (
        forms["wilson"]("(value * effective_n)", "effective_n", side, "t_quantile")
        for side in (-1, 1)
    )
    rows = database.execute(
        "with shares as (with kinds as (select sample, a, b, true as is_known, count(*) as works"
        f" from works group by all), {shares})"
        " select sample, any_value(value) as value, any_value(effective_n) as effective_n,"
        f" any_value({low}) as low, any_value({high}) as high from"
        " (select *, student_t_quantile(0.975, degrees) as t_quantile from shares where part = 'a')"
        " group by sample order by sample"
    ).fetchnumpy()
    return {name: np.asarray(column) for name, column in rows.items()}


def planted_citations(
    generator: np.random.Generator, works: int, spread: float
) -> tuple[np.ndarray, np.ndarray]:
    """Draw class and citations of each work, one sample per row; few works have most citations."""
    classes = generator.choice(4, (SAMPLES, works), p=SHARES)
    return classes, np.floor(np.exp(generator.normal(LOG_CITATIONS[classes], spread)))


def true_share(of_class: int, spread: float) -> float:
    """Return the share of the citations of 800,000 works."""
    classes, citations = planted_citations(np.random.default_rng(3), 800, spread)
    return float(citations[classes == of_class].sum() / citations.sum())


@pytest.mark.parametrize(
    ("works", "of_class", "spread"),
    [
        (20, 0, 1.0),
        (50, 0, 1.6),
        (200, 0, 1.0),
        # The class is rare: most samples have few of its works.
        (20, 3, 1.0),
        (50, 3, 1.6),
        (200, 3, 1.0),
    ],
)
def test_shares_of_citations_are_covered(
    database: duckdb.DuckDBPyConnection, works: int, of_class: int, spread: float
) -> None:
    classes, citations = planted_citations(np.random.default_rng(works), works, spread)
    is_class = classes == of_class
    amounts = np.stack([(is_class * citations).ravel(), (~is_class * citations).ravel()], axis=1)
    rows = weighted_shares(database, np.repeat(np.arange(SAMPLES), works), amounts)
    truth = true_share(of_class, spread)
    assert 0.93 <= np.mean((rows["low"] <= truth) & (truth <= rows["high"])) <= 0.98


def test_the_variance_is_that_of_a_jackknife_over_works(
    database: duckdb.DuckDBPyConnection,
) -> None:
    amounts = np.array([[3.0, 0.0], [0.0, 1.0], [0.0, 1.0], [1.0, 1.0], [2.0, 0.5], [0.0, 4.0]])
    (value,), (effective_n,) = (
        weighted_shares(database, np.zeros(6), amounts)[name] for name in ("value", "effective_n")
    )
    without = np.array([np.delete(amounts, work, axis=0).sum(axis=0) for work in range(6)])
    left_out = without[:, 0] / without.sum(axis=1)
    variance = 5 / 6 * np.sum((left_out - value) ** 2)
    assert value == pytest.approx(6 / 13.5)
    assert effective_n == pytest.approx(value * (1 - value) / variance)


def test_works_of_equal_weight_count_as_they_are(database: duckdb.DuckDBPyConnection) -> None:
    amounts = np.array([[1.0, 0.0]] * 13 + [[0.0, 1.0]] * 7)
    rows = weighted_shares(database, np.zeros(20), amounts)
    # A jackknife divides by n - 1.
    assert rows["effective_n"][0] == pytest.approx(19)


@pytest.mark.parametrize("other", [0.0, 5.0])
def test_one_work_with_all_the_weight_shows_nothing_of_its_class(
    database: duckdb.DuckDBPyConnection, other: float
) -> None:
    amounts = np.array([[0.0, 90.0]] + [[0.0, 0.0]] * 9 + [[0.0, other]])
    rows = weighted_shares(database, np.zeros(11), amounts)
    assert rows["value"][0] == 0
    assert rows["high"][0] > 0.7


def plant_teams(
    database: duckdb.DuckDBPyConnection, authors: np.ndarray, academic: np.ndarray
) -> None:
    """Plant a population for each row of the arrays, under its own definition."""
    samples, works = authors.shape
    numbers = np.arange(samples * works)
    database.register(
        "planted",
        {
            "sample": numbers // works,
            "number": numbers,
            "authors": authors.ravel(),
            "academic": academic.ravel().astype(float),
        },
    )
    database.execute(
        "create table int_papers__periods as select 'accepted' as definition, sample as source,"
        " date '2026-01-01' as vintage, null as venue, '2020' as period,"
        " date '2020-01-01' as period_start, date '2020-12-31' as period_end, true as is_year,"
        " number as paper_key from planted"
    )
    database.execute(
        "create table int_papers__teams as select number as paper_key, 0 as unknown_slots,"
        " authors as academic_or_industry_slots, academic as academic_slots from planted"
    )


def mixing(database: duckdb.DuckDBPyConnection) -> dict[str, np.ndarray]:
    query = f"select * from ({render_model('int_collaboration')}) order by source"
    return {k: np.asarray(v) for k, v in database.execute(query).fetchnumpy().items()}


@pytest.mark.parametrize(("works", "segregated"), [(30, 0.0), (100, 0.0), (100, 0.4), (400, 0.9)])
def test_planted_mixing_comes_back_and_is_covered(
    database: duckdb.DuckDBPyConnection, works: int, segregated: float
) -> None:
    """Random mixing gives 1; if a share of teams does not mix, the index is 1 - share."""
    generator = np.random.default_rng(13)
    sizes = 2 + generator.poisson(2, (LISTS_OF_TEAMS, works))
    alone = np.where(generator.random(sizes.shape) < 0.7, sizes, 0)
    is_alone = generator.random(sizes.shape) < segregated
    plant_teams(database, sizes, np.where(is_alone, alone, generator.binomial(sizes, 0.7)))
    rows = mixing(database)
    truth = 1 - segregated
    assert np.mean(rows["observed"] / rows["expected"]) == pytest.approx(truth, abs=0.02)
    assert 0.93 <= np.mean((rows["ci_low"] <= truth) & (truth <= rows["ci_high"])) <= 0.97


def test_an_author_in_both_sectors_makes_a_mixed_team(database: duckdb.DuckDBPyConnection) -> None:
    """Half of each author is academic, so all teams are mixed, and half are expected to be."""
    plant_teams(database, np.full((1, 50), 2), np.full((1, 50), 1.0))
    rows = mixing(database)
    assert rows["observed"][0] / rows["expected"][0] == 2
    assert (rows["ci_low"][0], rows["ci_high"][0]) == pytest.approx((2, 2))


def test_no_mixed_team_leaves_room_for_some(database: duckdb.DuckDBPyConnection) -> None:
    academic = np.repeat([[0.0, 2.0]], 10, axis=0).reshape(1, 20)
    plant_teams(database, np.full((1, 20), 2), academic)
    rows = mixing(database)
    assert (rows["observed"][0], rows["expected"][0], rows["ci_low"][0]) == (0, 10, 0)
    # With this mean, a Poisson count of zero has a probability of 2.5%.
    assert np.exp(-rows["ci_high"][0] * 10) == pytest.approx(0.025)
