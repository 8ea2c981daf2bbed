"""Estimates recover planted values, and 95% intervals cover them 93 to 97 times in 100."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import ModuleType

import duckdb
import numpy as np
import pytest
from scipy import special, stats

from tests.dbt.rendering import connect, estimates, known_macros, plugin, quick_plugin, render_model

SAMPLES = 1000
DOUBLING_MONTHS = 6.0
SLOPE = 12 * np.log10(2) / DOUBLING_MONTHS


@pytest.fixture(scope="module")
def functions() -> ModuleType:
    return plugin()


@pytest.fixture(scope="module")
def quick() -> ModuleType:
    return quick_plugin()


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


def test_wilson_intervals_contain_their_share_to_the_last_digit(
    database: duckdb.DuckDBPyConnection,
) -> None:
    """The formula alone gives an upper end just below one for some n of n."""
    pairs = [(k, n) for n in range(1, 200) for k in (0, n)]
    database.execute("create table samples (k integer, n integer)")
    database.executemany("insert into samples values (?, ?)", pairs)
    ends = wilson(database, "samples")
    assert all(low <= k / n <= high for (k, n), (low, high) in zip(pairs, ends, strict=True))


def plant_models(
    database: duckdb.DuckDBPyConnection,
    years: np.ndarray,
    flops: np.ndarray,
    owners: np.ndarray | None = None,
) -> None:
    """Plant one vintage per sample, with all models in one population and an owner each."""
    samples, models = flops.shape
    columns = {
        "sample": np.repeat(np.arange(samples), models),
        "x": np.tile(years, samples),
        "y": flops.ravel(),
        "owner": np.tile(np.arange(models) if owners is None else owners, samples),
    }
    database.register("planted", columns)
    database.execute(
        "create table int_models__populations as select 'notable_compute_known' as definition,"
        " sample as source, date '2026-01-01' as vintage, 'industry_only' as team_class,"
        " owner as main_owner, make_date(cast(x as integer), 1, 1) as publication_date,"
        " x as year_fraction, y as log10_flop from planted"
    )


NOMINAL = "t_quantile * slope_se"
BY_ORGANISATION = "organization_quantile * organization_se"


def doubling_times(
    database: duckdb.DuckDBPyConnection, reach: str = NOMINAL
) -> list[tuple[float, float, float]]:
    """Return value and interval as the metrics table has them."""
    forms = estimates()
    value, low, high = (
        forms.doubling_months(slope) for slope in ("slope", f"slope + {reach}", f"slope - {reach}")
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


def owners_of(models: int, generator: np.random.Generator) -> np.ndarray:
    """Draw owners as uneven as those of the lists: the first has a fifth to a quarter."""
    chances = 1 / np.arange(1, 41)
    return generator.choice(40, models, p=chances / chances.sum())


def test_a_doubling_time_is_covered_where_owners_differ_in_level_and_growth(
    database: duckdb.DuckDBPyConnection,
) -> None:
    """An owner's models deviate together by 0.7 orders of magnitude, and by 0.1 a year."""
    generator = np.random.default_rng(21)
    years = np.sort(generator.uniform(2010, 2023, 150))
    owners = owners_of(150, generator)
    level, growth = generator.normal(0, [[[0.7]], [[0.1]]], (2, SAMPLES, 40))
    flops = 17 + level[:, owners] + (SLOPE + growth[:, owners]) * (years - 2016.5)
    plant_models(database, years, flops + generator.normal(0, 1, flops.shape), owners)
    times = doubling_times(database, BY_ORGANISATION)
    assert_covers(sum(low <= DOUBLING_MONTHS <= high for _, low, high in times))


def test_the_jackknife_of_slopes_omits_one_owner_at_a_time(
    database: duckdb.DuckDBPyConnection,
) -> None:
    generator = np.random.default_rng(22)
    years, flops = np.sort(generator.uniform(2010, 2023, 20)), generator.normal(20, 1, 20)
    owners = np.arange(20) % 6
    plant_models(database, years, flops[None, :], owners)
    row = database.execute(
        f"select organization_se, organization_degrees from ({render_model('int_compute_fits')})"
        " where team_class is null"
    ).fetchone()
    slope = stats.linregress(years, flops).slope
    without = [
        stats.linregress(years[owners != owner], flops[owners != owner]).slope for owner in range(6)
    ]
    squares = np.sum((np.array(without) - slope) ** 2)
    degrees = 20**2 / np.sum(np.bincount(owners) ** 2) - 1
    assert row == pytest.approx((np.sqrt(5 / 6 * squares), degrees), rel=1e-9)


