"""Checks of Great Expectations pass, warn or fail with the rows that break them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest

from orchestration.assets import checks
from orchestration.expectations.adapter import ExpectationError, Outcome, validate
from orchestration.expectations.suites import MARTS, RAW, STAGING, Suite
from orchestration.expectations.suites.model import between
from orchestration.settings import Settings
from orchestration.warehouse import LOCK, warehouse_resource

NUMBERS = "(select unnest([1, 5, 9]) as n)"


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def outcomes(
    connection: duckdb.DuckDBPyConnection, suites: list[Suite], table: str, rows: str
) -> dict[str, Outcome]:
    """Validate rows, which are a query, by the suites of a table."""
    return {
        outcome.name: outcome
        for suite in suites
        if suite.table == table
        for outcome in validate(connection, suite, f"({rows})")
    }


def test_a_failure_shows_its_rows(connection: duckdb.DuckDBPyConnection) -> None:
    suite = Suite("marts", "t", "select n from {table}", [between("small", "n", most=4)])
    (outcome,) = validate(connection, suite, NUMBERS)
    assert outcome == Outcome("small", False, "critical", "2 of 3 rows; n = 5; n = 9")


def test_an_expectation_that_raises_an_error_is_no_failure(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    suite = Suite("marts", "t", "select n from {table}", [between("small", "m", most=4)])
    with pytest.raises(ExpectationError, match="small raised an error"):
        validate(connection, suite, NUMBERS)


LISTS = """
select
    'notable' as list,
    date '2025-01-01' + vintage::int as vintage,
    'model ' || i % {names} as model,
    {sector} as organization_categorization
from range(2) as vintages (vintage), range(9) as models (i)
where vintage = 0 or i < {rows}
"""


@pytest.mark.parametrize(
    ("change", "failed"),
    [
        ({}, []),
        ({"rows": "5"}, ["lists_do_not_shrink"]),
        ({"sector": "null"}, ["most_models_have_a_sector_label"]),
        ({"names": "8"}, ["names_are_unique_within_a_list"]),
    ],
)
def test_drift_of_a_list_is_a_warning(
    connection: duckdb.DuckDBPyConnection, change: dict[str, str], failed: list[str]
) -> None:
    rows = LISTS.format(**{"names": "9", "sector": "'Academia'", "rows": "9"} | change)
    results = outcomes(connection, STAGING, "stg_epoch__models", rows)
    assert [name for name, result in results.items() if not result.passed] == failed
    assert {result.severity for result in results.values()} == {"warning"}


@pytest.mark.parametrize(
    ("vintage", "tensor", "passed"),
    [("2022-07-19", "null", True), ("2025-11-01", "null", False), ("2025-11-01", "1e14", True)],
)
def test_hardware_of_today_states_what_tensor_cores_achieve(
    connection: duckdb.DuckDBPyConnection, vintage: str, tensor: str, passed: bool
) -> None:
    rows = (
        f"select date '{vintage}' as vintage, 1.0 as fp32_flop_per_second,"
        f" {tensor}::double as tensor_16_bit_flop_per_second"
    )
    results = outcomes(connection, RAW, "hardware_hardware", rows)
    assert results["tensor_performances_are_stated"].passed == passed


@pytest.mark.parametrize(("later", "passed"), [(2, True), (0.5, False)])
def test_stocks_of_chips_never_fall(
    connection: duckdb.DuckDBPyConnection, later: float, passed: bool
) -> None:
    rows = (
        "select 'a' as snapshot_id, 'o' as owner, 'd' as designer, end_date, h100e"
        f" from (values (1, 1.0), (2, {later}), (3, 2.0)) as stocks (end_date, h100e)"
    )
    (stocks,) = outcomes(connection, RAW, "chip_owners_stocks", rows).values()
    assert stocks.passed == passed


@pytest.mark.parametrize(("year", "passed"), [(2022, True), (2023, False)])
def test_the_anthology_has_affiliations_since_2023(
    connection: duckdb.DuckDBPyConnection, year: int, passed: bool
) -> None:
    rows = f"select 'acl' as venue, {year} as year, null::varchar as affiliations"
    (lists,) = outcomes(connection, RAW, "acl_anthology_papers", rows).values()
    assert lists.passed == passed


ESTIMATE = {
    "metric": "'model_team_share'", "definition": "'notable'", "source": "'epoch'",
    "vintage": "date '2026-01-01'", "period": "'2023'", "team_class": "'industry_only'",
    "unit": "'share'", "venue": "null", "topic": "null", "country": "null", "region": "null",
    "counting": "'full'", "n": "20", "value": "1.0", "ci_low": "0.8", "ci_high": "1.0",
    "bound_low": "0.5", "bound_high": "1.0", "ci_method": "'wilson'", "suppressed": "false",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "failed"),
    [
        ({}, set()),
        ({"value": "1.2"}, {"shares_lie_between_0_and_1", "intervals_hold_their_value",
                            "bounds_hold_their_value", "team_classes_add_up_to_one"}),
        ({"ci_low": "1.1"}, {"intervals_hold_their_value"}),
        ({"ci_low": "1.1", "ci_method": "'bootstrap'"}, set()),
        ({"bound_high": "0.9"}, {"bounds_hold_their_value"}),
        ({"n": "4"}, {"small_cells_are_suppressed"}),
        ({"n": "4", "suppressed": "true", "value": "null"}, set()),
        ({"value": "0.9"}, {"team_classes_add_up_to_one"}),
        ({"metric": "'compute_doubling_months'", "unit": "'months'", "value": "90.0",
          "ci_low": "80.0", "ci_high": "99.0", "bound_low": "null", "bound_high": "null"},
         {"doubling_times_are_plausible"}),
    ],
)  # fmt: skip
def test_the_contract_of_metrics(
    connection: duckdb.DuckDBPyConnection, changes: dict[str, str], failed: set[str]
) -> None:
    columns = ", ".join(f"{value} as {name}" for name, value in (ESTIMATE | changes).items())
    results = outcomes(connection, MARTS, "metrics", f"select {columns}")
    assert {name for name, result in results.items() if not result.passed} == failed


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(tmp_path, "record")
    settings.warehouse.parent.mkdir()
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute("create schema marts; create table marts.first as select 3 as n")
    return settings


def test_only_the_checks_of_a_selected_asset_run(settings: Settings) -> None:
    rules = [between("small", "n", most=2), between("positive", "n", least=0)]
    suites = [Suite("marts", table, "select n from {table}", rules) for table in ("first", "other")]
    keys = [dg.AssetKey(["marts", suite.table]) for suite in suites]

    @dg.multi_asset(specs=[dg.AssetSpec(key) for key in keys], can_subset=True)
    def tables(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[Any]]:
        yield from (dg.MaterializeResult(key) for key in context.selected_asset_keys)

    @dg.asset(deps=keys)
    def publication() -> None: ...

    def run(*selected: dg.AssetKey) -> dg.ExecuteInProcessResult:
        return dg.materialize(
            [tables, checks.layer_checks("marts", suites), publication],
            selection=dg.AssetSelection.assets(*selected),
            resources={LOCK: warehouse_resource(settings.warehouse)},
            raise_on_error=False,
        )

    evaluated = run(keys[0]).get_asset_check_evaluations()
    assert {(check.asset_key, check.check_name, check.passed) for check in evaluated} == {
        (keys[0], "small", False),
        (keys[0], "positive", True),
    }
    stopped = run(keys[0], publication.key)
    assert not stopped.success
    assert not stopped.asset_materializations_for_node("publication")
