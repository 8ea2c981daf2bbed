"""Checks of Great Expectations pass, warn or fail with the rows that break them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import great_expectations as gx
import pytest

from orchestration.assets import checks
from orchestration.expectations.checkpoints import DATA_DOCS, ExpectationError
from orchestration.expectations.rules import between, suite
from orchestration.expectations.suites import MARTS, RAW, STAGING
from orchestration.settings import Settings
from orchestration.warehouse import LOCK, warehouse_resource
from reports.figures import FIGURES

Outcomes = Callable[[list[gx.ExpectationSuite], str, str], dict[str, dg.AssetCheckResult]]
NUMBERS = "select unnest([1, 5, 9]) as n"


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


@pytest.fixture
def outcomes(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> Outcomes:
    """Validate rows, which are a query, by the suites of a table."""

    def validated(
        suites: list[gx.ExpectationSuite], table: str, rows: str
    ) -> dict[str, dg.AssetCheckResult]:
        chosen = [suite for suite in suites if checks.key_of(suite).path[-1] == table]
        results = checks.check_results(connection, tmp_path, "test", chosen, f"({rows})")
        return {str(result.check_name): result for result in results}

    return validated


def test_a_failure_shows_its_rows_and_numbers(outcomes: Outcomes, tmp_path: Path) -> None:
    """And Data Docs have a page of the newest result only."""
    rules = suite("marts.t", "select n from {table}", [between("Small ones", "n", most=4)])
    for _ in range(2):
        failed = outcomes([rules], "t", NUMBERS)["small_ones"]
    assert (failed.passed, failed.severity) == (False, dg.AssetCheckSeverity.ERROR)
    shown = {name: value.value for name, value in failed.metadata.items()}
    assert shown["observed"] == "2 of 3 rows; n = 5; n = 9"
    assert (shown["unexpected_count"], round(float(str(shown["unexpected_percent"])))) == (2, 67)
    assert len(list((tmp_path / DATA_DOCS / "validations").rglob("*.html"))) == 1


def test_an_expectation_that_raises_an_error_is_no_failure(outcomes: Outcomes) -> None:
    rules = suite("marts.t", "select n from {table}", [between("Small ones", "m", most=4)])
    with pytest.raises(ExpectationError, match="small_ones raised an error"):
        outcomes([rules], "t", NUMBERS)


MIX = "if(i < 4, 'Academia', 'Industry')"
LISTS = """
select
    'notable' as list,
    date '2025-01-01' + vintage::int as vintage,
    'model ' || i % {names} as model,
    {sector} as organization_categorization,
    {flop}::double as training_compute_flop
