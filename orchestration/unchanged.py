"""Whether anything changed since the last publication. This needs neither Dagster nor a database.

Next to the warehouse lie two files: the inputs of the last publication, and the inputs of the last
run that succeeded. Equal inputs give equal bytes, so a publication of them is not written again.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import requires, version
from pathlib import Path

from ingestion.landing.disk import replace_text
from ingestion.landing.files import MANIFEST
from ingestion.landing.snapshots import sha256
from ingestion.registry import SOURCES
from orchestration.settings import DBT_PROJECT, ROOT, Settings

LATEST = "latest"
RELEASE = "compute-divide"
# Our requirements depend on these libraries, and do not fix their versions.
TRANSITIVE = {"matplotlib", "numpy", "pagefind-bin"}
CODE = ("ingestion", "orchestration", "reports", DBT_PROJECT.name)
CODE_SUFFIXES = {".csv", ".duckdb", ".html", ".j2", ".js", ".css", ".md", ".py", ".sql", ".yml"}
CODE_SUFFIXES |= {".txt", ".xml"}  # examples and templates of the site
COMPILED = {"__pycache__", "target", "logs", "dbt_packages"}


def digest(parts: Iterable[str]) -> str:
    """Hash texts in order."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def code_version() -> str:
    """Return the current commit, marked if files differ from it, or else the release."""
    command = ["git", "describe", "--always", "--dirty", "--abbrev=12"]
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments
            command, cwd=ROOT, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return version(RELEASE)
    return done.stdout.strip()


def code_digest() -> str:
    """Hash the code: two states with changes that are not committed have one version."""
    paths = (
        path
        for folder in CODE
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in CODE_SUFFIXES and not COMPILED.intersection(path.parts)
    )
    lines = [f"{path.relative_to(ROOT)} {sha256(path)}" for path in paths]
    releases = (f"{name} {version(name)}" for name in sorted(libraries()))
    return digest([sys.version, code_version(), *lines, *releases])


def libraries() -> set[str]:
    """Name the libraries of which another version may give other numbers or other bytes."""
    texts = (text for text in requires(RELEASE) or () if "extra ==" not in text)
    return TRANSITIVE.union(*(re.findall(r"^[\w.-]+", text) for text in texts))


def publication_record(settings: Settings) -> Path:
    """Return the file with the inputs of the last publication."""
    return settings.warehouse.with_suffix(".published.json")


def run_record(settings: Settings) -> Path:
    """Return the file with the inputs of the last run that succeeded."""
    return settings.warehouse.with_suffix(".run.json")


def save_publication(settings: Settings, inputs: str) -> None:
    """Store the inputs of ``latest``, with the hash of its manifest."""
    latest = settings.published / LATEST
    record = {"inputs": inputs, "manifest": sha256(latest / "manifest.json")}
    replace_text(publication_record(settings), json.dumps(record))


def is_published(settings: Settings, inputs: str | None = None) -> bool:
    """Whether ``latest`` has these inputs (None: those on record), and every byte is in place."""
    latest = settings.published / LATEST
    try:
        record = json.loads(publication_record(settings).read_text(encoding="utf-8"))
        if inputs not in (None, record["inputs"]):
            return False
        if sha256(latest / "manifest.json") != record["manifest"]:
            return False
        files = json.loads((latest / "manifest.json").read_text(encoding="utf-8"))["files"]
        return all(sha256(latest / name) == expected for name, expected in files.items())
    except (OSError, ValueError, KeyError, TypeError):
        return False  # publishing again repairs whatever is broken


def source_files(settings: Settings) -> str | None:
    """Hash the files of a directory of sources; None if a run has to ask the publishers."""
    root = settings.source_directory
    if root is None:
        return None
    globs = {MANIFEST, *(glob for source in SOURCES.values() for glob in source.globs)}
    paths = sorted({path for glob in globs for path in root.glob(glob) if path.is_file()})
    return digest(f"{path.relative_to(root)} {sha256(path)}" for path in paths)


def run_inputs(settings: Settings, files: str) -> str | None:
    """Hash what decides whether a run would do anything; None if this cannot be known."""
    storage = _storage_id(settings)
    if storage is None or not settings.warehouse.exists():
        return None
    variables = sorted(
        f"{name}={value}"
        for name, value in os.environ.items()
        if name.startswith("COMPUTE_DIVIDE_") and name != "COMPUTE_DIVIDE_HOME"
    )
    stored = (path for path in sorted(settings.raw.rglob("*")) if path.is_file())
    states = [settings.warehouse, settings.warehouse.with_suffix(".built.json"), *stored]
    stats = [_stat(path, settings.home) for path in states]
    return digest([files, storage, code_digest(), *variables, *stats])


def _stat(path: Path, home: Path) -> str:
    found = path.stat() if path.exists() else None
    name = path.relative_to(home).as_posix()
    return f"{name} {found.st_size} {found.st_mtime_ns}" if found else f"{name} is missing"


def _storage_id(settings: Settings) -> str | None:
    """Return the id of Dagster's storage. Another storage lacks the results of the checks."""
    home = Path(os.environ.get("DAGSTER_HOME") or settings.dagster_home)
    database = (home / "history" / "runs.db").as_uri()
    try:
        connection = sqlite3.connect(f"{database}?mode=ro", uri=True)
    except (sqlite3.Error, ValueError):
        return None
    try:
        row = connection.execute("select run_storage_id from instance_info").fetchone()
    except sqlite3.Error:
        return None
    finally:
        connection.close()
    return str(row[0]) if row else None


def save_run(settings: Settings, files: str | None) -> None:
    """Store the inputs of a run that succeeded; ``files`` were hashed before it began."""
    inputs = run_inputs(settings, files) if files else None
    replace_text(run_record(settings), json.dumps({"inputs": inputs}))


def nothing_to_do(settings: Settings, files: str | None) -> bool:
    """Whether a run would find nothing new.

    Such a run is not started: Dagster's history lists work that was done, and neither a check nor a
    table is reported as new. Live runs always start, because only they can ask the publishers.
    """
    if not files:
        return False
    try:
        recorded = json.loads(run_record(settings).read_text(encoding="utf-8"))["inputs"]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return (
        recorded is not None and recorded == run_inputs(settings, files) and is_published(settings)
    )
