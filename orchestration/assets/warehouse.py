"""Assets of the dbt project. Each dbt test is an asset check."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import msgspec
from dagster._core.definitions.metadata import TableMetadataSet
from dagster._core.definitions.source_asset import (
    SYSTEM_METADATA_KEY_SOURCE_ASSET_OBSERVATION as NOT_MATERIALIZED,
)

from ingestion.errors import IngestionError
from ingestion.landing.verification import check_tables
from ingestion.landing.withdrawal import reason_of
from ingestion.registry import SOURCES
from orchestration import disk
from orchestration.assets.check_results import latest_results, previous_results, sql
from orchestration.dbt import build_state
from orchestration.dbt.library import (
    DagsterDbtCliRuntimeError,
    DbtCliEventMessage,
    DbtCliInvocation,
    DbtCliResource,
    dbt_assets,
)
from orchestration.dbt.manifest import SEED_TESTS, refresh_manifest
from orchestration.dbt.project import Translator, dbt_project, remove_old_targets
from orchestration.settings import Settings
from orchestration.spark.command import build_tables
from orchestration.warehouse import LOCK, holder_of, read_only, remove_if_damaged

BUILD = ["build", "--exclude-resource-type", "unit_test", "--exclude", f"file:{SEED_TESTS}"]
DBT = "dbt"
ROWS_SHOWN = 10  # of a failed test
UNKNOWN_TYPE = "?"  # of dagster-dbt, where dbt declares no type
LOGGED = "JinjaLogInfo"  # dbt's name of what a macro logs
LOGGED_TABLE = "table "  # begins a line of the macro log_table


def dbt_definitions(settings: Settings) -> dg.AssetsDefinition:
    """Define all seeds and models as one step, which is the only writer of the warehouse."""

    @dbt_assets(
        manifest=refresh_manifest(settings),
        project=dbt_project(settings),
        dagster_dbt_translator=Translator(),
        name="warehouse",
        required_resource_keys={DBT, LOCK},
    )
    def warehouse(context: dg.AssetExecutionContext) -> Iterator[Any]:
        yield from _build(context, context.resources.dbt, settings)

    return warehouse


def _build(
    context: dg.AssetExecutionContext, dbt: DbtCliResource, settings: Settings
) -> Iterator[Any]:
    remove_old_targets(settings)
    storage = context.instance.run_storage.get_run_storage_id()
    try:
        for source in SOURCES.values():
            check_tables(settings.raw, source)
    except IngestionError as error:
        raise dg.Failure(str(error), allow_retries=False) from error
    remove_if_damaged(settings.warehouse, context.log.warning)
    state = build_state.current_state(settings, storage)
    for line in gone(settings, build_state.gone_snapshots(settings, state)):
        context.log.warning(line)
    # Selected tables are always rebuilt. The warehouse then mixes builds: no state is saved.
    arguments = (
        build_state.EVERYTHING if context.is_subset else build_state.dbt_arguments(settings, state)
    )
    events: Iterable[Any] = ()
    if arguments is not None:
        _check_warehouse_and_disk(context, settings)
        build_state.invalidate(settings)
        if settings.spark:
            build_tables(settings)
        built = dbt.cli([*BUILD, *arguments], context=context)
        events = describe(context, settings.warehouse, built)
    yield from add_unchanged(context, events)
    if arguments is not None and not context.is_subset:
        build_state.save(settings, state)


def _check_warehouse_and_disk(context: dg.AssetExecutionContext, settings: Settings) -> None:
    if held := holder_of(settings.warehouse):
        reason = "another program has the warehouse open: close it, and run again"
        raise dg.Failure(f"{reason}. {held}", allow_retries=False)
    try:
        context.log.info(disk.statement(settings))
    except disk.DiskTooSmallError as error:
        raise dg.Failure(str(error), allow_retries=False) from error


def gone(settings: Settings, snapshots: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Say for each snapshot that is no longer stored why its tables are rebuilt."""
    for source, ids in snapshots.items():
        for snapshot in ids:
            reason = reason_of(settings.raw, SOURCES[source], snapshot)
            why = f"was withdrawn: {reason}" if reason else "is gone: its folder was removed"
            yield f"{source}: {snapshot} {why}. Its tables are rebuilt"


def add_unchanged(context: dg.AssetExecutionContext, events: Iterable[Any]) -> Iterator[Any]:
    """Yield dbt's events, and an event for each selected table and test that dbt left out.

    Dagster requires an asset to follow its inputs, so the event of an unchanged table comes right
    before the first built table that reads it.
    """
    selected = context.selected_asset_keys
    depends_on = {key: context.assets_def.asset_deps[key] & selected for key in selected}
    missing = list(TopologicalSorter(depends_on).static_order())
    untested = {(key.asset_key, key.name): key for key in context.selected_asset_check_keys}
    for event in events:
        if isinstance(event, dg.AssetCheckResult):
            untested.pop((event.asset_key, event.check_name), None)
        if isinstance(event, dg.Output):
            key = context.assets_def.keys_by_output_name[event.output_name]
            missing.remove(key)
            needed = _upstream(key, depends_on)
            yield from _unchanged(context, [one for one in missing if one in needed])
            missing = [one for one in missing if one not in needed]
        yield event
    yield from _unchanged(context, missing)
    yield from previous_results(latest_results(context.instance, untested.values()))


