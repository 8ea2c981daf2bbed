"""What of the warehouse a run has to build: nothing that already stands as code and files make it.

Beside the warehouse lies the record of the last whole build: dbt's manifest, a hash of what dbt's
own comparison of manifests doesn't see, and a hash of each source's snapshots. The record is taken
away before a build and written after it, so that a build that was cut short is made anew.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from ingestion.landing import snapshots
from ingestion.registry import SOURCES
from orchestration.settings import DBT_PROJECT, Settings

# dbt compares models, macros, seeds and tests; not what computes them.
ENGINE = ("dbt-core", "dbt-duckdb", "duckdb", "numpy", "scipy")
ENGINE_FILES = ("dbt_project.yml", "profiles.yml", "plugins/*.py")
EVERYTHING = ["--full-refresh"]


@dataclass(frozen=True)
class State:
    """Hashes of what a build is made from: engine, dbt's files, snapshots by source."""

    engine: str
    code: str
    sources: dict[str, str]


def current(settings: Settings, storage: str) -> State:
    """The state that a build started now is made from.

    ``storage`` names Dagster's own storage: without the results of earlier tests, a table that
    stands would count as never tested.
    """
    return State(
        engine=_digest([storage, *map(version, ENGINE), *_contents(ENGINE_FILES)]),
        code=_digest(
            _contents(("models/**/*", "macros/**/*", "seeds/*", "snapshots/*", "tests/**/*"))
        ),
        sources={
            name: _digest(snapshot.snapshot_id for snapshot in snapshots(settings.raw, source))
            for name, source in SOURCES.items()
        },
    )


def _contents(globs: Iterable[str]) -> list[str]:
    files = sorted({p for glob in globs for p in DBT_PROJECT.glob(glob) if p.is_file()})
    return [f"{p.name} {hashlib.sha256(p.read_bytes()).hexdigest()}" for p in files]


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def arguments(settings: Settings, now: State) -> list[str] | None:
    """What to tell ``dbt build`` to build; None where the warehouse stands as it is.

    A vintage that is new adds to the tables that hold every vintage; changed code replaces them.
    """
    record = _record(settings)
    if not (settings.warehouse.exists() and (record / "state.json").exists()):
        return EVERYTHING
    last = State(**json.loads((record / "state.json").read_text(encoding="utf-8")))
    if last.engine != now.engine:
        return EVERYTHING
    changed = _changed_sources(last, now)
    if last.code != now.code:
        selected = ["state:modified+", *changed]
        return ["--select", *selected, "--state", str(record), *EVERYTHING]
    return ["--select", *changed] if changed else None


def _changed_sources(last: State, now: State) -> list[str]:
    names = [name for name, digest in now.sources.items() if last.sources.get(name) != digest]
    selected = [f"source:raw.{name}_*+" for name in names]
    return [*selected, "source:raw.snapshots+"] if names else []


def forget(settings: Settings) -> None:
    """Take the record away: from now on the warehouse is what no build has finished."""
    shutil.rmtree(_record(settings), ignore_errors=True)


def remember(settings: Settings, built: State) -> None:
    """Record that the warehouse is wholly built from this state."""
    record = _record(settings)
    record.mkdir(parents=True)
    shutil.copyfile(settings.dbt_target / "manifest.json", record / "manifest.json")
    (record / "state.json").write_text(json.dumps(asdict(built), indent=1), encoding="utf-8")


def _record(settings: Settings) -> Path:
    return settings.warehouse.with_suffix(".built")
