"""Withdraw the stored file that breaks a table of dbt or a gate: it would stop later runs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from ingestion.landing.snapshots import Snapshot, snapshots
from ingestion.registry import SOURCES
from ingestion.stored import withdraw
from orchestration.settings import DBT, DBT_PROJECT, Settings

REASON = "withdrawn by the run, because {} could not be built or tested with it"
STOPPED = "withdrawn by the run, because a gate of its list stopped it"
QUARANTINED = "withdrawn, because it stops every run; the next run goes on without it"


class Stored(NamedTuple):
    """A stored file of a source."""

    source: str
    snapshot: str


def quarantine(settings: Settings, failed: Iterable[str], published: Iterable[str]) -> list[str]:
    """Withdraw each stored file that breaks one of the ``failed`` dbt nodes, and return their ids.

    ``published`` are the ids of files that did not break it before. If a node breaks without the
    new files too, its fault is elsewhere, and none is withdrawn.
    """
    known = set(published)
    found = dict[Stored, str]()
    manifest = json.loads((settings.dbt_target / "manifest.json").read_bytes())
    # All trials share a folder, because dbt parses the project anew for other paths.
    with tempfile.TemporaryDirectory() as folder:
        for node in failed:
            name = node.split(".")[2]
            new = [
                Stored(source, one.snapshot_id)
                for source in sources_of(node, manifest["parent_map"])
                for one in snapshots(settings.raw, SOURCES[source])
                if one.snapshot_id not in known
            ]
            breaks = partial(_breaks, settings, Path(folder), name, {*new, *found})
            if new and not breaks([]):
                found |= dict.fromkeys(culprits(new, breaks), name)
    for stored, name in found.items():
        withdraw(settings.raw, *stored, REASON.format(name))
    return [" ".join(stored) for stored in found]


def sources_of(node: str, parents: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the sources of files upstream of a dbt node, by dbt's map of parents."""
    seen, waiting = set[str](), [node]
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting += parents.get(one, [])
    tables = {one.rpartition(".")[2] for one in seen if one.startswith("source.")}
    return [name for name, source in SOURCES.items() if f"{name}_{source.table}" in tables]


class Listed(NamedTuple):
    """A list of a source in one vintage."""

    source: str
    vintage: str | None
    list: str


def withdraw_lists(
    settings: Settings, broken: Iterable[Listed], published: Iterable[str]
) -> list[str]:
    """Withdraw the files with ``broken`` lists of sources, and return their ids.

    ``published`` are the ids of files that stay, because they stopped no earlier run.
    """
    known = set(published)
    found = list[str]()
    for one in sorted(broken):
        for snapshot in files_of(settings, one):
            if snapshot.snapshot_id not in known:
                withdraw(settings.raw, one.source, snapshot.snapshot_id, STOPPED)
                accept = f"make report ACCEPT={snapshot.file} REASON=..."
                found.append(f"{one.source} {snapshot.snapshot_id} (if it is intended: {accept})")
    return found


def files_of(settings: Settings, one: Listed) -> list[Snapshot]:
    """Return the stored files that have a list."""
    every = snapshots(settings.raw, SOURCES[one.source]) if one.source in SOURCES else []
    stored = [snapshot for snapshot in every if snapshot.vintage == one.vintage]
    # A part has the name of its list. The files of a source with one list need no such name.
    parts = [each for each in stored if one.list in {part["part"] for part in each.parts}]
    return parts or stored


def culprits(group: Sequence[Stored], breaks: Callable[[Sequence[Stored]], bool]) -> list[Stored]:
    """Return the files of a group that break their table, by halves."""
    if not breaks(group):
        return []
    if len(group) == 1:
        return list(group)
    half = len(group) // 2
    return culprits(group[:half], breaks) + culprits(group[half:], breaks)


def _breaks(
    settings: Settings,
    folder: Path,
    node: str,
    suspects: Collection[Stored],
    kept: Collection[Stored],
) -> bool:
    """Whether dbt fails to build or test a node, and all before it, if some suspects are kept."""
    raw, warehouse = folder / "raw", folder / "trial.duckdb"
    shutil.rmtree(raw, ignore_errors=True)
    warehouse.unlink(missing_ok=True)
    for path in settings.raw.glob("*/*"):
        stored = Stored(path.parent.name, path.name)
        if stored in kept or stored not in suspects:
            link = raw / path.parent.name / path.name
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(path)
    variables = {
        "COMPUTE_DIVIDE_RAW": str(raw),
        "COMPUTE_DIVIDE_WAREHOUSE": str(warehouse),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
    }
    options = "--exclude-resource-type unit_test --indirect-selection buildable"
    trial = subprocess.run(  # noqa: S603 - names of our own tables
        [DBT, "build", "--select", f"+{node}", *options.split()],
        cwd=DBT_PROJECT,
        env={**os.environ, **settings.dbt_environment(), **variables},
        check=False,
    )
    return trial.returncode != 0
