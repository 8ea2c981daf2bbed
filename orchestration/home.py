"""One look at an installation before a run: what nobody can build again, and runs that are dead."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from ingestion.landing.snapshots import MANIFEST, sha256
from ingestion.registry import SOURCES
from orchestration.settings import Settings

if TYPE_CHECKING:
    import dagster as dg

# What a run reads of earlier publications.
READ_AGAIN = ("changes.json", "metrics.parquet", "profile.csv")
# A run of an older release has no lock. One that begins takes seconds until it has one.
LOCKLESS_SECONDS = 600.0


class HomeError(Exception):
    """A file of the installation is spoiled; the message says what to do."""


def look(settings: Settings) -> None:
    """Raise HomeError if a stored or published file that a run reads is spoiled or in the way."""
    if faults := [*_stored(settings.raw), *_published(settings.published)]:
        raise HomeError("\n".join(faults))


def _stored(raw: Path) -> Iterator[str]:
    for folder in (raw / name for name in SOURCES):
        if folder.exists() and not folder.is_dir():
            yield f"{folder} is no folder: move it away"
        for snapshot in folder.glob("[!._]*/"):
            if not (snapshot / MANIFEST).is_file():
                yield f"{snapshot} has no {MANIFEST}: restore it, or delete the folder"


def _published(published: Path) -> Iterator[str]:
    for folder in published.glob("[0-9]*/"):
        try:
            files = json.loads((folder / MANIFEST).read_bytes()).get("files", {})
            hashes = {folder / name: files[name] for name in READ_AGAIN if name in files}
        except (OSError, ValueError, AttributeError):
            hashes = {folder / MANIFEST: ""}
        for path, digest in hashes.items():
            if not path.is_file() or sha256(path) != digest:
                yield f"{path} is spoiled: restore it, or delete the folder {folder}"


@contextmanager
def lock_of_run(folder: Path, run_id: str) -> Iterator[None]:
    """Hold a lock while a run is alive; the operating system frees that of a killed process."""
    path = _lock(folder, run_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path):
        yield
    path.unlink(missing_ok=True)


def end_dead_runs(instance: dg.DagsterInstance, folder: Path, job: str) -> None:
    """Fail the runs whose processes are gone: they would hold Dagster's queue for hours."""
    import dagster as dg

    started = dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING])
    for record in instance.get_run_records(started):
        run, path = record.dagster_run, _lock(folder, record.dagster_run.run_id)
        age = time.time() - (record.start_time or 0.0)
        is_old = run.job_name == job and age > LOCKLESS_SECONDS
        if _is_free(path) if path.exists() else is_old:
            instance.report_run_failed(run, "its process was killed; a later run found it")
            path.unlink(missing_ok=True)


def _lock(folder: Path, run_id: str) -> Path:
    return folder / "runs" / f"{run_id}.lock"


def _is_free(path: Path) -> bool:
    try:
        with FileLock(path, timeout=0):
            return True
    except Timeout:
        return False
