"""If one asset is materialized, only its own checks run."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest

from ingestion.registry import SOURCES
from orchestration.assets import source_status
from orchestration.assets.checks import layer_checks
from orchestration.assets.ingest import raw_key
from orchestration.expectations.suites import no_rows
from orchestration.settings import LIVE_SOURCES, Settings
from orchestration.warehouse import warehouse_resource

SUITE = {
    table: [no_rows("none_is_odd", "select * from {batch} where n % 2 = 1"),
            no_rows("none_is_large", "select * from {batch} where n > 9")]
    for table in ("first", "second")
}  # fmt: skip


def evaluated(
    keys: list[dg.AssetKey], checks: dg.AssetChecksDefinition, warehouse: Path
) -> set[tuple[str, str, bool]]:
    """Materialize the first of some empty assets, and return the results of its checks."""

    @dg.multi_asset(specs=[dg.AssetSpec(key) for key in keys], can_subset=True)
    def assets(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[Any]]:
        yield from (dg.MaterializeResult(key) for key in context.selected_asset_keys)

    result = dg.materialize(
        [assets, checks],
        selection=dg.AssetSelection.assets(keys[0]),
        resources={"warehouse": warehouse_resource(warehouse)},
    )
    return {
        (one.asset_key.path[-1], one.check_name, one.passed)
        for one in result.get_asset_check_evaluations()
    }


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    path = tmp_path / "sample.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts; create table marts.first as select 3 as n")
    return path


def test_expectations_of_one_table_run_alone(warehouse: Path) -> None:
    queries = {table: f"select * from marts.{table}" for table in SUITE}
    checks = layer_checks("marts", "marts", SUITE, queries, blocking=False)
    keys = [dg.AssetKey(["marts", table]) for table in SUITE]
    assert evaluated(keys, checks, warehouse) == {
        ("first", "none_is_odd", False),
        ("first", "none_is_large", True),
    }


def test_states_of_one_source_are_checked_alone(
    tmp_path: Path, warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = {name: SOURCES[name] for name in ("epoch", "clusters")}
    monkeypatch.setattr(source_status, "SOURCES", sources)
    keys = [raw_key(source) for source in sources.values()]
    checks = source_status.state_checks(Settings(tmp_path, LIVE_SOURCES))
    names = {(table, name) for table, name, _ in evaluated(keys, checks, warehouse)}
    assert names == {("epoch_models", "complete"), ("epoch_models", "fresh")}
