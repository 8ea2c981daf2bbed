"""Which tables a run has to build: those whose code or files differ from the last complete build.

Next to the warehouse lies the state of the last complete build: hashes of the engine, of each model
and seed, of each source's snapshots, and of all refresh states. A build deletes the file first and
writes it last, so that an interrupted build is repeated in full.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

from ingestion.landing.disk import replace_text
from ingestion.landing.snapshots import snapshots
from ingestion.registry import SOURCES
from ingestion.state import state_of
from orchestration.dbt.manifest import read_manifest
from orchestration.settings import DBT_PROJECT, Settings

# Another release of one of these may compute other numbers.
LIBRARIES = (
    "dbt-core",
    "dbt-duckdb",
    "duckdb",
    "numpy",
    "scipy",
    "threadpoolctl",
)
# A change in one of these may reach any table.
ENGINE_FILES = (
    "*.yml",
    "docs/columns.md",
    "macros/**/*.sql",
    "models/**/*.yml",
    "plugins/*.py",
    "tests/**/*.sql",
)
EVERYTHING = ["--full-refresh"]
BUILT = {"model", "seed", "snapshot"}
STATES = "states"


@dataclass(frozen=True)
class BuildState:
    """Hashes of the inputs of a build: the engine, dbt nodes by id, and files by source.

    The key ``states`` of ``sources`` covers the refresh states and the logs of all sources.
    ``snapshots`` lists the ids of the snapshots of each source.
    """

    engine: str
    nodes: dict[str, str]
    sources: dict[str, str]
    snapshots: dict[str, list[str]] = field(default_factory=dict)

    def without(self, other: BuildState) -> dict[str, list[str]]:
        """The snapshots of this state that another one does not have, by source."""
        gone = {
            name: sorted(set(ids) - set(other.snapshots.get(name, ())))
            for name, ids in self.snapshots.items()
        }
        return {name: ids for name, ids in gone.items() if ids}


def current_state(settings: Settings, storage: str) -> BuildState:
    """Hash the inputs of a build that starts now.

    ``storage`` identifies Dagster's storage. A new storage lacks the results of earlier tests, so
    every table has to be tested again.
    """
    nodes = read_manifest(settings)["nodes"]
    # A changed rule sets other rows aside, also in vintages that are stored.
    rules = [repr(source.row_rules) for source in SOURCES.values()]
    stored = {
        name: [snapshot.snapshot_id for snapshot in snapshots(settings.raw, source)]
        for name, source in SOURCES.items()
    }
    return BuildState(
        engine=_digest(
            [
                storage,
                settings.spark,
                *map(version, LIBRARIES),
                *_contents(ENGINE_FILES),
                *rules,
            ]
        ),
        nodes={
            key: node["checksum"]["checksum"]
            for key, node in nodes.items()
            if node["resource_type"] in BUILT
        },
        sources={name: _digest(ids) for name, ids in stored.items()}
        | {STATES: _digest(str(state_of(settings.raw, source)) for source in SOURCES.values())},
        snapshots=stored,
    )


def _contents(globs: Iterable[str]) -> list[str]:
    files = sorted({path for glob in globs for path in DBT_PROJECT.glob(glob)})
    return [f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files]


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def dbt_arguments(settings: Settings, now: BuildState) -> list[str] | None:
    """Arguments of ``dbt build``; None if every table is up to date.

    A new vintage adds rows to tables of all vintages. Changed code, and a snapshot that is gone,
    replace their tables. All other tables are excluded, with the tests that read nothing else.
    Apache Spark always builds all tables.
    """
    last = _last_state(settings)
    if last is None:
        return EVERYTHING
    if last.engine != now.engine:
        _warn("The tables were built by another release or setting: every table is built again")
        return EVERYTHING
    code = [node for node, digest in now.nodes.items() if last.nodes.get(node) != digest]
    files = {name for name, digest in now.sources.items() if last.sources.get(name) != digest}
    if not code and not files:
        return None
    if settings.spark:
        return EVERYTHING
    manifest = read_manifest(settings)
    changed = [*code, *source_tables(manifest, files)]
    built = descendants(manifest["child_map"], changed) | set(code)
    kept = sorted(node.rsplit(".", 1)[-1] for node in set(now.nodes) - built)
    excluded = ["--exclude", " ".join(kept), "--indirect-selection", "cautious"] if kept else []
    return [*excluded, *(EVERYTHING if code or last.without(now) else [])]


def gone_snapshots(settings: Settings, now: BuildState) -> dict[str, list[str]]:
    """Return the snapshots of the last complete build that are no longer stored, by source."""
    last = _last_state(settings)
    return last.without(now) if last else {}


def source_tables(manifest: Mapping[str, Any], changed: set[str]) -> list[str]:
    """List the dbt sources that read a changed key of ``BuildState.sources``, by their paths."""
    return [
        key
        for key, table in manifest["sources"].items()
        if changed & _keys_read(table["config"]["meta"].get("external_location", ""))
    ]


def _keys_read(location: str) -> set[str]:
    """Return the keys that a dbt source reads: none for the files of a command-line tool."""
    found = re.search("'([^/']+)/([^']+)'", location)
    if found is None:
        return set()
    folder, path = found.groups()
    # Snapshots are subfolders of a source. Its state and logs are files next to them.
    if "/" not in path:
        return {STATES}
    return set(SOURCES) if folder == "*" else {folder}


def descendants(edges: Mapping[str, Sequence[str]], start: Sequence[str]) -> set[str]:
    """Collect every node that a path of edges leads to from ``start``."""
    found: set[str] = set()
    front = set(start)
    while front:
        front = {node for one in front for node in edges.get(one, ())} - found
        found |= front
    return found


def invalidate(settings: Settings) -> None:
    """Delete the stored state, so that a build that does not finish is repeated in full."""
    _state_file(settings).unlink(missing_ok=True)


def save(settings: Settings, built: BuildState) -> None:
    """Store the state from which the complete warehouse was built."""
    replace_text(_state_file(settings), json.dumps(asdict(built), indent=1))


def saved_text(settings: Settings) -> str:
    """Return the stored state as text; empty unless the warehouse is one complete build."""
    path = _state_file(settings)
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


def _last_state(settings: Settings) -> BuildState | None:
    path = _state_file(settings)
    if not (settings.warehouse.exists() and path.exists()):
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=BuildState)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        _warn(f"{path} is not a build state ({error}): every table is rebuilt")
        return None


def _warn(line: str) -> None:
    import dagster as dg  # imported here: other readers of the state need no Dagster

    dg.get_dagster_logger().warning(line)


def _state_file(settings: Settings) -> Path:
    return settings.warehouse.with_suffix(".built.json")
