"""Assets of the dbt project. Each dbt test is an asset check."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
from dagster._core.definitions.metadata import TableMetadataSet
from dagster._core.definitions.source_asset import (
    SYSTEM_METADATA_KEY_SOURCE_ASSET_OBSERVATION as NOT_MATERIALIZED,
)

from ingestion.errors import IngestionError
from ingestion.landing.schema import identifier, literal
from ingestion.landing.set_aside import update_set_aside
from ingestion.landing.snapshots import connect
from ingestion.landing.texts import complete_texts
from ingestion.landing.verification import check_tables
from ingestion.landing.withdrawal import reason_of
from ingestion.registry import SOURCES
from orchestration import disk
from orchestration.assets.check_results import latest_results, previous_results, sql
from orchestration.dbt import build_state
from orchestration.dbt.library import (
    DagsterDbtCliRuntimeError,
    DbtCliInvocation,
    DbtCliResource,
    dbt_assets,
)
from orchestration.dbt.manifest import SEED_TESTS, refresh_manifest
from orchestration.dbt.project import Translator, dbt_project, remove_old_targets
from orchestration.settings import Settings
from orchestration.warehouse import LOCK, holder_of, read_only, remove_if_damaged

BUILD = ["build", "--exclude-resource-type", "unit_test", "--exclude", f"file:{SEED_TESTS}"]
DBT = "dbt"
ROWS_SHOWN = 10  # of a failed test
UNKNOWN_TYPE = "?"  # of dagster-dbt, where dbt declares no type
TABLES = "select schema_name, table_name from duckdb_tables()"
COLUMNS = """
select schema_name, table_name,
    list(column_name order by column_index), list(data_type order by column_index)
from duckdb_columns() where not internal group by all
"""


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
        with connect() as connection:
            for source in SOURCES.values():
                check_tables(settings.raw, source)
                update_set_aside(connection, settings.raw, source)
                complete_texts(connection, settings.raw, source)
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
        if held := holder_of(settings.warehouse):
            reason = "another program has the warehouse open: close it, and run again"
            raise dg.Failure(f"{reason}. {held}", allow_retries=False)
        try:
            context.log.info(disk.statement(settings))
        except disk.DiskTooSmallError as error:
            raise dg.Failure(str(error), allow_retries=False) from error
        build_state.invalidate(settings)
        built = dbt.cli([*BUILD, *arguments], context=context)
        events = describe(context, settings.warehouse, built)
    yield from add_unchanged(context, events)
    if arguments is not None and not context.is_subset:
        build_state.save(settings, state)


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
    """Yield dbt's events after its build, with the rows and the column types of each table.

    A failed test gets the rows that it found. No other process can open the warehouse while dbt
    writes it.
    """
    waiting: list[Any] = []
    failure = None
    try:
        for event in build.stream():
            waiting.append(event)  # noqa: PERF402 - the events before an error are kept
    except DagsterDbtCliRuntimeError as error:
        failure = error
    keys = context.assets_def.keys_by_output_name
    built = {keys[event.output_name] for event in waiting if isinstance(event, dg.Output)}
    found = table_metadata(context.assets_def, warehouse, built)
    failed = [one for one in waiting if isinstance(one, dg.AssetCheckResult) and not one.passed]
    queries = failed_queries(build.target_path) if failed else {}
    observed = failed_rows(warehouse, queries)
    for event in waiting:
        if isinstance(event, dg.Output):
            more = found.get(keys[event.output_name], {})
            yield event.with_metadata({**event.metadata, **more})
        elif isinstance(event, dg.AssetCheckResult) and test_id(event) in observed:
            rows = dg.MetadataValue.text(observed[test_id(event)])
            query = sql(queries[test_id(event)])
            yield event._replace(metadata={**event.metadata, "observed": rows, "query": query})
        else:
            yield event
    if failure is not None:
        raise failure


def test_id(result: dg.AssetCheckResult) -> str:
    """Return dbt's id of the test behind a result."""
    return str(result.metadata["unique_id"].value)


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


def table_metadata(
    assets: dg.AssetsDefinition, warehouse: Path, keys: Collection[dg.AssetKey]
) -> dict[dg.AssetKey, dict[str, Any]]:
    """Read row counts and columns of tables. The rows of a view are not counted."""
    if not keys or not warehouse.exists():
        return {}
    with duckdb.connect(str(warehouse), config=read_only(warehouse)) as connection:
        columns = connection.execute(COLUMNS).fetchall()
        tables = connection.execute(TABLES).fetchall()
        counts = [
            f"select {literal(schema)}, {literal(table)}, count(*)"
            f" from {identifier(schema)}.{identifier(table)}"
            for schema, table in tables
            if dg.AssetKey([schema, table]) in keys
        ]
        rows = connection.execute(" union all ".join(counts)).fetchall() if counts else []
    found: dict[dg.AssetKey, dict[str, Any]] = {}
    for schema, table, names, types in columns:
        key = dg.AssetKey([schema, table])
        if key in keys:
            found[key] = _schema(assets, key, names, types)
    for schema, table, count in rows:
        found[dg.AssetKey([schema, table])]["dagster/row_count"] = count
    return found


def _schema(
    assets: dg.AssetsDefinition, key: dg.AssetKey, names: Sequence[str], types: Sequence[str]
) -> dict[str, Any]:
    """Return the columns of a table, unless its definition declares all of them with types."""
    declared = TableMetadataSet.extract(assets.metadata_by_key[key]).column_schema
    known = {one.name: one for one in declared.columns} if declared else {}
    if all(name in known and known[name].type != UNKNOWN_TYPE for name in names):
        return {}
    columns = [
        dg.TableColumn(name, kind, description=known[name].description if name in known else None)
        for name, kind in zip(names, types, strict=True)
    ]
    return {"dagster/column_schema": dg.TableSchema(columns)}
