"""The parsed dbt project, which all installations of this code share. Parsing needs no Dagster."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from filelock import FileLock

from ingestion.landing.disk import replace_text
from ingestion.landing.snapshots import sha256
from orchestration.settings import DBT_PROJECT, PARSED, Settings, dbt_executable, load

SOURCE_SUFFIXES = {".sql", ".yml", ".csv", ".py", ".md"}
# Another release of one of these reads the project in another way.
LIBRARIES = ("dbt-core", "dbt-duckdb")
PARSE = "partial_parse.msgpack"
WRITTEN = (PARSE, "manifest.json")
WRITTEN_BY_DBT = {"target", "logs"}
# Seeds change with the code only, so tests/dbt/test_seed_rules.py tests them once a change.
SEED_TESTS = "*__seeds.yml"


def ensure_manifest(settings: Settings) -> Path:
    """Parse the project for a refresh, unless a parse is stored. Return its manifest.

    Raises RuntimeError with dbt's output if the project does not parse.
    """
    ensure_parsed(DBT_PROJECT, settings.parsed, settings.dbt_environment())
    return settings.parsed / "manifest.json"


def read_manifest(settings: Settings) -> dict[str, Any]:
    """Read dbt's manifest. Parse the project first, unless a parse is stored."""
    manifest: dict[str, Any] = json.loads(ensure_manifest(settings).read_text(encoding="utf-8"))
    return manifest


def refresh_manifest(settings: Settings) -> dict[str, Any]:
    """Read dbt's manifest without the tests of seeds, which a refresh does not run."""
    manifest = read_manifest(settings)
    nodes = manifest["nodes"]
    kept = {id_: node for id_, node in nodes.items() if not _is_seed_test(node)}
    return {**manifest, "nodes": kept}


def _is_seed_test(node: Mapping[str, Any]) -> bool:
    return Path(node["original_file_path"]).match(SEED_TESTS)


def ensure_parsed(project: Path, folder: Path, environment: Mapping[str, str]) -> Path:
    """Parse a project, unless ``folder`` holds a parse of the same files. Return the parse.

    A parse takes as long as the build of a small warehouse. It holds no path of an installation;
    it holds the name of the database and the values of ``environment`` that models read.
    Raises RuntimeError with dbt's output if the project does not parse.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stored = folder / "stored.sha256"
    with FileLock(folder / "parse.lock"):
        if not stored.exists() or stored.read_text(encoding="utf-8") != _digest(project, folder):
            _parse(project, folder, environment)
            replace_text(stored, _digest(project, folder))
    return folder / PARSE


def _digest(project: Path, parsed: Path) -> str:
    """Hash the releases of dbt, the files of the project, and the parse itself."""
    files = [
        path
        for path in sorted(project.rglob("*"))
        if path.suffix in SOURCE_SUFFIXES
        and path.relative_to(project).parts[0] not in WRITTEN_BY_DBT
    ]
    written = (path for name in WRITTEN if (path := parsed / name).exists())
    lines = (f"{path} {sha256(path)}" for path in (*files, *written))
    return hashlib.sha256("\n".join([*map(version, LIBRARIES), *lines]).encode()).hexdigest()


def _parse(project: Path, folder: Path, environment: Mapping[str, str]) -> None:
    # dbt writes its files in place. A scratch folder keeps an interrupted parse from being read.
    scratch = folder / "parsing"
    command = [dbt_executable(), "parse", "--profiles-dir", ".", "--quiet"]
    variables = {**os.environ, **environment, "DBT_TARGET_PATH": str(scratch), PARSED: ""}
    done = subprocess.run(  # noqa: S603 - our own executable and arguments
        command, cwd=project, env=variables, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"dbt cannot parse {project}:\n{done.stdout}{done.stderr}")
    for name in WRITTEN:
        (scratch / name).replace(folder / name)


if __name__ == "__main__":
    ensure_manifest(load())
