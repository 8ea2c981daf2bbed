"""Checks of Great Expectations pass, warn or fail with the rows that break them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from orchestration.judge import checks
from orchestration.judge.expectations import (
    DATA_DOCS,
    ExpectationError,
    between,
    context_of,
    suite,
)


@pytest.fixture
def outcome(tmp_path: Path) -> Iterator[Callable[[str], dg.AssetCheckResult]]:
    """Validate rows, which are a query, by the rule that no n is above four."""
    rules = [suite("marts.t", between("Small ones", "n", most=4))]
    with duckdb.connect() as connection:

        def validated(rows: str) -> dg.AssetCheckResult:
            (result,) = checks.expectation_results(connection, tmp_path, rules, f"({rows})")
            return result

        yield validated


def test_a_failure_shows_its_rows_and_numbers(
    outcome: Callable[[str], dg.AssetCheckResult], tmp_path: Path
) -> None:
    """And Data Docs have a page of the newest result only."""
    for _ in range(2):
        failed = outcome("select unnest([1, 5, 9]) as n")
    assert failed.check_name == "small_ones"
    assert (failed.passed, failed.severity) == (False, dg.AssetCheckSeverity.ERROR)
    shown = {name: value.value for name, value in failed.metadata.items()}
    assert shown["observed"] == "2 of 3 rows; n = 5; n = 9"
    assert (shown["unexpected_count"], round(float(str(shown["unexpected_percent"])))) == (2, 67)
    context_of(tmp_path).build_data_docs()
    assert len(list((tmp_path / DATA_DOCS / "validations").rglob("*.html"))) == 1


def test_an_expectation_that_raises_an_error_is_no_failure(
    outcome: Callable[[str], dg.AssetCheckResult],
) -> None:
    with pytest.raises(ExpectationError, match="small_ones raised an error"):
        outcome("select 'one' as n")