def organisation_shares(
    database: duckdb.DuckDBPyConnection, sizes: np.ndarray, counts: np.ndarray
) -> np.ndarray:
    """Return effective n, degrees and both kinds of interval, one sample per row."""
    samples = len(counts)
    cells = {
        "sample": np.repeat(np.arange(samples), len(sizes)),
        "organization": np.tile(np.arange(len(sizes)), samples),
        "n": np.tile(sizes, samples),
        "k": counts.ravel(),
    }
    database.register("cells", cells)
    forms = known_macros()
    ends = [
        forms["wilson"]("(k * 1.0 / n * effective_n)", "effective_n", side, "quantile")
        for side in (-1, 1)
    ] + [forms["wilson"]("k", "n", side) for side in (-1, 1)]
    shares = forms["shares_over_organizations"]("cells", "sample", [])
    rows = database.execute(
        f"select effective_n, degrees, {', '.join(ends)} from"
        f" (select *, student_t_quantile(0.975, degrees) as quantile from ({shares}))"
        " order by sample"
    ).fetchall()
    return np.array(rows)


def covered(rows: np.ndarray, share: float) -> int:
    low, high = rows[:, 2:4].T
    return int(((low <= share) & (share <= high)).sum())


# Models of the organisations of the list of 2026-01-26: 1 of 2024, and 2020-2022 with its largest.
SIZES_2024 = np.array([6, 5, 4, 4, 3, 3, 3, 2, 2, 2, *[1] * 14])
SIZES_2020S = np.array([50, 20, 15, 9, 6, 6, 5, 4, 3, *[2] * 5, *[1] * 27])


@pytest.mark.parametrize(
    ("sizes", "share", "correlation"),
    [
        (SIZES_2024, 0.8, 0.5),
        (SIZES_2024, 0.5, 0.3),
        (SIZES_2020S, 0.55, 0.1),
        (SIZES_2020S, 0.55, 0.5),
        (SIZES_2020S, 0.15, 0.3),
    ],
)
def test_shares_are_covered_where_models_of_one_organisation_are_alike(
    database: duckdb.DuckDBPyConnection, sizes: np.ndarray, share: float, correlation: float
) -> None:
    """Each organisation has a share of its own, from a beta distribution around the planted one."""
    generator = np.random.default_rng(23)
    spread = 1 / correlation - 1
    own = generator.beta(share * spread, (1 - share) * spread, (SAMPLES, len(sizes)))
    rows = organisation_shares(database, sizes, generator.binomial(sizes, own))
    assert_covers(covered(rows, share))


def test_a_rare_class_of_organisations_alike_is_covered_less_often_as_its_caveat_says(
    database: duckdb.DuckDBPyConnection,
) -> None:
    generator = np.random.default_rng(24)
    own = generator.beta(0.15 * 0.25, 0.85 * 0.25, (SAMPLES, len(SIZES_2020S)))
    rows = organisation_shares(database, SIZES_2020S, generator.binomial(SIZES_2020S, own))
    assert 0.85 <= covered(rows, 0.15) / SAMPLES <= 0.95


def test_independent_models_keep_the_nominal_interval(database: duckdb.DuckDBPyConnection) -> None:
    """With one model each, the degrees are n - 1 and the t quantile is near the normal one."""
    counts = np.array([[1] * 60 + [0] * 90, [0] * 150, [1] * 150])
    rows = organisation_shares(database, np.ones(150, dtype=int), counts)
    assert rows[:, 0] == pytest.approx([149, 150, 150])
    assert rows[:, 1] == pytest.approx(149)
    assert rows[:, 2:4] == pytest.approx(rows[:, 4:6], abs=3e-3)


def test_one_organisation_shows_no_spread(database: duckdb.DuckDBPyConnection) -> None:
    rows = organisation_shares(database, np.array([20, 0]), np.array([[15, 0]]))
    assert rows[0, :2] == pytest.approx([1, 1])
    assert rows[0, 2] < 0.02
    assert rows[0, 3] > 0.98


def test_shares_omit_one_organisation_at_a_time(database: duckdb.DuckDBPyConnection) -> None:
    sizes, counts = np.array([10, 5, 5, 2, 1]), np.array([2, 4, 1, 2, 0])
    ((effective, *_),) = organisation_shares(database, sizes, counts[None, :])
    share = counts.sum() / sizes.sum()
    without = (counts.sum() - counts) / (sizes.sum() - sizes)
    variance = 4 / 5 * ((without - share) ** 2).sum()
    assert effective == pytest.approx(share * (1 - share) / variance)


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
    database.execute(
        "update int_models__populations set team_class = 'unknown' where year_fraction > 2014"
    )
    rows = database.execute(
        f"select team_class, n, n_unknown from ({render_model('int_compute_fits')}) order by all"
    ).fetchall()
    assert rows == [("industry_only", 4, 2), (None, 6, 0)]


def test_an_interval_that_reaches_shrinking_has_an_open_end(
    database: duckdb.DuckDBPyConnection,
) -> None:
    plant_models(database, np.array([2011.0, 2012.0, 2013.0]), np.array([[20.0, 23.0, 20.5]]))
    ((value, low, high),) = doubling_times(database)
    assert value > 0
    assert low > 0
    assert high is None


def alone(values: Iterable[float]) -> tuple[list[float], list[str]]:
    """Give each model an owner of its own."""
    models = list(values)
    return models, [str(number) for number in range(len(models))]


