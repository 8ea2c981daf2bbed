"""List old runs, logs and publications, or delete them.

The last publication of each kind of sources stays whatever its age. Stored vintages always stay.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections import defaultdict
from contextlib import closing
from pathlib import Path

import click
import dagster as dg

from orchestration.publish.assets import TEMPORARY_PREFIX
from orchestration.run.home import publications
from orchestration.run.settings import DATABASES, Settings
from orchestration.run.warehouse import warehouse_lock

ENDED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]


def old_publications(settings: Settings, keep: int) -> list[Path]:
    """List all but the newest publications of each kind of sources. A spoiled one stays."""
    by_kind: dict[str, list[Path]] = defaultdict(list)
    for folder, manifest in publications(settings.published):
        if manifest:
            by_kind[manifest["sources"]].append(folder)
    latest = settings.latest.resolve()
    old = (folder for folders in by_kind.values() for folder in folders[keep:])
    return [folder for folder in old if folder.resolve() != latest]


def old_runs(instance: dg.DagsterInstance, keep: int) -> list[str]:
    """List all but the newest runs that have ended."""
    ended = instance.get_runs(dg.RunsFilter(statuses=ENDED))
    return [run.run_id for run in ended[keep:]]


def delete_publication(folder: Path) -> None:
    """Delete a publication. After the rename, no reader finds one that is partly deleted."""
    hidden = folder.rename(folder.with_name(f"{TEMPORARY_PREFIX}{folder.name}"))
    shutil.rmtree(hidden)


def delete_run(instance: dg.DagsterInstance, run: str) -> None:
    """Delete a run with its events and its own database."""
    instance.delete_run(run)
    history = Path(instance.root_directory)
    for path in (history / "history" / "runs").glob(f"{run}.db*"):
        path.unlink()
    shutil.rmtree(history / "storage" / run, ignore_errors=True)


def prune(settings: Settings, runs: int, publications: int, *, delete: bool) -> None:
    """List what is beyond the numbers to keep; delete it only if ``delete`` says so."""
    with (
        warehouse_lock(settings.warehouse.parent, click.echo),
        dg.DagsterInstance.get() as instance,
    ):
        folders = old_publications(settings, publications)
        old = old_runs(instance, runs)
        logs = sorted(settings.logs.glob("*.log"), reverse=True)[runs:]
        for name in (*folders, *old, *logs):
            click.echo(name)
        click.echo(f"{len(folders)} publications, {len(old)} runs, {len(logs)} logs")
        if not delete:
            click.echo("Nothing was deleted. To delete them, add --delete (make prune DELETE=1)")
            return
        for folder in folders:
            delete_publication(folder)
        for run in old:
            delete_run(instance, run)
        for log in logs:
            log.unlink()
        # SQLite keeps the room of deleted rows.
        for name in DATABASES:
            if (database := Path(instance.root_directory, name)).exists():
                with closing(sqlite3.connect(database, timeout=60)) as connection:
                    connection.execute("vacuum")
