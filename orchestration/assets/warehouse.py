"""Assets of the dbt project. Each dbt test is an asset check."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
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

from orchestration.fingerprint import code_digest
from orchestration.settings import DBT_PROJECT, Settings
from orchestration.spark.command import build_tables
from orchestration.warehouse import Warehouse

ROWS_SHOWN = 5


class Translator(DagsterDbtTranslator):
    """Keys of models start with their layer, which is also the group. Sources are raw assets."""

    def __init__(self) -> None:
        super().__init__(
            DagsterDbtTranslatorSettings(
                enable_source_tests_as_checks=True,
                # A table and the manifests of its snapshots are one raw asset.
                enable_duplicate_source_asset_keys=True,
            )
        )

    def get_asset_spec(
        self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> dg.AssetSpec:
        """Set group and kinds on dagster-dbt's own spec."""
        spec = super().get_asset_spec(manifest, unique_id, project)
        return spec.replace_attributes(group_name=spec.key.path[0], kinds={"dbt", "duckdb"})


def dbt_project(settings: Settings) -> DbtProject:
    """Return the dbt project with a current manifest in the folder of the installation."""
    project = DbtProject(DBT_PROJECT, target_path=settings.dbt_target)
    code = f"{code_digest(DBT_PROJECT.name)} {version('dbt-core')} {version('dbt-duckdb')}"
    stamp = settings.dbt_target / "parsed.sha256"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != code:
        project.preparer.prepare(project)
        stamp.write_text(code, encoding="utf-8")
    return project


def dbt_definitions(settings: Settings) -> dg.AssetsDefinition:
    """Define all seeds and models as one step, which is the only writer of the warehouse."""
    project = dbt_project(settings)

    @dbt_assets(
        manifest=project.manifest_path,
        project=project,
        dagster_dbt_translator=Translator(),
        exclude="resource_type:unit_test",
        name="warehouse",
    )
    def warehouse(
        context: dg.AssetExecutionContext, dbt: DbtCliResource, warehouse: Warehouse
    ) -> Iterator[Any]:
        for folder in settings.dbt_target.glob("warehouse-*"):  # dagster-dbt makes one a run
            shutil.rmtree(folder, ignore_errors=True)
        if settings.spark:
            build_tables(settings)
        build = dbt.cli(["build"], context=context, raise_on_error=False)
        failed = []
        for event in build.stream().fetch_row_counts():
            if isinstance(event, dg.AssetCheckResult) and not event.passed:
                failed.append(event)
            else:
                yield event
        yield from with_rows(failed, build, settings)
        if error := build.get_error():
            raise error

    return warehouse


def with_rows(
    failed: Sequence[dg.AssetCheckResult], build: DbtCliInvocation, settings: Settings
) -> Iterator[dg.AssetCheckResult]:
    """Yield failed tests with the first rows that each selects. A test with an error has none."""
    if not failed:
        return
    results = build.get_artifact("run_results.json")["results"]
    queries = {one["unique_id"]: one["compiled_code"] for one in results if one["failures"]}
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        for event in failed:
            query = queries.get(str(event.metadata["unique_id"].value))
            observed = first_rows(connection, query) if query else ""
            yield event.with_metadata({**event.metadata, "observed": observed})


def first_rows(connection: duckdb.DuckDBPyConnection, query: str) -> str:
    """Return the first rows of a query as text."""
    rows = connection.sql(f"from ({query}) limit {ROWS_SHOWN}")
    pairs = (zip(rows.columns, row, strict=True) for row in rows.fetchall())
    return "; ".join(", ".join(f"{name} = {value}" for name, value in row) for row in pairs)
