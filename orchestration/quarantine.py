"""Withdraw the stored file that breaks its staging table or a gate: it would stop later runs."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from ingestion.landing.snapshots import Snapshot, snapshots
from ingestion.registry import SOURCES
from ingestion.stored import withdraw
from orchestration.settings import DBT, DBT_PROJECT, Settings

REASON = "withdrawn by the run, because its staging table could not be built or tested with it"
STOPPED = "withdrawn by the run, because a gate of its list stopped it"
QUARANTINED = "withdrawn, because it stops every run; the next run goes on without it"
STAGING = re.compile(r"stg_([a-z0-9_]+?)__")
# One staging table reads all lists in the plain format.
PLAIN = ("acl_anthology", "crossref", "lists", "programme")


def quarantine(settings: Settings, failed: Iterable[str], published: Iterable[str]) -> list[str]:
    """Withdraw each stored file that breaks one of the ``failed`` dbt nodes, and return their ids.

    ``published`` are the ids of files that did not break it before. If the tables break without
    the new files too, their fault is elsewhere, and none is withdrawn.
    """
    known = set(published)
    found = list[str]()
    names = {match[1] for node in failed if (match := STAGING.search(node))}
    if "lists" in names:
        names.update(PLAIN)
    for name in sorted(names & SOURCES.keys()):
        stored = snapshots(settings.raw, SOURCES[name])
        old = [one.snapshot_id for one in stored if one.snapshot_id in known]
        new = [one.snapshot_id for one in stored if one.snapshot_id not in known]

        def breaks(group: Sequence[str], name: str = name, old: list[str] = old) -> bool:
            return _breaks(settings, name, [*old, *group])

        if new and not breaks([]):
            for snapshot in culprits(new, breaks):
                withdraw(settings.raw, name, snapshot, REASON)
                found.append(f"{name} {snapshot}")
    return found


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
                found.append(f"{one.source} {snapshot.snapshot_id} (if it is meant: {accept})")
    return found


def files_of(settings: Settings, one: Listed) -> list[Snapshot]:
    """Return the stored files that have a list."""
    every = snapshots(settings.raw, SOURCES[one.source]) if one.source in SOURCES else []
    stored = [snapshot for snapshot in every if snapshot.vintage == one.vintage]
    # A part has the name of its list. The files of a source with one list need no such name.
    parts = [each for each in stored if one.list in {part["part"] for part in each.parts}]
    return parts or stored


def culprits(group: Sequence[str], breaks: Callable[[Sequence[str]], bool]) -> list[str]:
    """Return the files of a group that break their table, by halves."""
    if not breaks(group):
        return []
    if len(group) == 1:
        return list(group)
    half = len(group) // 2
    return culprits(group[:half], breaks) + culprits(group[half:], breaks)


def _breaks(settings: Settings, name: str, kept: Iterable[str]) -> bool:
    """Whether dbt fails to build a source's staging tables from some of its snapshots."""
    with tempfile.TemporaryDirectory() as folder:
        raw, own = Path(folder, "raw"), settings.raw / name
        (raw / name).mkdir(parents=True)
        for path in settings.raw.iterdir():
            if path != own:
                (raw / path.name).symlink_to(path)
        others = [one.name for one in own.iterdir() if one.name.startswith("_") or one.is_file()]
        for one in (*kept, *others):
            (raw / name / one).symlink_to(own / one)
        variables = {
            "COMPUTE_DIVIDE_RAW": str(raw),
            "COMPUTE_DIVIDE_WAREHOUSE": f"{folder}/trial.duckdb",
            "DBT_TARGET_PATH": f"{folder}/target",
            "DBT_LOG_PATH": f"{folder}/logs",
        }
        model = "lists" if name in PLAIN else name
        select = f"--select +path:models/staging/{model} --exclude-resource-type unit_test"
        trial = subprocess.run(  # noqa: S603 - fixed arguments
            [DBT, "build", *select.split()],
            cwd=DBT_PROJECT,
            env={**os.environ, **settings.dbt_environment(), **variables},
            check=False,
        )
        return trial.returncode != 0