def test_bootstrap_intervals_cover_a_planted_gap(quick: ModuleType) -> None:
    generator = np.random.default_rng(4)
    hits = 0
    for _ in range(SAMPLES):
        upper, lower = 10 ** generator.normal(22, 1.5, 60), 10 ** generator.normal(20, 1.5, 40)
        low, high = quick.bootstrap_median_gap(*alone(upper), *alone(lower), 1)
        hits += low <= 2 <= high
    assert_covers(hits)


def test_bootstrap_intervals_cover_a_gap_of_models_with_owners(quick: ModuleType) -> None:
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
        low, high = quick.bootstrap_median_gap(*sides, 1)
        hits += low <= 2 <= high
    assert 0.93 <= hits / samples <= 0.97


def test_values_of_fewer_than_three_owners_are_drawn_one_by_one(functions: ModuleType) -> None:
    values, lower = [1e24, 1e22, 1e21, 1e20], alone([1e19, 1e18, 1e17])
    few = functions.bootstrap_median_gap(values, ["a", "a", "b", "b"], *lower, 1)
    assert few == functions.bootstrap_median_gap(*alone(values), *lower, 1)
    assert few != functions.bootstrap_median_gap(values, ["a", "a", "b", "c"], *lower, 1)


def test_bootstrap_intervals_cover_a_planted_ratio(quick: ModuleType) -> None:
    generator = np.random.default_rng(5)
    hits = 0
    for _ in range(SAMPLES):
        sizes = generator.gamma(2, 1, 100)
        private = sizes * (generator.random(100) < 0.6)
        low, high = quick.bootstrap_ratio(list(private), list(sizes), 1)
        hits += low <= 0.6 <= high
    assert_covers(hits)


@pytest.mark.parametrize("errors", [11, 1], ids=["independent", "fully dependent"])
def test_simulated_stocks_cover_planted_stocks_under_either_dependence(
    functions: ModuleType, errors: int
) -> None:
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
        ends = [medians * np.exp(functions.Z95 * width) for width in (-below, above)]
        estimates = functions.simulated_stocks(holders, is_named, ends[0], medians, ends[1], 1)
        value, low, high = np.reshape(estimates, (-1, 3)).T
        assert np.all((low <= value) & (value <= high))
        hits.append((low <= planted) & (planted <= high))
    covered = np.mean(hits, axis=0)
    assert covered.min() >= 0.92
    # Stocks of one estimate have the same interval under both.
    assert covered[3:8].max() <= 0.98


def test_a_ratio_of_few_large_clusters_is_covered_less_often_as_its_caveat_says(
    quick: ModuleType,
) -> None:
    """Log sizes have a deviation of 1.9, as those of the published clusters."""
    generator = np.random.default_rng(6)
    hits = 0
    for _ in range(400):
        sizes = generator.lognormal(0, 1.9, 120)
        private = sizes * (generator.random(120) < 0.8)
        low, high = quick.bootstrap_ratio(list(private), list(sizes), 1)
        hits += low <= 0.8 <= high
    assert 0.80 <= hits / 400 <= 0.92


def test_a_median_gap_of_few_models_is_covered_less_often_as_its_caveat_says(
    quick: ModuleType,
) -> None:
    generator = np.random.default_rng(7)
    hits = 0
    for _ in range(400):
        industry, academia = 10 ** generator.normal(23, 1, 15), 10 ** generator.normal(21, 1, 3)
        low, high = quick.bootstrap_median_gap(*alone(industry), *alone(academia), 1)
        hits += low <= 2 <= high
    assert 0.82 <= hits / 400 <= 0.94


def test_the_bootstrap_of_a_maximum_never_exceeds_it(functions: ModuleType) -> None:
    upper, lower = alone([1e20, 1e22, 1e24]), alone([1e19, 1e19])
    low, high = functions.bootstrap_maximum_gap(*upper, *lower, 1)
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
    draws = np.random.default_rng(9).integers(0, 4, (functions.RESAMPLES, 4))
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
    rows = functions.bootstrap_concentration(works, owners, amounts, 9)
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


def test_concentration_intervals_cover_the_mean_index_of_such_lists(quick: ModuleType) -> None:
    """The percentile interval covered CR4 82 times in 100, and could exclude its own estimate."""
    generator = np.random.default_rng(8)
    lists = [concentrated_list(generator, 30) for _ in range(4000)]
    rows = np.array([concentration(*models[1:]) for models in lists])
    hits = np.zeros(3)
    for models, own in zip(lists[:SAMPLES], rows, strict=False):
        ends = np.reshape(quick.bootstrap_concentration(*models, 1), (3, 2))
        assert (ends[:, 0] <= own + 1e-12).all()
        assert (own - 1e-12 <= ends[:, 1]).all()
        hits += (ends[:, 0] <= rows.mean(axis=0)) & (rows.mean(axis=0) <= ends[:, 1])
    for count in hits:
        assert_covers(count)