def _upstream(
    key: dg.AssetKey, depends_on: dict[dg.AssetKey, set[dg.AssetKey]]
) -> set[dg.AssetKey]:
    found: set[dg.AssetKey] = set()
    front = set(depends_on[key])
    while front:
        found |= front
        front = {one for key in front for one in depends_on[key]} - found
    return found


def _unchanged(
    context: dg.AssetExecutionContext, keys: Sequence[dg.AssetKey]
) -> Iterator[dg.Output[None]]:
    """Yield an output without a materialization, so that later steps run."""
    outputs = {key: name for name, key in context.assets_def.keys_by_output_name.items()}
    for key in keys:
        # Without an output, Dagster skips every step that reads the table.
        yield dg.Output(None, outputs[key], metadata={NOT_MATERIALIZED: True})


def describe(
    context: dg.AssetExecutionContext, warehouse: Path, build: DbtCliInvocation
) -> Iterator[Any]:
    """Yield dbt's events, with the rows and the column types of each table.

    A failed test comes after the build, with the rows that it found: no other process can open the
    warehouse while dbt writes it.
    """
    tables: dict[str, LoggedTable] = {}
    failed: list[dg.AssetCheckResult] = []
    failure = None
    try:
        for raw in build.stream_raw_events():
            tables.update(logged_table(raw))
            for event in default_events(raw, build):
                if isinstance(event, dg.AssetCheckResult) and not event.passed:
                    failed.append(event)
                elif isinstance(event, dg.Output):
                    yield with_table(context.assets_def, event, tables)
                else:
                    yield event
    except DagsterDbtCliRuntimeError as error:
        failure = error
    yield from with_rows(failed, warehouse, failed_queries(build.target_path) if failed else {})
    if failure is not None:
        raise failure


def default_events(event: DbtCliEventMessage, build: DbtCliInvocation) -> Iterator[Any]:
    """Convert an event of dbt as dagster-dbt's ``DbtCliInvocation.stream`` does."""
    yield from event.to_default_asset_events(
        manifest=build.manifest,
        dagster_dbt_translator=build.dagster_dbt_translator,
        context=build.context,
        target_path=build.target_path,
        project=build.project,
    )


class LoggedTable(msgspec.Struct):
    """A table as the macro ``log_table`` logs it. A view has no ``rows``."""

    rows: int | None
    columns: list[tuple[str, str]]


def logged_table(event: DbtCliEventMessage) -> dict[str, LoggedTable]:
    """Return the table that a line of the macro ``log_table`` states, by its id in dbt.

    Other lines give an empty result.
    """
    info, data = event.raw_event["info"], event.raw_event["data"]
    if info["name"] != LOGGED or not info["msg"].startswith(LOGGED_TABLE):
        return {}
    table = msgspec.json.decode(info["msg"].removeprefix(LOGGED_TABLE), type=LoggedTable)
    return {data["node_info"]["unique_id"]: table}


def with_table(
    assets: dg.AssetsDefinition, event: dg.Output[None], tables: Mapping[str, LoggedTable]
) -> dg.Output[None]:
    """Add the rows and the columns of a table to the event of its build."""
    table = tables[str(event.metadata["unique_id"].value)]
    key = assets.keys_by_output_name[event.output_name]
    rows = {} if table.rows is None else {"dagster/row_count": table.rows}
    return event.with_metadata({**event.metadata, **rows, **_schema(assets, key, table.columns)})


def with_rows(
    failed: Sequence[dg.AssetCheckResult], warehouse: Path, queries: Mapping[str, str]
) -> Iterator[dg.AssetCheckResult]:
    """Yield failed tests with the rows that they found. A test with an error has found none."""
    observed = failed_rows(warehouse, queries)
    for event in failed:
        test = str(event.metadata["unique_id"].value)
        if test in observed:
            more = {"observed": dg.MetadataValue.text(observed[test]), "query": sql(queries[test])}
            yield event._replace(metadata={**event.metadata, **more})
        else:
            yield event


def failed_queries(target: Path) -> dict[str, str]:
    """Return the query of each failed test. A test with an error has none."""
    results = json.loads((target / "run_results.json").read_text(encoding="utf-8"))["results"]
    return {one["unique_id"]: one["compiled_code"] for one in results if one["failures"]}


def failed_rows(warehouse: Path, queries: Mapping[str, str]) -> dict[str, str]:
    """Read the first rows that each failed test found, as text."""
    found: dict[str, str] = {}
    if not queries:
        return found
    with duckdb.connect(str(warehouse), config=read_only(warehouse)) as connection:
        for test, query in queries.items():
            rows = connection.sql(f"from ({query}) limit {ROWS_SHOWN}")
            pairs = (zip(rows.columns, row, strict=True) for row in rows.fetchall())
            found[test] = "; ".join(
                ", ".join(f"{name} = {value}" for name, value in row) for row in pairs
            )
    return found


def _schema(
    assets: dg.AssetsDefinition, key: dg.AssetKey, found: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    """Return the columns of a table, unless its definition declares all of them with types."""
    declared = TableMetadataSet.extract(assets.metadata_by_key[key]).column_schema
    known = {one.name: one for one in declared.columns} if declared else {}
    if all(name in known and known[name].type != UNKNOWN_TYPE for name, _ in found):
        return {}
    columns = [
        dg.TableColumn(name, kind, description=known[name].description if name in known else None)
        for name, kind in found
    ]
    return {"dagster/column_schema": dg.TableSchema(columns)}
