"""The allowed years cover the planted year in which a budget falls below half."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import numpy as np
import pytest
from scipy.special import ndtri

from tests.dbt.rendering import connect, known_macros, render_model

SAMPLES = 1000
FIRST, FALL = 2012, 2020
# Notable models of known compute by year in the list of 2026-01-26.
MODELS = np.array([8, 10, 14, 11, 16, 20, 24, 38, 33, 62, 60, 65, 48, 34])
ORGANISATIONS = 25
CORRELATION = 0.2


@pytest.fixture
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with connect() as connection:
        yield connection


def shares_within(middle: float) -> np.ndarray:
    """Return the planted share of each year, which is half at ``middle``."""
    years = np.arange(FIRST, FIRST + len(MODELS))
    return np.asarray(1 / (1 + np.exp(0.7 * (years - middle))))


def plant(database: duckdb.DuckDBPyConnection, middle: float) -> None:
    """Plant one vintage per sample, in which uneven organisations differ in each year."""
    generator = np.random.default_rng(41)
    shares = shares_within(middle)[None, :, None]
    spread = 1 / CORRELATION - 1
    own = generator.beta(
        shares * spread, (1 - shares) * spread, (SAMPLES, len(MODELS), ORGANISATIONS)
    )
    chances = 1 / np.arange(1, ORGANISATIONS + 1)
    sizes = generator.multinomial(MODELS, chances / chances.sum(), (SAMPLES, len(MODELS)))
    counts = generator.binomial(sizes, own)
    sample, year, organisation = np.indices(counts.shape)
    columns = {"sample": sample, "year": year + FIRST, "organization": organisation}
    columns |= {"n": sizes, "k": counts}
    database.register("planted", {name: values.ravel() for name, values in columns.items()})
    shares_sql = known_macros()["shares_over_organizations"]("planted", "sample, year", [])
    database.execute(
        "create table int_reachable_shares as select 'budget' as definition, 'central' as"
        " utilization_level, sample as source, date '2026-01-01' as vintage, cast(null as varchar)"
        f" as team_class, cast(year as varchar) as period, * from ({shares_sql})"
    )


def coverage(database: duckdb.DuckDBPyConnection, middle: float) -> tuple[float, float]:
    """Return how often the allowed years cover the planted one, and the median estimate."""
    plant(database, middle)
    rows = database.execute(
        "select year, coalesce(year_low, 0), coalesce(year_high, 9999)"
        f" from ({render_model('reachable_halves')})"
    ).fetchall()
    assert len(rows) == SAMPLES
    hits = sum(low <= FALL <= high for _, low, high in rows)
    return hits / SAMPLES, float(np.median([year for year, _, _ in rows if year]))


def test_a_planted_fall_is_recovered_and_covered(database: duckdb.DuckDBPyConnection) -> None:
    """Years are whole, so a fall between two years is covered more than 95 times in 100."""
    covered, year = coverage(database, FALL - 0.5)
    assert year == FALL
    assert covered >= 0.95


@pytest.mark.parametrize("middle", [FALL - 0.01, FALL - 0.99])
def test_a_year_at_half_is_covered_as_often_as_the_level_states(
    database: duckdb.DuckDBPyConnection, middle: float
) -> None:
    """The hardest case is a year with a share of exactly half, whose test errs 5 times in 100."""
    covered, _ = coverage(database, middle)
    assert 0.93 <= covered <= 0.98


def test_a_planted_share_within_a_budget_is_recovered_and_covered(
    database: duckdb.DuckDBPyConnection,
) -> None:
    """Organisations differ in their compute. A random tenth of the models states no compute."""
    generator = np.random.default_rng(42)
    models, spread, noise, share = 120, 0.5, 1.2, 0.3
    # Organisations are as uneven as on the lists: the largest one has a seventh of the models.
    chances = 1 / (2 + np.arange(40))
    owners = generator.choice(40, models, p=chances / chances.sum())
    level = generator.normal(0, spread, (SAMPLES, 40))[:, owners]
    flops = 22 + level + generator.normal(0, noise, (SAMPLES, models))
    is_stated = generator.random((SAMPLES, models)) < 0.9
    sample, model = np.indices(flops.shape)
    columns = {"sample": sample.ravel(), "owner": owners[model].ravel(), "flop": flops.ravel()}
    database.register("planted", {**columns, "stated": is_stated.ravel()})
    database.execute(
        "create table int_models__periods as select 'notable' as definition, sample as source,"
        " date '2026-01-01' as vintage, '2024' as period, date '2024-01-01' as period_start,"
        " date '2024-12-31' as period_end, true as is_year, 'industry_only' as team_class,"
        " owner as main_owner, case when stated then flop end as log10_flop from planted"
    )
    log10_budget = 22 + float(ndtri(share)) * np.hypot(spread, noise)
    database.execute(
        "create table int_compute_budgets as select 'budget' as definition, 'central' as"
        f" utilization_level, 2024 as year, power(10, {log10_budget}) as budget_flop"
    )
    forms = known_macros()
    ends = ", ".join(forms["organization_wilson"](side) for side in (-1, 1))
    rows = forms["with_t_quantile"](f"({render_model('int_reachable_shares')})")
    results = np.array(
        database.execute(
            f"select k * 1.0 / n, n_unknown, {ends} from {rows} where team_class is null"
        ).fetchall()
    )
    assert len(results) == SAMPLES
    assert results[:, 0].mean() == pytest.approx(share, abs=0.01)
    assert results[:, 1].mean() == pytest.approx(models / 10, rel=0.05)
    covered = ((results[:, 2] <= share) & (share <= results[:, 3])).mean()
    assert 0.93 <= covered <= 0.97