from range(2) as vintages (vintage), range(9) as models (i)
where vintage = 0 or i < {rows}
"""


@pytest.mark.parametrize(
    ("change", "failed"),
    [
        ({}, []),
        ({"rows": "5"}, ["lists_do_not_shrink"]),
        ({"sector": "null"}, ["most_models_have_a_sector_label"]),
        ({"sector": "'Academia'"}, ["the_mix_of_sectors_is_plausible"]),
        ({"names": "8"}, ["names_are_unique_within_a_list"]),
    ],
)
def test_drift_of_a_list_is_a_warning(
    outcomes: Outcomes, change: dict[str, str], failed: list[str]
) -> None:
    rows = LISTS.format(**{"names": "9", "sector": MIX, "rows": "9", "flop": "1e21"} | change)
    results = outcomes(STAGING, "stg_epoch__models", rows)
    assert [name for name, result in results.items() if not result.passed] == failed
    severities = {name: result.severity for name, result in results.items()}
    assert all(severities[name] == dg.AssetCheckSeverity.WARN for name in failed)


@pytest.mark.parametrize(("flop", "passed"), [("1e21", True), ("1e6", False), ("null", True)])
def test_compute_in_another_unit_stops_the_run(outcomes: Outcomes, flop: str, passed: bool) -> None:
    rows = LISTS.format(names="9", sector="'Academia'", rows="9", flop=flop)
    median = outcomes(STAGING, "stg_epoch__models", rows)["the_median_compute_is_plausible"]
    assert (median.passed, median.severity) == (passed, dg.AssetCheckSeverity.ERROR)


@pytest.mark.parametrize(
    ("vintage", "tensor", "passed"),
    [("2022-07-19", "null", True), ("2025-11-01", "null", False), ("2025-11-01", "1e14", True)],
)
def test_hardware_of_today_states_what_tensor_cores_achieve(
    outcomes: Outcomes, vintage: str, tensor: str, passed: bool
) -> None:
    rows = (
        f"select date '{vintage}' as vintage, 1.0 as fp32_flop_per_second,"
        f" {tensor}::double as tensor_16_bit_flop_per_second"
    )
    results = outcomes(RAW, "hardware_hardware", rows)
    assert results["tensor_performances_are_stated"].passed == passed


@pytest.mark.parametrize(("later", "passed"), [(2, True), (0.5, False)])
def test_stocks_of_chips_never_fall(outcomes: Outcomes, later: float, passed: bool) -> None:
    rows = (
        "select 'a' as snapshot_id, 'o' as owner, 'd' as designer, end_date, h100e"
        f" from (values (1, 1.0), (2, {later}), (3, 2.0)) as stocks (end_date, h100e)"
    )
    (stocks,) = outcomes(RAW, "chip_owners_stocks", rows).values()
    assert stocks.passed == passed


@pytest.mark.parametrize(("year", "passed"), [(2022, True), (2023, False)])
def test_the_anthology_has_affiliations_since_2023(
    outcomes: Outcomes, year: int, passed: bool
) -> None:
    rows = f"select 'acl' as venue, {year} as year, null::varchar as affiliations"
    (lists,) = outcomes(RAW, "acl_anthology_papers", rows).values()
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
    outcomes: Outcomes, changes: dict[str, str], failed: set[str]
) -> None:
    columns = ", ".join(f"{value} as {name}" for name, value in (ESTIMATE | changes).items())
    results = outcomes(MARTS, "metrics", f"select {columns}")
    assert {name for name, result in results.items() if not result.passed} == failed


def test_every_mart_that_a_figure_reads_has_a_suite() -> None:
    drawn = {f"marts.{table}" for figure in FIGURES.values() for table in figure.tables}
    assert drawn <= {suite.name for suite in MARTS}


@pytest.mark.parametrize(("part", "passed"), [(0.25, True), (0.2, False)])
def test_parts_of_a_change_add_up_to_it(outcomes: Outcomes, part: float, passed: bool) -> None:
    rows = (
        "select 'm' as metric, 'd' as definition, 's' as source, date '2026-01-01' as vintage,"
        " '2010-2014' as old_period, '2023-latest' as new_period, 'other' as team_class,"
        " 'venue' as grouping_name, 0.25 as old_value, 0.75 as new_value,"
        f" unnest([0.25, {part}]) as contribution"
    )
    (result,) = outcomes(MARTS, "change_parts", rows).values()
    assert (result.passed, result.severity) == (passed, dg.AssetCheckSeverity.ERROR)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(tmp_path, "record")
    settings.warehouse.parent.mkdir()
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute("create schema marts; create table marts.first as select 3 as n")
    return settings


def test_only_the_checks_of_a_selected_asset_run(settings: Settings) -> None:
    def rules(table: str) -> gx.ExpectationSuite:
        expected = [between("Small", "n", most=2), between("Positive", "n", least=0)]
        return suite(f"marts.{table}", "select n from {table}", expected)

    suites = [rules("first"), rules("other")]
    keys = [checks.key_of(suite) for suite in suites]

    @dg.multi_asset(specs=[dg.AssetSpec(key) for key in keys], can_subset=True)
    def tables(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[Any]]:
        yield from (dg.MaterializeResult(key) for key in context.selected_asset_keys)

    @dg.asset(deps=keys)
    def publication() -> None: ...

    def run(*selected: dg.AssetKey) -> dg.ExecuteInProcessResult:
        return dg.materialize(
            [tables, checks.layer_checks("marts", suites, settings.gx), publication],
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
