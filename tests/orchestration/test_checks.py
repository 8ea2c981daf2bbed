"""Checks of Great Expectations pass, warn or fail with the rows that break them."""

from collections.abc import Callable, Iterator

import dagster as dg
import duckdb
import pytest

from orchestration.judge import checks
from orchestration.judge.expectations import ExpectationError, between, suite
from orchestration.judge.roles import profiled, query_of, roles


@pytest.fixture
def outcome() -> Iterator[Callable[[str], dg.AssetCheckResult]]:
    """Validate rows, which are a query, by the rule that no n is above four."""
    rules = [suite("marts.t", between("Small ones", "n", most=4))]
    with duckdb.connect() as connection:

        def validated(rows: str) -> dg.AssetCheckResult:
            (result,) = checks.expectation_results(connection, rules, f"({rows})")
            return result

        yield validated


def test_a_failure_shows_its_rows_and_numbers(
    outcome: Callable[[str], dg.AssetCheckResult],
) -> None:
    failed = outcome("select unnest([1, 5, 9]) as n")
    assert failed.check_name == "small_ones"
    assert (failed.passed, failed.severity) == (False, dg.AssetCheckSeverity.ERROR)
    shown = {name: value.value for name, value in failed.metadata.items()}
    assert shown["observed"] == "2 of 3 rows; n = 5; n = 9"
    assert (shown["unexpected_count"], round(float(str(shown["unexpected_percent"])))) == (2, 67)


def test_an_expectation_that_raises_an_error_is_no_failure(
    outcome: Callable[[str], dg.AssetCheckResult],
) -> None:
    with pytest.raises(ExpectationError, match="small_ones raised an error"):
        outcome("select 'one' as n")


PLANTED = {
    "share is not a share": "1.1::double as share",
    "k is more than n": "3 as k, 2 as n",
    "value is not between ci_low and ci_high": "1.0 as ci_low, 0.5 as value, 2.0 as ci_high",
    "h100e is not between h100e_low and h100e_high": "1 as h100e_low, 3 as h100e, 2 as h100e_high",
    "vintage is in the future": "current_date + 9 as vintage",
    "year is not of this time": "23 as year",
    "flop is not a finite number": "'nan'::double as flop",
}


@pytest.mark.parametrize("rule", PLANTED)
def test_a_column_must_hold_what_its_name_says(rule: str) -> None:
    with duckdb.connect() as connection:
        rows = f"(select {PLANTED[rule]})"
        columns = {
            name: str(kind) for name, kind, *_ in connection.sql(f"describe {rows}").fetchall()
        }
        (found,) = profiled(
            connection, [query_of("marts.t", rows, roles(columns))], {"marts.t": 40}
        )
    assert found.words == f"1 rows (40 at the last publication); {rule} in 1"
    key = dg.AssetKey(["marts", "t"])
    (result,) = checks.role_results([found], lambda _: key)
    assert not result.passed
    assert checks.stops(result)
    (result,) = checks.role_results([found._replace(broken=0, rows_by_last=None)], lambda _: key)
    assert result.passed
    (result,) = checks.role_results([found._replace(broken=0)], lambda _: key)
    assert not result.passed  # one row of forty
