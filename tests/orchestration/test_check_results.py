"""A check is not evaluated again if its table has not changed, and its result is kept."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest

from orchestration.assets import checks
from orchestration.assets.check_results import latest_results
from orchestration.assets.checks import layer_checks
from orchestration.assets.publish import headline_series, recorded_checks
from orchestration.assets.warehouse import (
    NOT_MATERIALIZED,
    failed_queries,
    failed_rows,
)
from orchestration.expectations.suites import no_rows
from orchestration.warehouse import warehouse_resource

SUITE = {
    table: [no_rows("none_is_odd", "select * from {batch} where n % 2 = 1")]
    for table in ("first", "second")
}


@dg.multi_asset(specs=[dg.AssetSpec(["marts", table]) for table in SUITE], can_subset=True)
def tables(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[Any]]:
    yield from (dg.MaterializeResult(key) for key in context.selected_asset_keys)


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    path = tmp_path / "sample.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        for table in SUITE:
            connection.execute(f"create table marts.{table} as select 3 as n, 'a' as name")
    return path


def test_only_tables_with_other_inputs_are_checked(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs = {"first": "a", "second": "b"}
    queries = {table: f"select * from marts.{table}" for table in SUITE}
    defined = layer_checks("marts", "marts", SUITE, queries, False, inputs.__getitem__)
    validated: list[set[str]] = []
    validate = checks.validate

    def recorded(connection: Any, tables: Any, chosen: Any) -> Any:
        validated.append(set(chosen))
        return validate(connection, tables, chosen)

    monkeypatch.setattr(checks, "validate", recorded)
    resources = {"warehouse": warehouse_resource(warehouse)}
    with dg.DagsterInstance.ephemeral() as instance:
        for change in ({}, {}, {"second": "c"}, {"first": ""}, {}):
            inputs.update(change)
            result = dg.materialize([tables, defined], instance=instance, resources=resources)
            found = {
                (one.asset_key.path[-1], one.passed) for one in result.get_asset_check_evaluations()
            }
            assert found == {("first", False), ("second", False)}
            assert {
                str(one.metadata["query"].value) for one in result.get_asset_check_evaluations()
            } == {
                f"```sql\nselect * from ({query}) where n % 2 = 1\n```"
                for query in queries.values()
            }
        keys = [dg.AssetCheckKey(dg.AssetKey(["marts", t]), "none_is_odd") for t in SUITE]
        latest = latest_results(instance, keys)
    assert validated == [{"first", "second"}, {"second"}, {"first"}, {"first"}]
    assert set(latest) == set(keys)
    assert "unchanged" in latest[keys[1]].metadata


def test_a_check_that_a_failed_run_only_planned_keeps_its_result() -> None:
    """Dagster's newest record of such a check is only a plan."""
    fails = False

    @dg.asset(key=["marts", "first"])
    def first() -> None:
        if fails:
            raise ValueError

    @dg.asset_check(asset=first)
    def passes() -> dg.AssetCheckResult:
        return dg.AssetCheckResult(passed=True)

    key = dg.AssetCheckKey(first.key, "passes")
    with dg.DagsterInstance.ephemeral() as instance:
        for fails in (False, True):
            result = dg.materialize([first, passes], instance=instance, raise_on_error=False)
            assert result.success != fails
        (recorded,) = recorded_checks(latest_results(instance, [key]))
    assert (recorded.layer, recorded.table, recorded.name) == ("marts", "first", "passes")
    assert recorded.passed


def test_an_unchanged_table_is_not_reported_as_materialized() -> None:
    @dg.multi_asset(
        specs=[dg.AssetSpec("built", skippable=True), dg.AssetSpec("kept", skippable=True)]
    )
    def both() -> Iterator[Any]:
        yield dg.Output(None, "built")
        yield dg.Output(None, "kept", metadata={NOT_MATERIALIZED: True})

    @dg.asset(deps=["built", "kept"])
    def reader() -> None:
        """This asset runs although one of its inputs is unchanged."""

    result = dg.materialize([both, reader])
    keys = {event.asset_key.to_user_string() for event in result.get_asset_materialization_events()}
    assert keys == {"built", "reader"}


def test_a_failed_dbt_test_shows_the_rows_it_found(warehouse: Path, tmp_path: Path) -> None:
    results = [
        {"unique_id": "failed", "failures": 1, "compiled_code": "select n, name from marts.first"},
        {"unique_id": "passed", "failures": 0, "compiled_code": "select 1 as n"},
        {"unique_id": "wrong", "failures": None, "compiled_code": "select no_column"},
    ]
    (tmp_path / "run_results.json").write_text(json.dumps({"results": results}))
    queries = failed_queries(tmp_path)
    assert failed_rows(warehouse, queries) == {"failed": "n = 3, name = a"}
    assert failed_rows(warehouse, {}) == {}


def test_headlines_are_numbers_that_the_ui_plots(warehouse: Path) -> None:
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(
            "create table marts.headline_history as"
            " select 'epoch' as source, 'model_team_share' as metric, 'notable' as definition,"
            " 'share' as unit, period, 'academic_only' as team_class, null::varchar as sector,"
            " value, 90 as n, is_latest from (values ('all', 0.25, true), ('all', 0.3, false),"
            " ('2022', 0.2, true)) as given (period, value, is_latest)"
        )
    name = "epoch model_team_share notable share all academic_only"
    assert headline_series(warehouse_resource(warehouse)) == {name: 0.25, f"{name} n": 90}
