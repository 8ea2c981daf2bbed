"""Checks of Great Expectations inside DuckDB pass, warn, fail or end with an error."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from orchestration.expectations.adapter import ExpectationError, validate
from orchestration.expectations.suites import Expectation, marts, no_rows, raw, staging


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute("create table t as select i as id, i * 1.0 as value from range(10) r(i)")
        yield opened


def outcome(connection: duckdb.DuckDBPyConnection, expectation: Expectation) -> tuple[bool, str]:
    found = validate(connection, {"t": "select * from t"}, {"t": [expectation]})
    result = found["t", expectation.name]
    return result.passed, result.observed


def between(column: str, high: float) -> Expectation:
    arguments = {"column": column, "min_value": 0, "max_value": high}
    return Expectation("range", "expect_column_values_to_be_between", arguments)


def test_a_true_expectation_passes(connection: duckdb.DuckDBPyConnection) -> None:
    assert outcome(connection, between("value", 9)) == (True, "0")


def test_a_false_expectation_fails_for_the_right_reason(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    assert outcome(connection, between("value", 6)) == (False, "3")
    assert outcome(connection, no_rows("odd", "select * from {batch} where id % 2 = 1")) == (
        False,
        "5",
    )


def test_a_broken_expectation_is_an_error_and_no_failure(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    with pytest.raises(ExpectationError, match="t: range could not be evaluated"):
        outcome(connection, between("no_such_column", 9))
    with pytest.raises(ExpectationError, match="t: bad could not be evaluated"):
        outcome(connection, no_rows("bad", "select nonsense from {batch}"))


def test_our_connection_stays_open(connection: duckdb.DuckDBPyConnection) -> None:
    outcome(connection, between("value", 9))
    assert connection.execute("select count(*) from t").fetchone() == (10,)


@pytest.mark.parametrize("suite", [raw.SUITE, staging.SUITE, marts.SUITE])
def test_checks_of_a_table_have_names_of_their_own(suite: dict[str, list[Expectation]]) -> None:
    for expectations in suite.values():
        names = [expectation.name for expectation in expectations]
        assert len(names) == len(set(names))
        assert {expectation.severity for expectation in expectations} <= {"critical", "warning"}


@pytest.mark.parametrize(("stated", "passed"), [("2", True), ("3", False), ("null", True)])
def test_active_organisations_are_counted_against_what_ror_states(
    connection: duckdb.DuckDBPyConnection, stated: str, passed: bool
) -> None:
    connection.execute("create schema staging")
    connection.execute(
        "create table staging.stg_raw__states as select * from (values"
        f" ('ror', {stated}), ('epoch', 7)) as t (shape, stated_rows)"
    )
    held = "select unnest(['active', 'active', 'inactive']) as status"
    name = "stg_ror__organizations"
    (found,) = validate(connection, {name: held}, {name: staging.SUITE[name]}).values()
    assert (found.passed, found.severity) == (passed, "warning")


@pytest.mark.parametrize(("venues", "passed"), [("'V', 'V'", True), ("'V', 'W'", False)])
def test_a_list_of_notes_is_of_one_venue(
    connection: duckdb.DuckDBPyConnection, venues: str, passed: bool
) -> None:
    (suite,) = raw.SUITE["openreview_notes"]
    connection.execute(
        f"create or replace table t as select 'nips2024' as part, unnest([{venues}]) as venueid"
    )
    assert outcome(connection, suite)[0] == passed


@pytest.mark.parametrize(
    ("vintage", "tensor", "passed"),
    [("2022-07-19", "null", True), ("2025-11-01", "null", False), ("2025-11-01", "1e14", True)],
)
def test_hardware_of_today_states_what_tensor_cores_achieve(
    connection: duckdb.DuckDBPyConnection, vintage: str, tensor: str, passed: bool
) -> None:
    suite = {one.name: one for one in raw.SUITE["hardware_hardware"]}
    connection.execute(
        f"create or replace table t as select date '{vintage}' as vintage, {tensor}::double as"
        " tensor_16_bit_flop_per_second"
    )
    assert outcome(connection, suite["tensor_performances_are_stated"])[0] == passed


ARXIV = """
create table t as
select
    's' as snapshot_id, date '2026-01-31' as vintage, arxiv_id, date '2026-01-01' as datestamp,
    false as deleted, false as is_deleted, null as wanted, created, created as updated,
    ['cs.LG'] as categories
from (values
    ('2001.00001', date '2020-01-31'), ('hep-th/9901001', date '2020-02-01'),
    ('cs/0301012', date '2020-03-01')
) as t (arxiv_id, created)
"""


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("a_window_holds_a_record_once", "insert into t from t limit 1"),
        ("most_records_list_their_first_version", "update t set created = null"),
        ("months_of_submission_are_not_missing", "delete from t where month(created) = 2"),
        ("few_records_are_deleted", "update t set is_deleted = true"),
        ("the_newest_record_is_a_month_old_at_most", "update t set datestamp = date '2025-12-30'"),
    ],
)
def test_what_is_expected_of_arxiv(
    connection: duckdb.DuckDBPyConnection, name: str, change: str
) -> None:
    known = {
        one.name: one for one in (*raw.SUITE["arxiv_records"], *staging.SUITE["stg_arxiv__records"])
    }
    connection.execute("drop table t")
    connection.execute(ARXIV)
    assert outcome(connection, known[name])[0]
    connection.execute(change)
    assert not outcome(connection, known[name])[0]
