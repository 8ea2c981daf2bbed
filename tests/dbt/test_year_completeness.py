"""The chain ladder recovers planted final counts of synthetic lists that fill."""

from __future__ import annotations

from datetime import date

import duckdb
import numpy as np
import pytest

from tests.dbt.rendering import connect, render_model

SAMPLES = 200
YEARS = np.arange(2020, 2026)
MOST = 120
VINTAGES = [date(2020 + month // 12, month % 12 + 1, 20) for month in range(36, 77, 4)]
NEWEST = VINTAGES[-1]  # 2026-05-20


@pytest.fixture(scope="module")
def rows() -> duckdb.DuckDBPyRelation:
    """Return the mart of lists on which each model appears after an exponential delay.

    A final count has 70 to 120 models. The mean delay is 10 months, cut at 36 months after the end
    of the year.
    """
    generator = np.random.default_rng(7)
    finals = generator.integers(70, MOST + 1, (SAMPLES, len(YEARS)))
    delays = generator.exponential(10, (SAMPLES, len(YEARS), MOST)).clip(max=36)
    delays[np.arange(MOST) >= finals[..., None]] = np.inf
    database = connect()
    database.execute(
        "create table int_models (source varchar, vintage date, list varchar);"
        "create table int_models__populations (definition varchar, source varchar, vintage date,"
        " year integer)"
    )
    for vintage in VINTAGES:
        ages = 12 * (vintage.year - YEARS - 1) + vintage.month
        sample, year, _ = np.nonzero(delays <= ages[None, :, None])
        models = {"sample": sample, "year": YEARS[year]}
        database.register("models", models)
        database.execute(
            "insert into int_models select distinct sample, $1, 'notable' from models", [vintage]
        )
        database.execute(
            "insert into int_models__populations select 'notable', sample, $1, year from models",
            [vintage],
        )
    # A sheet follows another rule, so its empty years change nothing.
    database.execute("insert into int_models values ('0', '2025-06-15', 'sheet')")
    database.execute(
        "insert into int_models__populations values ('notable', '0', '2025-06-15', 2023)"
    )
    sample, year = np.indices(finals.shape)
    truth = {"sample": sample.ravel(), "year": YEARS[year].ravel(), "final": finals.ravel()}
    database.register("truth", truth)
    database.execute(f"create table mart as {render_model('year_completeness')}")
    return database.sql(
        "select mart.*, truth.final from mart join truth on mart.source = truth.sample::varchar"
        " and mart.year = truth.year"
    )


def test_the_expected_count_and_completeness_are_those_planted(
    rows: duckdb.DuckDBPyRelation,
) -> None:
    """Years that end 5, 17 and 29 months before the newest list are recovered."""
    years = rows.filter("target_vintage is null").aggregate(
        "year, median(expected_n / final), median(completeness * final / n), count(reason)", "year"
    )
    for year, count, share, absent in years.order("year").fetchall():
        assert count == pytest.approx(1, abs=0.05), year
        assert share == pytest.approx(1, abs=0.05), year
        assert absent == 0


def test_intervals_cover_what_they_state(rows: duckdb.DuckDBPyRelation) -> None:
    """The hindcast coverage is that of the final counts, 95 in 100 or more."""
    forecast = rows.filter("target_vintage is null").aggregate(
        "avg((final between expected_low and expected_high)::int)"
    )
    hindcast = rows.filter("target_vintage is not null").aggregate("avg(is_covered::int)")
    newest = rows.filter("target_vintage is null").aggregate("sum(n_covered) / sum(n_hindcasts)")
    for coverage in (forecast, hindcast, newest):
        assert 0.95 <= coverage.fetchall()[0][0] <= 1


def test_few_lists_give_a_reason_and_no_number() -> None:
    """Two lists allow no hindcast."""
    database = connect()
    database.execute(
        "create table int_models as select 'epoch' as source, 'notable' as list,"
        " unnest([date '2026-01-26', date '2026-08-19']) as vintage;"
        "create table int_models__populations as select 'notable' as definition, source, vintage,"
        " 2025 as year from int_models, range(90)"
    )
    mart = database.sql(render_model("year_completeness"))
    ((n, expected, reason),) = mart.project("n, expected_n, reason").fetchall()
    assert (n, expected) == (90, None)
    assert "0 checks by hindcast" in reason
