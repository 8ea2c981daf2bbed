"""dbt: its project, a manifest that is never stale, and how its models look in Dagster."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
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

from orchestration.settings import DBT_PROJECT

OWNERS = ["team:maintainers"]
SOURCE_SUFFIXES = {".sql", ".yml", ".csv", ".py"}


def dbt_executable() -> str:
    """The dbt of this environment, whether or not it is on the PATH."""
    beside = Path(sys.executable).with_name("dbt")
    return str(beside) if beside.exists() else "dbt"


def ensure_manifest() -> Path:
    """Parse the project if its manifest is missing or older than a file of the project.

    Raises RuntimeError with dbt's own words where the project does not parse.
    """
    target = DBT_PROJECT / "target"
    manifest = target / "manifest.json"
    target.mkdir(exist_ok=True)
    with FileLock(target / "manifest.lock"):
        if not _is_fresh(manifest):
            _parse()
    return manifest


def _is_fresh(manifest: Path) -> bool:
    if not manifest.exists():
        return False
    built = manifest.stat().st_mtime
    files = (
        path
        for path in DBT_PROJECT.rglob("*")
        if path.suffix in SOURCE_SUFFIXES and "target" not in path.parts
    )
    return all(path.stat().st_mtime <= built for path in files)


def _parse() -> None:
    command = [dbt_executable(), "parse", "--profiles-dir", ".", "--quiet"]
    done = subprocess.run(  # noqa: S603 - our own executable and arguments
        command, cwd=DBT_PROJECT, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"dbt can't parse {DBT_PROJECT}:\n{done.stdout}{done.stderr}")


def remove_old_targets() -> None:
    """Delete the per-run folders that dagster-dbt leaves in ``target``."""
    for folder in (DBT_PROJECT / "target").glob("dbt_models-*"):
        shutil.rmtree(folder, ignore_errors=True)


@cache
def dbt_project() -> DbtProject:
    """The dbt project."""
    return DbtProject(project_dir=DBT_PROJECT, profiles_dir=DBT_PROJECT)


def dbt_resource() -> DbtCliResource:
    """The resource that runs dbt."""
    return DbtCliResource(project_dir=dbt_project(), dbt_executable=dbt_executable())


class Translator(DagsterDbtTranslator):
    """Asset key and group of a model are its layer; a source's key is that of the raw asset."""

    def __init__(self) -> None:
        super().__init__(DagsterDbtTranslatorSettings(enable_source_tests_as_checks=True))

    def get_asset_spec(
        self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> dg.AssetSpec:
        """Set group, kinds and owners on dagster-dbt's own spec."""
        spec = super().get_asset_spec(manifest, unique_id, project)
        return spec.replace_attributes(
            group_name=spec.key.path[0], kinds={"dbt", "duckdb"}, owners=OWNERS
        )
