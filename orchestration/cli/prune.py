"""``python -m orchestration.cli.prune``: list old runs and publications; delete them on request.

The last publication of each kind of sources, and every run whose result or materialization is the
latest of a check or an asset, are kept whatever their age. Stored vintages are never deleted.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import sqlalchemy
from dagster._core.storage.event_log.schema import AssetCheckExecutionsTable, AssetKeyTable
from dagster._core.storage.event_log.sql_event_log import SqlEventLogStorage

from orchestration import settings as configuration
from orchestration.settings import SettingsError
from orchestration.unchanged import LATEST
from orchestration.warehouse import warehouse_lock

RUNS, PUBLICATIONS = 60, 10
TEMPORARY_PREFIX = ".deleting-"
ENDED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]


@dataclass(frozen=True)
class Old:
    """Publications and runs that are beyond the number to keep, the oldest last."""

    publications: Sequence[Path]
    runs: Sequence[str]


def old_publications(published: Path, keep: int) -> list[Path]:
    """List all but the newest publications of each kind of sources."""
    by_kind: dict[str, list[Path]] = defaultdict(list)
    latest = (published / LATEST).resolve()
    for folder in sorted(published.glob("[0-9]*"), reverse=True):
        if folder.is_dir() and not folder.is_symlink():
            by_kind[_kind(folder)].append(folder)
    return [
        folder
        for folders in by_kind.values()
        for folder in folders[max(keep, 1) :]
        if folder.resolve() != latest
    ]


def _kind(folder: Path) -> str:
    try:
        return str(json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["sources"])
    except (OSError, ValueError, KeyError, TypeError):
        return "unreadable"


def old_runs(instance: dg.DagsterInstance, keep: int) -> list[str]:
    """List all but the newest runs that have ended, without those that hold a latest result."""
    ended = instance.get_runs(dg.RunsFilter(statuses=ENDED))
    needed = set(_needed_runs(instance))
    return [run.run_id for run in ended[max(keep, 1) :] if run.run_id not in needed]


def _storage(instance: dg.DagsterInstance) -> SqlEventLogStorage:
    storage = instance.event_log_storage
    if not isinstance(storage, SqlEventLogStorage):
        raise TypeError(f"runs in {type(storage).__name__} cannot be pruned")
    return storage


def _needed_runs(instance: dg.DagsterInstance) -> Iterator[str]:
    storage = _storage(instance)
    checks = AssetCheckExecutionsTable.c
    evaluated = checks.evaluation_event.is_not(None)
    latest = sqlalchemy.select(sqlalchemy.func.max(checks.id)).where(evaluated)
    latest = latest.group_by(checks.asset_key, checks.check_name)
    queries = (
        sqlalchemy.select(checks.run_id).where(checks.id.in_(latest)),
        sqlalchemy.select(AssetKeyTable.c.last_run_id),
    )
    with storage.index_connection() as connection:
        for query in queries:
            yield from filter(None, connection.execute(query).scalars())


def delete(instance: dg.DagsterInstance, old: Old) -> None:
    """Delete publications and runs, and give the space of Dagster's databases back."""
    for folder in old.publications:
        # After the rename, no reader finds a publication that is partly deleted.
        gone = folder.with_name(f"{TEMPORARY_PREFIX}{folder.name}")
        folder.rename(gone)
        shutil.rmtree(gone)
    home = Path(instance.root_directory)
    for run in old.runs:
        instance.run_storage.delete_run(run)
        # The run's own database is deleted as a file below. The index has events of all runs.
        with _storage(instance).index_connection() as connection:
            _storage(instance).delete_events_for_run(connection, run)
        for path in (home / "history" / "runs").glob(f"{run}.db*"):
            path.unlink()
        shutil.rmtree(home / "storage" / run, ignore_errors=True)
    if old.runs:
        for database in (home / "history" / "runs.db", home / "history" / "runs" / "index.db"):
            if database.exists():
                with closing(sqlite3.connect(database)) as connection:
                    connection.execute("vacuum")


def _size(paths: Sequence[Path]) -> float:
    files = (file for path in paths for file in (path.rglob("*") if path.is_dir() else (path,)))
    return sum(file.stat().st_size for file in files if file.is_file()) / 1e6


def main() -> None:
    """List what is beyond the number to keep; delete it only with ``--delete``."""
    parser = argparse.ArgumentParser(prog="python -m orchestration.cli.prune", description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS, help="runs to keep")
    parser.add_argument(
        "--publications", type=int, default=PUBLICATIONS, help="publications to keep"
    )
    parser.add_argument("--delete", action="store_true", help="delete what is listed")
    given = parser.parse_args()
    try:
        settings = configuration.load()
    except SettingsError as error:
        sys.exit(f"error: {error}")
    configuration.prepare(settings)
    with warehouse_lock(settings.warehouse, print), dg.DagsterInstance.get() as instance:
        old = Old(
            old_publications(settings.published, given.publications),
            old_runs(instance, given.runs),
        )
        history = Path(instance.root_directory) / "history" / "runs"
        files = [file for run in old.runs for file in history.glob(f"{run}.db")]
        for folder in old.publications:
            print(f"publication {folder.name}")
        for run in old.runs:
            print(f"run {run}")
        size = _size([*old.publications, *files])
        print(f"{len(old.publications)} publications and {len(old.runs)} runs, {size:,.1f} MB")
        if given.delete:
            delete(instance, old)
            print("deleted")
        elif old.publications or old.runs:
            print("nothing was deleted: repeat with --delete (make prune DELETE=1)")


if __name__ == "__main__":
    main()
