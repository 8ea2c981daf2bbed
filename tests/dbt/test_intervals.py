"""Synthetic truth: planted values come back, and 95% intervals cover them 93 to 97 times in 100."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

import duckdb
import numpy as np
import pytest
from scipy import special, stats

from tests.dbt.rendering import connect, estimates, plugin, render_model

SAMPLES = 1000
DOUBLING_MONTHS = 6.0
SLOPE = 12 * np.log10(2) / DOUBLING_MONTHS


@pytest.fixture(scope="module")
def functions() -> ModuleType:
    return plugin()


@pytest.fixture
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with connect() as connection:
        yield connection


def assert_covers(hits: int) -> None:
    assert 0.93 <= hits / SAMPLES <= 0.97


def wilson(database: duckdb.DuckDBPyConnection, table: str) -> list[tuple[float, float]]:
    forms = estimates()
    query = f"select {forms.wilson('k', 'n', -1)}, {forms.wilson('k', 'n', 1)} from {table}"
    return database.execute(query).fetchall()


@pytest.mark.parametrize(("n", "share"), [(60, 0.55), (155, 0.14), (42, 0.69)])
def test_wilson_intervals_cover_a_planted_share(
    database: duckdb.DuckDBPyConnection, n: int, share: float
) -> None:
    counts = np.random.default_rng(1).binomial(n, share, SAMPLES)
    database.execute("create table samples (k integer, n integer)")
    database.executemany("insert into samples values (?, ?)", [(int(k), n) for k in counts])
    assert_covers(sum(low <= share <= high for low, high in wilson(database, "samples")))
    assert counts.mean() / n == pytest.approx(share, abs=0.01)


def test_wilson_intervals_are_the_librarys(database: duckdb.DuckDBPyConnection) -> None:
    pairs = [(0, 5), (1, 7), (13, 20), (33, 60), (5, 5)]
    database.execute("create table samples (k integer, n integer)")
    database.executemany("insert into samples values (?, ?)", pairs)
    for (k, n), ends in zip(pairs, wilson(database, "samples"), strict=True):
        interval = stats.binomtest(k, n).proportion_ci(method="wilson")
        assert ends == pytest.approx((interval.low, interval.high), abs=1e-12)


def plant_models(database: duckdb.DuckDBPyConnection, years: np.ndarray, flops: np.ndarray) -> None:
    """One vintage for each sample, all of its models in one population."""
    samples, models = flops.shape
    database.execute(
        "create table int_models (model_id varchar, source varchar, vintage date,"
        " team_class varchar, publication_date date, year_fraction double, log10_flop double)"
    )
    numbers = np.arange(samples * models)
    columns = {
        "sample": numbers // models,
        "model": numbers,
        "x": np.tile(years, samples),
        "y": flops.ravel(),
    }
    database.register("planted", columns)
    database.execute(
        "insert into int_models select model, sample, '2026-01-01', 'industry_only',"
        " make_date(cast(x as integer), 1, 1), x, y from planted"
    )
    database.execute(
        "create table int_models__populations as"
        " select 'notable_compute_known' as definition, model_id from int_models"
    )


def doubling_times(database: duckdb.DuckDBPyConnection) -> list[tuple[float, float, float]]:
    """Value and interval as the metrics table has them."""
    forms = estimates()
    value, low, high = (
        forms.doubling_months(slope)
        for slope in ("slope", "slope + t_quantile * slope_se", "slope - t_quantile * slope_se")
    )
    return database.execute(
        f"select {value}, {low}, {high} from ({render_model('int_compute_fits')})"
        " where team_class is null"
    ).fetchall()


def test_a_planted_doubling_time_comes_back_and_is_covered(
    database: duckdb.DuckDBPyConnection,
) -> None:
    generator = np.random.default_rng(2)
    years = np.sort(generator.uniform(2010, 2023, 80))
    flops = 17 + SLOPE * (years - 2010) + generator.normal(0, 1.2, (SAMPLES, 80))
    plant_models(database, years, flops)
    times = doubling_times(database)
    assert len(times) == SAMPLES
    assert np.median([value for value, _, _ in times]) == pytest.approx(DOUBLING_MONTHS, rel=0.02)
    assert_covers(sum(low <= DOUBLING_MONTHS <= high for _, low, high in times))


def test_fits_are_the_librarys(database: duckdb.DuckDBPyConnection) -> None:
    generator = np.random.default_rng(3)
    years = np.sort(generator.uniform(2010, 2023, 30))
    flops = 17 + SLOPE * (years - 2010) + generator.normal(0, 1, (1, 30))
    plant_models(database, years, flops)
    row = database.execute(
        f"select slope, intercept, slope_se from ({render_model('int_compute_fits')})"
        " where team_class is null"
    ).fetchone()
    fit = stats.linregress(years, flops[0])
    assert row == pytest.approx((fit.slope, fit.intercept, fit.stderr), rel=1e-9)


def test_fits_by_class_count_the_models_of_no_known_class(
    database: duckdb.DuckDBPyConnection,
) -> None:
    plant_models(database, np.arange(2011.0, 2017.0), np.arange(20.0, 26.0)[None, :])
    database.execute("update int_models set team_class = 'unknown' where year_fraction > 2014")
    found = database.execute(
        f"select team_class, n, n_unknown from ({render_model('int_compute_fits')}) order by all"
    ).fetchall()
    assert found == [("industry_only", 4, 2), (None, 6, 0)]


def test_an_interval_that_reaches_shrinking_has_an_open_end(
    database: duckdb.DuckDBPyConnection,
) -> None:
    plant_models(database, np.array([2011.0, 2012.0, 2013.0]), np.array([[20.0, 23.0, 20.5]]))
    ((value, low, high),) = doubling_times(database)
    assert value > 0
    assert low > 0
    assert high is None


def test_bootstrap_intervals_cover_a_planted_gap(functions: ModuleType) -> None:
    generator = np.random.default_rng(4)
    hits = 0
    for _ in range(SAMPLES):
        upper, lower = 10 ** generator.normal(22, 1.5, 60), 10 ** generator.normal(20, 1.5, 40)
        low, high = functions.bootstrap_median_gap(list(upper), list(lower), 1)
        hits += low <= 2 <= high
    assert_covers(hits)


def test_bootstrap_intervals_cover_a_planted_ratio(functions: ModuleType) -> None:
    generator = np.random.default_rng(5)
    hits = 0
    for _ in range(SAMPLES):
        sizes = generator.gamma(2, 1, 100)
        private = sizes * (generator.random(100) < 0.6)
        low, high = functions.bootstrap_ratio(list(private), list(sizes), 1)
        hits += low <= 0.6 <= high
    assert_covers(hits)


def test_a_ratio_of_few_large_clusters_is_covered_less_often_as_its_caveat_says(
    functions: ModuleType,
) -> None:
    """Sizes as uneven as those of the published clusters: a deviation of 1.9 of their logarithm."""
    generator = np.random.default_rng(6)
    hits = 0
    for _ in range(400):
        sizes = generator.lognormal(0, 1.9, 120)
        private = sizes * (generator.random(120) < 0.8)
        low, high = functions.bootstrap_ratio(list(private), list(sizes), 1)
        hits += low <= 0.8 <= high
    assert 0.80 <= hits / 400 <= 0.92


def test_a_median_gap_of_few_models_is_covered_less_often_as_its_caveat_says(
    functions: ModuleType,
) -> None:
    generator = np.random.default_rng(7)
    hits = 0
    for _ in range(400):
        industry, academia = 10 ** generator.normal(23, 1, 15), 10 ** generator.normal(21, 1, 3)
        low, high = functions.bootstrap_median_gap(list(industry), list(academia), 1)
        hits += low <= 2 <= high
    assert 0.82 <= hits / 400 <= 0.94


def test_the_bootstrap_of_a_maximum_never_exceeds_it(functions: ModuleType) -> None:
    low, high = functions.bootstrap_maximum_gap([1e20, 1e22, 1e24], [1e19, 1e19], 1)
    assert low <= high == pytest.approx(5)


def test_a_seed_fixes_every_interval(functions: ModuleType) -> None:
    first, again, other = (
        functions.bootstrap_concentration([1, 2, 2, 3], [1, 1, 2, 3], [8.0, 2.0, 2.0, 4.0], seed)
        for seed in (1, 1, 2)
    )
    assert first == again
    assert len(other) == 6


def test_concentration_of_one_holder_is_whole(functions: ModuleType) -> None:
    ends = functions.bootstrap_concentration([1, 2, 3], [1, 1, 1], [5.0, 1.0, 2.0], 1)
    assert ends == pytest.approx([1, 1, 1, 1, 0, 0])


def test_resampled_concentration_agrees_with_a_plain_loop(functions: ModuleType) -> None:
    works, owners, amounts = [1, 2, 2, 3, 4], [1, 1, 2, 3, 2], [8.0, 2.0, 2.0, 4.0, 1.0]
    drawn = np.random.default_rng(9).integers(0, 4, (functions.RESAMPLES, 4))
    indices = []
    for draw in drawn:
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
    found = functions.bootstrap_concentration(works, owners, amounts, 9)
    assert found == pytest.approx(list(expected))


def concentrated_list(generator: np.random.Generator, models: int) -> list[list[float]]:
    """Models of 60 owners: a few owners make many models, and their models are larger."""
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


def test_concentration_intervals_cover_the_mean_index_of_such_lists(functions: ModuleType) -> None:
    """The percentile interval covered CR4 82 times in 100, and could exclude its own estimate."""
    generator = np.random.default_rng(8)
    lists = [concentrated_list(generator, 30) for _ in range(4000)]
    found = np.array([concentration(*models[1:]) for models in lists])
    hits = np.zeros(3)
    for models, own in zip(lists[:SAMPLES], found, strict=False):
        ends = np.reshape(functions.bootstrap_concentration(*models, 1), (3, 2))
        assert (ends[:, 0] <= own + 1e-12).all()
        assert (own - 1e-12 <= ends[:, 1]).all()
        hits += (ends[:, 0] <= found.mean(axis=0)) & (found.mean(axis=0) <= ends[:, 1])
    for count in hits:
        assert_covers(count)
