"""``python -m orchestration.cli.prune``: list old runs, logs and publications, or delete them.

The last publication of each kind of sources stays whatever its age. Stored vintages always stay.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections import defaultdict
from pathlib import Path

import dagster as dg

from orchestration import settings as configuration
from orchestration.assets.publish import TEMPORARY_PREFIX
from orchestration.settings import Settings, SettingsError
from orchestration.warehouse import warehouse_lock

RUNS, PUBLICATIONS = 60, 10
ENDED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]


def old_publications(settings: Settings, keep: int) -> list[Path]:
    """List all but the newest publications of each kind of sources."""
    by_kind: dict[str, list[Path]] = defaultdict(list)
    for folder in sorted(settings.published.glob("[0-9]*"), reverse=True):
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        by_kind[manifest["sources"]].append(folder)
    latest = settings.latest.resolve()
    old = (folder for folders in by_kind.values() for folder in folders[max(keep, 1) :])
    return [folder for folder in old if folder.resolve() != latest]


def old_runs(instance: dg.DagsterInstance, keep: int) -> list[str]:
    """List all but the newest runs that have ended."""
    ended = instance.get_runs(dg.RunsFilter(statuses=ENDED))
    return [run.run_id for run in ended[max(keep, 1) :]]


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


def main() -> None:
    """List what is beyond the number to keep; delete it only with ``--delete``."""
    parser = argparse.ArgumentParser(prog="python -m orchestration.cli.prune", description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS, help="runs and logs to keep")
    parser.add_argument(
        "--publications", type=int, default=PUBLICATIONS, help="publications to keep"
    )
    parser.add_argument("--delete", action="store_true", help="delete what is listed")
    options = parser.parse_args()
    try:
        settings = configuration.load()
    except SettingsError as error:
        sys.exit(f"error: {error}")
    configuration.prepare(settings)
    with (
        warehouse_lock(settings.warehouse.parent, print),
        dg.DagsterInstance.get() as instance,
    ):
        publications = old_publications(settings, options.publications)
        runs = old_runs(instance, options.runs)
        logs = sorted(settings.logs.glob("*.log"), reverse=True)[max(options.runs, 1) :]
        for name in (*publications, *runs, *logs):
            print(name)
        print(f"{len(publications)} publications, {len(runs)} runs, {len(logs)} logs")
        if not options.delete:
            print("Nothing was deleted: --delete deletes them (make prune DELETE=1)")
            return
        for folder in publications:
            delete_publication(folder)
        for run in runs:
            delete_run(instance, run)
        for log in logs:
            log.unlink()


if __name__ == "__main__":
    main()
