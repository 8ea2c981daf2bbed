"""What of the warehouse a run has to build: nothing that already stands as code and files make it.

Beside the warehouse lies the record of the last whole build: a hash of the engine, one of each
model and seed, one of each source's snapshots, one of all sources' states. The
record is taken away before a build and written after it, so that a build that was cut short is made
anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ingestion.fetching.state import state_of
from ingestion.landing.schema import Source
from ingestion.landing.snapshots import snapshots
from ingestion.registry import SOURCES
from orchestration.dbt.manifest import ensure_manifest
from orchestration.settings import DBT_PROJECT, Settings

LIBRARIES = ("dbt-core", "dbt-duckdb", "duckdb", "numpy", "scipy")
# A change in one of these may reach any table.
ENGINE_FILES = ("*.yml", "plugins/*.py", "macros/**/*.sql", "models/**/*.yml", "tests/**/*.sql")
EVERYTHING = ["--full-refresh"]
BUILT = {"model", "seed", "snapshot"}
STATES = "states"


@dataclass(frozen=True)
class State:
    """Hashes of what a build is made from: engine, nodes of dbt by id, snapshots by source.

    Among the sources, ``states`` stands for how their last refreshes went, and for their logs.
    """

    engine: str
    nodes: dict[str, str]
    sources: dict[str, str]


def current(settings: Settings, storage: str) -> State:
    """The state that a build started now is made from.

    ``storage`` names Dagster's own storage: without the results of earlier tests, a table that
    stands would count as never tested.
    """
    nodes = _manifest(settings)["nodes"]
    return State(
        engine=_digest([storage, *map(version, LIBRARIES), *_contents(ENGINE_FILES)]),
        nodes={
            key: node["checksum"]["checksum"]
            for key, node in nodes.items()
            if node["resource_type"] in BUILT
        },
        sources={
            name: _digest(snapshot.snapshot_id for snapshot in snapshots(settings.raw, source))
            for name, source in SOURCES.items()
        }
        | {STATES: _digest(text for one in SOURCES.values() for text in _said(settings, one))},
    )


def _said(settings: Settings, source: Source) -> Iterator[str]:
    """How the last refresh of a source went, and what its logs say."""
    yield str(state_of(settings.raw, source))
    for log in source.logs:
        path = settings.raw / source.name / log
        yield path.read_text(encoding="utf-8") if path.is_file() else ""


def _manifest(settings: Settings) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(ensure_manifest(settings).read_text(encoding="utf-8"))
    return manifest


def _contents(globs: Iterable[str]) -> list[str]:
    files = sorted({path for glob in globs for path in DBT_PROJECT.glob(glob)})
    return [f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files]


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def arguments(settings: Settings, now: State) -> list[str] | None:
    """What to tell ``dbt build``; None where the warehouse stands as it is.

    A new vintage adds to the tables that hold every vintage; changed code replaces them. What
    neither reaches is excluded, with the tests that speak of nothing else.
    """
    if not (settings.warehouse.exists() and _record(settings).exists()):
        return EVERYTHING
    last = State(**json.loads(_record(settings).read_text(encoding="utf-8")))
    if last.engine != now.engine:
        return EVERYTHING
    code = [node for node, digest in now.nodes.items() if last.nodes.get(node) != digest]
    files = [name for name, digest in now.sources.items() if last.sources.get(name) != digest]
    if not code and not files:
        return None
    manifest = _manifest(settings)
    built = reach(manifest["child_map"], [*code, *_source_tables(manifest, files)]) | set(code)
    stands = sorted(node.rsplit(".", 1)[-1] for node in set(now.nodes) - built)
    excluded = ["--exclude", " ".join(stands), "--indirect-selection", "cautious"] if stands else []
    return [*excluded, *(EVERYTHING if code else [])]


def _source_tables(manifest: Mapping[str, Any], names: Sequence[str]) -> list[str]:
    """Sources of dbt that read what is new of these sources; one reads the snapshots of all."""
    read_anew = {*names, *([] if set(names) <= {STATES} else ["snapshots"])}
    return [
        key
        for key, table in manifest["sources"].items()
        if table["name"].split("_")[0] in read_anew
    ]


def reach(edges: Mapping[str, Sequence[str]], start: Sequence[str]) -> set[str]:
    """Every node that edges lead to from ``start``, however far."""
    found: set[str] = set()
    front = set(start)
    while front:
        front = {node for one in front for node in edges.get(one, ())} - found
        found |= front
    return found


def forget(settings: Settings) -> None:
    """Take the record away: from now on the warehouse is what no build has finished."""
    _record(settings).unlink(missing_ok=True)


def remember(settings: Settings, built: State) -> None:
    """Record that the warehouse is wholly built from this state."""
    _record(settings).write_text(json.dumps(asdict(built), indent=1), encoding="utf-8")


def _record(settings: Settings) -> Path:
    return settings.warehouse.with_suffix(".built.json")
