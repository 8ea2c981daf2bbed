"""The parsed dbt project, which all installations of this code share. Parsing needs no Dagster."""

from __future__ import annotations

import hashlib
import os
import subprocess
from importlib.metadata import version
from pathlib import Path

from filelock import FileLock

from ingestion.fetching.state import replace_text
from ingestion.landing.snapshots import sha256
from orchestration.settings import DBT_PROJECT, PARSED, Settings, dbt_executable, load

SOURCE_SUFFIXES = {".sql", ".yml", ".csv", ".py", ".md"}
# Another release of one of these reads the project in another way.
LIBRARIES = ("dbt-core", "dbt-duckdb")
WRITTEN = ("partial_parse.msgpack", "manifest.json")
WRITTEN_BY_DBT = {"target", "logs"}


def ensure_manifest(settings: Settings) -> Path:
    """Parse the project, unless a parse of the same files is stored. Return its manifest.

    A parse takes as long as the build of a small warehouse. It holds no path of an installation.
    Raises RuntimeError with dbt's output if the project does not parse.
    """
    settings.parsed.mkdir(parents=True, exist_ok=True)
    stored = settings.parsed / "stored.sha256"
    with FileLock(settings.parsed / "parse.lock"):
        if not stored.exists() or stored.read_text(encoding="utf-8") != _digest(settings.parsed):
            _parse(settings)
            replace_text(stored, _digest(settings.parsed))
    return settings.parsed / "manifest.json"


def _digest(parsed: Path) -> str:
    """Hash the releases of dbt, the files of the project, and the parse itself."""
    files = [
        path
        for path in sorted(DBT_PROJECT.rglob("*"))
        if path.suffix in SOURCE_SUFFIXES
        and path.relative_to(DBT_PROJECT).parts[0] not in WRITTEN_BY_DBT
    ]
    written = (path for name in WRITTEN if (path := parsed / name).exists())
    lines = (f"{path} {sha256(path)}" for path in (*files, *written))
    return hashlib.sha256("\n".join([*map(version, LIBRARIES), *lines]).encode()).hexdigest()


def _parse(settings: Settings) -> None:
    # dbt writes its files in place. A scratch folder keeps an interrupted parse from being read.
    scratch = settings.parsed / "parsing"
    command = [dbt_executable(), "parse", "--profiles-dir", ".", "--quiet"]
    environment = {**os.environ, **settings.dbt_environment()}
    environment |= {"DBT_TARGET_PATH": str(scratch), PARSED: ""}
    done = subprocess.run(  # noqa: S603 - our own executable and arguments
        command, cwd=DBT_PROJECT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"dbt cannot parse {DBT_PROJECT}:\n{done.stdout}{done.stderr}")
    for name in WRITTEN:
        (scratch / name).replace(settings.parsed / name)


if __name__ == "__main__":
    ensure_manifest(load())
