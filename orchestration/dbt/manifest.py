"""A manifest of the dbt project that is never stale. Parsing needs no Dagster."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from filelock import FileLock

from orchestration.settings import DBT_PROJECT, Settings, dbt_executable

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
