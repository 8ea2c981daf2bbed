"""Assets of the dbt project. Each dbt test is an asset check."""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from typing import Any

import dagster as dg
import duckdb
from dagster_dbt import (
    DagsterDbtTranslator,
    DagsterDbtTranslatorSettings,
    DbtCliInvocation,
    DbtCliResource,
    DbtProject,
    dbt_assets,
)

from ingestion.registry import SOURCES
from orchestration.build.manifest import current_manifest
from orchestration.ingest.assets import raw_key
from orchestration.judge.gates import last_publication, new_files
from orchestration.judge.verdict import MARTS, build_of, marts_of, tag_build
from orchestration.run.home import look
from orchestration.run.news import made_of
from orchestration.run.settings import DBT_PROJECT, RECORD_SOURCES, Settings
from orchestration.run.warehouse import Warehouse

ROWS_SHOWN = 5
NAME = "warehouse"
# They are files of the project, so they change with its code.
TABLES_OF_CODE = (dg.AssetKey(["raw", "venues"]), dg.AssetKey(["raw", "editions"]))


class Translator(DagsterDbtTranslator):
    """Keys of models start with their layer, which is also the group. Sources are raw assets."""

    def __init__(self) -> None:
        super().__init__(
            DagsterDbtTranslatorSettings(
                enable_source_tests_as_checks=True,
                enable_code_references=True,
                # A table and the manifests of its snapshots are one raw asset.
                enable_duplicate_source_asset_keys=True,
            )
        )

    def get_asset_spec(
        self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> dg.AssetSpec:
        """Set group and kinds on dagster-dbt's own spec."""
        spec = super().get_asset_spec(manifest, unique_id, project)
        folder = self.get_resource_props(manifest, unique_id)["fqn"][-2]
        return spec.replace_attributes(
            group_name=spec.key.path[0], kinds={"dbt", "duckdb"}, tags={"subject": folder}
        )


def dbt_definitions(settings: Settings) -> dg.AssetsDefinition:
    """Define seeds, models and their tests as one step, the only writer of the warehouse.

    dbt skips what reads a broken table. What dbt cannot judge is judged before the publication.
    """
    with current_manifest(settings):
        project = DbtProject(DBT_PROJECT, target_path=settings.dbt_target)

    @dbt_assets(
        manifest=project.manifest_path,
        project=project,
        dagster_dbt_translator=Translator(),
        exclude="resource_type:unit_test",
        name=NAME,
    )
    def build_step(
        context: dg.AssetExecutionContext, dbt: DbtCliResource, warehouse: Warehouse
    ) -> Iterator[Any]:
        look(settings)
        for folder in settings.dbt_target.glob(f"{NAME}-*"):  # dagster-dbt makes one a run
            shutil.rmtree(folder, ignore_errors=True)
        # The gates compare its estimates with those of this run. The record is before live days.
        published = last_publication(settings)
        first = RECORD_SOURCES if settings.is_live and not settings.only else ""
        os.environ["COMPUTE_DIVIDE_PUBLISHED"] = published.name if published else first
        made, is_whole = made_of(settings), context.selected_asset_keys == context.assets_def.keys
        kept = unchanged(settings, context.assets_def, made) if is_whole else {}
        # If somebody selects some tables, a test runs only if the selection has all that it reads.
        # A build that keeps tables runs every test, because all of them judge it.
        command = ["build", "--indirect-selection", "empty" if kept else "buildable"]
        # A name alone would also stand for a folder.
        command += ["--exclude", " ".join(f"file:{table}" for table in kept)] if kept else []
        for output in kept.values():
            yield dg.Output(None, output, metadata={"kept": "Nothing that it reads has changed."})
        build = dbt.cli(command, context=context, raise_on_error=False)
        yield from with_rows(context, build, settings)
        if error := build.get_error():
            context.log.warning(new_files(settings))
            raise error
        if is_whole:
            with duckdb.connect(str(settings.warehouse)) as connection:
                connection.execute("update main.build set made_of = ?", [json.dumps(made)])
                tag_build(context, connection, **{MARTS: marts_of(connection)})

    return build_step


def unchanged(
    settings: Settings, models: dg.AssetsDefinition, made: Mapping[str, str]
) -> dict[str, str]:
    """Return the tables that a build can keep and their outputs, upstream tables first.

    The warehouse must have been built whole by this code and these settings. A table is kept if all
    sources that it reads still have the same files; what reads the manifests of all files never is.
    """
    if not settings.warehouse.exists():
        return {}
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        _, former = build_of(connection)
    if former.get("") != made[""]:
        return {}
    stored = [one for one in SOURCES.values() if former.get(one.name) == made[one.name]]
    same = dict.fromkeys([*map(raw_key, stored), *TABLES_OF_CODE])
    reads = {spec.key: {dep.asset_key for dep in spec.deps} for spec in models.specs}
    for key in TopologicalSorter(reads).static_order():
        if key in reads and reads[key] <= same.keys():
            same[key] = None
    outputs = {key: name for name, key in models.keys_by_output_name.items()}
    return {key.path[-1]: outputs[key] for key in same if key in outputs}


def with_rows(
    context: dg.AssetExecutionContext, build: DbtCliInvocation, settings: Settings
) -> Iterator[Any]:
    """Yield dbt's events as they happen, then the rows of failed tests and of each table.

    DuckDB lets nobody read while dbt writes. dagster-dbt's ``fetch_row_counts`` waits for the end
    of dbt too, opens the file once a table, and leaves a connection open that excludes read-only
    ones from this process.
    """
    tables = dict[str, dg.AssetKey]()
    failed = list[dg.AssetCheckResult]()
    for event in build.stream():
        if isinstance(event, dg.AssetCheckResult) and not event.passed:
            failed.append(event)
            continue
        if isinstance(event, dg.Output):
            table = str(event.metadata["unique_id"].value).rpartition(".")[2]
            tables[table] = context.asset_key_for_output(event.output_name)
        yield event
    results = build.get_artifact("run_results.json")["results"]
    queries = {
        result["unique_id"]: result["compiled_code"] for result in results if result["failures"]
    }
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        # A build with an error has tables of an older one, so no check judges it.
        if not any(result["status"] == "error" for result in results):
            tag_build(context, connection)
        for event in failed:
            query = queries.get(str(event.metadata["unique_id"].value))
            observed = {"observed": first_rows(connection, query)} if query else {}
            yield event.with_metadata({**event.metadata, **observed})
        counts = connection.execute("select table_name, estimated_size from duckdb_tables()")
        for table, rows in counts.fetchall():
            if table in tables:
                yield dg.AssetObservation(tables[table], metadata={"dagster/row_count": rows})


def first_rows(connection: duckdb.DuckDBPyConnection, query: str) -> str:
    """Return the first rows of a query as text."""
    rows = connection.sql(f"from ({query}) limit {ROWS_SHOWN}")
    pairs = (zip(rows.columns, row, strict=True) for row in rows.fetchall())
    return "; ".join(", ".join(f"{name} = {value}" for name, value in row) for row in pairs)
