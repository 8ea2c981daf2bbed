"""Synthetic truth for budgets of compute: the planted year of the fall below half is covered."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import numpy as np
import pytest

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
    """The planted share of each year, which is half at ``middle``."""
    years = np.arange(FIRST, FIRST + len(MODELS))
    return np.asarray(1 / (1 + np.exp(0.7 * (years - middle))))


def plant(database: duckdb.DuckDBPyConnection, middle: float) -> None:
    """A vintage a sample. Organisations of uneven size differ in each year around the share."""
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
    """How often the planted year is among the allowed ones, and the median of the estimates."""
    plant(database, middle)
    found = database.execute(
        "select year, coalesce(year_low, 0), coalesce(year_high, 9999)"
        f" from ({render_model('int_reachable_halves')})"
    ).fetchall()
    assert len(found) == SAMPLES
    hits = sum(low <= FALL <= high for _, low, high in found)
    return hits / SAMPLES, float(np.median([year for year, _, _ in found if year]))


def test_a_planted_fall_is_recovered_and_covered(database: duckdb.DuckDBPyConnection) -> None:
    """Years are whole, so a fall in the middle of two years is covered more often than 95%."""
    covered, year = coverage(database, FALL - 0.5)
    assert year == FALL
    assert covered >= 0.95


@pytest.mark.parametrize("middle", [FALL - 0.01, FALL - 0.99])
def test_a_year_at_half_is_covered_as_often_as_the_level_states(
    database: duckdb.DuckDBPyConnection, middle: float
) -> None:
    """The hardest falls: the share of one year is half, whose test errs 5 times in 100."""
    covered, _ = coverage(database, middle)
    assert 0.93 <= covered <= 0.98
