"""Estimates recover planted values, and 95% intervals cover them 93 to 97 times in 100."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import numpy as np
import pytest
from scipy import stats

from tests.dbt.rendering import connect, estimates, known_macros, render_model

SAMPLES = 1000
DOUBLING_MONTHS = 6.0
SLOPE = 12 * np.log10(2) / DOUBLING_MONTHS


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
