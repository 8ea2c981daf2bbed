"""Assets of the dbt project. Each dbt test is an asset check."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
import duckdb
from dagster_dbt import (
    DagsterDbtTranslator,
    DagsterDbtTranslatorSettings,
    DbtProject,
    dbt_assets,
)

from orchestration.build.manifest import events_of, manifest, parsed
from orchestration.judge.moves import new_files, new_sources
from orchestration.judge.verdict import MARTS, build_of, marts_of, tag_build
from orchestration.run.home import look
from orchestration.run.news import made_of, refuse, version_of
from orchestration.run.settings import DBT_PROJECT, Settings
from orchestration.run.tags import DATA_VERSION, NEW_FILES, REFUSED, TABLES, say
from orchestration.run.warehouse import Warehouse

NAME = "warehouse"
KEPT = "KEPT"  # what the materialization `table` says of a table that it does not build again
# dagster-dbt states the name of a node in the metadata of its asset or check.
NODE = "dagster_dbt/unique_id"
SEVERITIES = {"warn": dg.AssetCheckSeverity.WARN}


class Translator(DagsterDbtTranslator):
    """A key starts with the layer, and a group is a subject of a layer. Sources are raw assets."""

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
            group_name=group_of(spec.key.path[0], folder), kinds={"dbt", "duckdb"}
        )


def group_of(layer: str, subject: str) -> str:
    """Name a group of assets. The folders of staging are sources, most of one table."""
    return layer if layer in ("staging", subject) else f"{layer}_{subject}"


def dbt_definitions(settings: Settings) -> dg.AssetsDefinition:
    """Define seeds, models and their tests as one step, the only writer of the warehouse.

    dbt skips what reads a broken table. What dbt cannot judge is judged before the publication.
    """
    project = DbtProject(DBT_PROJECT, target_path=parsed(settings))

    @dbt_assets(
        manifest=project.manifest_path,
        project=project,
        dagster_dbt_translator=Translator(),
        exclude="resource_type:unit_test",
        name=NAME,
    )
    def build_step(context: dg.AssetExecutionContext, warehouse: Warehouse) -> Iterator[Any]:
        look(settings)
        made, is_whole = made_of(settings), context.selected_asset_keys == context.assets_def.keys
        say(context, {DATA_VERSION: version_of(made), NEW_FILES: new_sources(settings)})
        command = ["build", "--vars", json.dumps({"made_of": made if is_whole else {}})]
        excluded = ["unit_test", *(["seed"] if is_whole and has_tables_of(settings, made) else [])]
        command += [f"--exclude-resource-type={kind}" for kind in excluded]
        nodes = Nodes(context.assets_def)
        for event in events_of(manifest(settings), [*command, *selection(context)]):
            yield from nodes.results(event)
        yield from nodes.failed()
        say(context, {TABLES: f"{nodes.built} built, {nodes.kept} kept"})
        with warehouse.get_connection() as connection:
            # A build with an error has tables of an older one, so no check judges it.
            if nodes.are_of_one_state:
                whole = {MARTS: marts_of(connection)} if is_whole and not nodes.errors else {}
                tag_build(context, connection, **whole)
        if nodes.errors:
            say(context, {REFUSED: "; ".join(nodes.errors)})
            if nodes.are_of_one_state and is_whole:
                refuse(settings, made, [*nodes.errors, new_files(settings)])
            context.log.warning(new_files(settings))
            raise dg.Failure("\n".join(nodes.errors))

    return build_step


def has_tables_of(settings: Settings, made: Mapping[str, str]) -> bool:
    """Whether this code and these settings built the warehouse whole, and so its seeds."""
    if not settings.warehouse.exists():
        return False
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        return build_of(connection)[1].get("") == made[""]


def selection(context: dg.AssetExecutionContext) -> list[str]:
    """Return dbt's arguments for what a run selects.

    If somebody selects some tables, a test runs only if the selection has all that it reads.
    """
    models = context.assets_def
    if context.selected_asset_keys == models.keys:
        return []
    # A name alone would also stand for a folder.
    files = [f"file:{key.path[-1]}" for key in context.selected_asset_keys]
    if files:
        return ["--indirect-selection", "buildable", "--select", *files]
    return ["--select", *(key.name for key in context.selected_asset_check_keys)]


class Nodes:
    """What Dagster shows of the nodes of one invocation of dbt."""

    def __init__(self, models: dg.AssetsDefinition) -> None:
        assets = {spec.metadata[NODE]: spec.key for spec in models.specs}
        checks = {spec.metadata[NODE]: spec.key for spec in models.check_specs}
        self._keys: dict[str, Any] = {**assets, **checks}
        self._failed, self._rows = list[dg.AssetCheckResult](), defaultdict[str, list[str]](list)
        self.errors, self.are_of_one_state = list[str](), True
        self.built = self.kept = 0

    def results(
        self,
        event: Any,  # noqa: ANN401 - dbt's type is generated
    ) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
        """Yield the table or the test that dbt has finished."""
        if event.info.name == "JinjaLogInfo":  # of the macro show_failures
            test, _, row = event.data.msg.partition(": ")
            self._rows[test].append(row)
        if event.info.name != "NodeFinished":
            return
        node, result = event.data.node_info, event.data.run_result
        key, status = self._keys.get(node.unique_id), node.node_status
        metadata = {
            "unique_id": node.unique_id,
            "status": status,
            "Execution Duration": result.execution_time,
        }
        if status in ("error", "fail"):
            self.errors.append(f"{node.unique_id}: {result.message}")
            self.are_of_one_state &= status != "error"
        if isinstance(key, dg.AssetKey) and status == "success":
            is_kept = result.message == KEPT
            self.kept, self.built = self.kept + is_kept, self.built + (not is_kept)
            if is_kept:
                metadata["kept"] = "What it reads has not changed."
            elif "rows_affected" in result.adapter_response:
                metadata["dagster/row_count"] = int(result.adapter_response["rows_affected"])
            yield dg.MaterializeResult(asset_key=key, metadata=metadata)
        elif isinstance(key, dg.AssetCheckKey) and status != "skipped":
            yield from self._checked(
                key, {**metadata, "dagster_dbt/failed_row_count": result.num_failures}
            )

    def _checked(
        self, key: dg.AssetCheckKey, metadata: dict[str, Any]
    ) -> Iterator[dg.AssetCheckResult]:
        """Yield a test that passed. One that failed waits for its rows."""
        status = metadata["status"]
        check = dg.AssetCheckResult(
            asset_key=key.asset_key,
            check_name=key.name,
            passed=status == "pass",
            severity=SEVERITIES.get(status, dg.AssetCheckSeverity.ERROR),
            metadata=metadata,
        )
        if check.passed:
            yield check
        else:
            self._failed.append(check)

    def failed(self) -> Iterator[dg.AssetCheckResult]:
        """Yield the tests that failed, each with its first rows."""
        for check in self._failed:
            rows = "; ".join(self._rows[str(check.check_name)])
            yield check.with_metadata({**check.metadata, **({"observed": rows} if rows else {})})
