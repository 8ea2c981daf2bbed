"""What a publisher does to a column is seen without a limit that names the column."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from orchestration.judge.columns import measures, moved

TABLE = "staging.stg_epoch__models"
DAMAGES = {
    "half a column lost": ("organization = if(number % 2 = 0, null, organization)", "filled of"),
    "one value for all": ("country = 'France'", "top of country"),
    "another unit": ("flop = 1000 * flop", "middle size of flop"),
    "another encoding": ("organization = replace(organization, 'a', 'Ã¡')", "foreign of"),
    "dates of one day": ("published = date '2025-06-01'", "distinct of published"),
    "dates cut to years": ("published = date_trunc('year', published)", "first of a year of"),
    "labels a row off": (
        "country = ['France', 'Chad', 'Peru', 'Togo'][1 + number // 3 % 4]", "pairs of",
    ),
    "a filter left on": ("is_open = true", "true of is_open"),
}  # fmt: skip


@pytest.fixture
def staging() -> Iterator[duckdb.DuckDBPyConnection]:
    """A list of 400 models from four organisations, each of one country, and an older list."""
    with duckdb.connect() as connection:
        connection.execute(f"""
            create schema staging;
            create table {TABLE} as
            select
                number, date '2026-01-01' - (number // 400)::int as vintage, 'all' as list,
                ['Sorbonne', 'Sarh Labs', 'Lima AI', 'Kara'][1 + number % 4] as organization,
                ['France', 'Chad', 'Peru', 'Togo'][1 + number % 4] as country,
                10.0 ** (18 + number % 7) as flop,
                date '2020-01-15' + (number * 5)::int as published,
                number % 2 = 0 as is_open
            from range(600) as numbers (number)""")
        yield connection


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damage_moves_its_column(staging: duckdb.DuckDBPyConnection, damage: str) -> None:
    before = measures(staging)
    assert moved(before, before) == {}
    change, seen = DAMAGES[damage]
    staging.execute(f"update {TABLE} set {change}")
    found = moved(before, measures(staging))[TABLE.partition(".")[2]]
    assert any(text.startswith(seen) and " in all: " in text for text in found), found


def test_rows_that_stand_twice_are_seen(staging: duckdb.DuckDBPyConnection) -> None:
    before = measures(staging)
    staging.execute(f"insert into {TABLE} from {TABLE}")
    assert moved(before, measures(staging)) == {
        "stg_epoch__models": [
            "distinct of number in all: 1 to 0.5",
            "distinct of published in all: 1 to 0.5",
            "repeated rows of * in all: 0 to 0.5",
        ]
    }


def test_a_list_that_grows_moves_nothing(staging: duckdb.DuckDBPyConnection) -> None:
    before = measures(staging)
    staging.execute(f"""
        insert into {TABLE}
        select * replace (number + 600 as number, published + 2000 as published) from {TABLE}
        where number < 40""")
    assert moved(before, measures(staging)) == {}


def test_a_column_that_goes_is_a_damage_by_its_publisher_alone(
    staging: duckdb.DuckDBPyConnection,
) -> None:
    before = measures(staging)
    staging.execute(f"update {TABLE} set is_open = null")
    assert moved(before, measures(staging))
    staging.execute(f"alter table {TABLE} drop column is_open")
    assert moved(before, measures(staging)) == {}
