"""The dbt project as Dagster runs it: the resource, and the asset keys of its models."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

import dagster as dg
from packaging.version import Version

from orchestration.dbt.library import (
    DagsterDbtTranslator,
    DagsterDbtTranslatorSettings,
    DbtCliResource,
    DbtProject,
)
from orchestration.settings import DBT_PROJECT, Settings, dbt_executable

OWNERS = ["team:maintainers"]


def remove_old_targets(settings: Settings) -> None:
    """Delete the per-run folders that dagster-dbt leaves in the target."""
    for folder in settings.dbt_target.glob("warehouse-*"):
        shutil.rmtree(folder, ignore_errors=True)


def dbt_project(settings: Settings) -> DbtProject:
    """Return the dbt project, which compiles to a folder of the installation."""
    return DbtProject(
        project_dir=DBT_PROJECT, profiles_dir=DBT_PROJECT, target_path=settings.dbt_target
    )


class DbtRunner(DbtCliResource):
    """dagster-dbt's resource without the dbt adapter inside this process.

    The adapter serves row counts and column metadata, which no asset requests. Loading it takes as
    long as a dbt run over a small warehouse.
    """

    def _initialize_dbt_core_adapter(self, args: Sequence[str]) -> Any:  # noqa: ANN401, ARG002
        return None

    @property
    def _cli_version(self) -> Version:
        """The installed version, without ``dbt --version``, which asks the package registry."""
        return Version(version("dbt-core"))


def dbt_resource(settings: Settings) -> DbtRunner:
    """Return the resource that runs dbt."""
    project: Any = dbt_project(settings)  # accepted by the resource, but not by its type
    return DbtRunner(project_dir=project, dbt_executable=dbt_executable())


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
        """Set group, kinds and owners on dagster-dbt's own spec."""
        spec = super().get_asset_spec(manifest, unique_id, project)
        return spec.replace_attributes(
            group_name=spec.key.path[0], kinds={"dbt", "duckdb"}, owners=OWNERS
        )

    def get_asset_check_spec(
        self,
        asset_spec: dg.AssetSpec,
        manifest: Mapping[str, Any],
        unique_id: str,
        project: DbtProject | None,
    ) -> dg.AssetCheckSpec | None:
        """Describe the test ``shape`` by its rules, and other tests in the words of the project."""
        spec = super().get_asset_check_spec(asset_spec, manifest, unique_id, project)
        if spec is None:
            return None
        node = manifest["nodes"][unique_id]
        test = node.get("test_metadata", {})
        is_shape = test.get("name") == "shape"
        return spec._replace(
            description=shape_rules(test["kwargs"]) if is_shape else node["description"]
        )


def shape_rules(arguments: Mapping[str, Any]) -> str:
    """Return the rules of a test ``shape`` as sentences."""
    rules = [f"One row for each {', '.join(arguments['grain'])}."]
    if "not_null" in arguments:
        rules.append(f"Never null: {', '.join(arguments['not_null'])}.")
    rules += [f"{column} is unique." for column in arguments.get("unique", ())]
    for column, values in arguments.get("accepted_values", {}).items():
        rules.append(f"{column} is one of {', '.join(values)}.")
    for column, parent in arguments.get("relationships", {}).items():
        rules.append(f"{column} is in {parent}.")
    return " ".join(rules)
