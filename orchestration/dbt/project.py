"""The dbt project: its manifest, the resource that runs dbt, and its asset keys in Dagster."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import (
    DagsterDbtTranslator,
    DagsterDbtTranslatorSettings,
    DbtCliResource,
    DbtProject,
)
from filelock import FileLock

from orchestration.settings import DBT_PROJECT, Settings, dbt_executable

OWNERS = ["team:maintainers"]
SOURCE_SUFFIXES = {".sql", ".yml", ".csv", ".py", ".md"}


def ensure_manifest(settings: Settings) -> Path:
    """Parse the project if its manifest is missing or older than a file of the project.

    Raises RuntimeError with dbt's output if the project does not parse.
    """
    manifest = settings.dbt_target / "manifest.json"
    with FileLock(settings.dbt_target / "manifest.lock"):
        if not _is_fresh(manifest):
            _parse(settings)
    return manifest


def _is_fresh(manifest: Path) -> bool:
    if not manifest.exists():
        return False
    built = manifest.stat().st_mtime
    files = (path for path in DBT_PROJECT.rglob("*") if path.suffix in SOURCE_SUFFIXES)
    return all(path.stat().st_mtime <= built for path in files)


def _parse(settings: Settings) -> None:
    # dbt writes its files in place. A scratch folder keeps an interrupted parse from being read.
    scratch = settings.dbt_target / "parsing"
    command = [dbt_executable(), "parse", "--profiles-dir", ".", "--quiet"]
    done = subprocess.run(  # noqa: S603 - our own executable and arguments
        command,
        cwd=DBT_PROJECT,
        env={**os.environ, **settings.dbt_environment(), "DBT_TARGET_PATH": str(scratch)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"dbt cannot parse {DBT_PROJECT}:\n{done.stdout}{done.stderr}")
    for name in ("partial_parse.msgpack", "manifest.json"):
        (scratch / name).replace(settings.dbt_target / name)


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
