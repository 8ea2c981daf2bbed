"""Results do not depend on the order of rows: threads read them in another order in every build."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import duckdb
import numpy as np
import pytest

from tests.dbt.rendering import PROJECT, connect, render_model

ORDERS = range(3)
PAPERS = 20_000
MODELS = 3000
DATE = "date '2026-01-01'"
PERIODS = 40
PLACE = f"'accepted' as definition, 's' as source, {DATE} as vintage, period"
FLOATS = re.compile(
    r"\b(?:avg|stddev\w*|var_\w+|variance|corr|covar\w*|regr_\w+)\((?![^()]* order by )"
)


@pytest.fixture
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with connect() as connection:
        yield connection


def results(
    database: duckdb.DuckDBPyConnection, table: str, model: str
) -> set[tuple[tuple[Any, ...], ...]]:
    """The distinct results of a model, on its table in several orders and with 1 to 4 threads."""
    query = f"select * from ({render_model(model)}) order by all"
    rows: set[tuple[tuple[Any, ...], ...]] = set()
    for order in ORDERS:
        database.execute(f"set threads = {2**order}")
        database.execute("select setseed(?)", [order / 10])
        database.execute(
            f"create or replace table {table} as select * from rows_of_{table} order by random()"
        )
        rows.add(tuple(database.execute(query).fetchall()))
    return rows


def test_shares_of_authors_do_not_depend_on_the_order_of_papers(
    database: duckdb.DuckDBPyConnection,
) -> None:
    """Parts of authors are thirds, sevenths and the like, whose sums differ by order."""
    generator = np.random.default_rng(1)
    parts = {
        f"{sector}_authors": generator.integers(0, 30, PAPERS) / generator.integers(1, 9, PAPERS)
        for sector in ("academia", "industry", "other")
    }
    authors = generator.integers(1, 20, PAPERS)
    periods = generator.integers(0, PERIODS, PAPERS)
    papers = {"paper_key": np.arange(PAPERS), "author_count": authors, "period": periods}
    database.register("drawn", {**papers, **parts})
    database.execute(
        "create table int_papers as select paper_key, author_count from drawn;"
        "create table rows_of_int_papers__teams as select * from drawn;"
        f"create table int_papers__periods as select {PLACE}, {DATE} as period_start,"
        f" {DATE} as period_end, null as venue, true as is_year, paper_key from drawn"
    )
    outcomes = results(database, "int_papers__teams", "int_author_shares")
    assert len(outcomes) == 1
    (rows,) = outcomes
    assert len(rows) == PERIODS * 6  # two countings of three sectors


def test_shares_of_organisations_do_not_depend_on_the_order_of_models(
    database: duckdb.DuckDBPyConnection,
) -> None:
    generator = np.random.default_rng(2)
    database.register(
        "drawn",
        {
            "model_id": np.arange(MODELS),
            "period": generator.integers(0, PERIODS, MODELS),
            "holder": generator.integers(0, 500, MODELS),
            "flop": 10 ** generator.uniform(18, 26, MODELS),
        },
    )
    database.execute(
        f"create table rows_of_int_compute_owners as select {PLACE}, model_id, 'm' as model,"
        " cast(holder as varchar) as holder, cast(holder as varchar) as holder_key, flop from drawn"
    )
    outcomes = results(database, "int_compute_owners", "compute_owners")
    assert len(outcomes) == 1
    (rows,) = outcomes
    assert sum(row[-2] for row in rows) == pytest.approx(PERIODS)


def test_no_average_of_floats_is_in_the_order_of_rows() -> None:
    """A call without ``order by`` and a window have no order."""
    texts = {
        path.name: path.read_text(encoding="utf-8")
        for folder in ("models", "macros")
        for path in (PROJECT / folder).rglob("*.sql")
    }
    assert not {name: rows for name, text in texts.items() if (rows := FLOATS.findall(text))}
