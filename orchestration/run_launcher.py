"""Recognise a run whose process was killed, also if the killed process was Dagster itself.

Dagster's own launcher does not notice this. Such a run counts as running until its time limit, and
blocks the next run.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
from dagster._core.launcher import CheckRunHealthResult, DefaultRunLauncher, WorkerStatus
from filelock import FileLock, Timeout

# A process that has just made its file may not have locked it yet.
SETTLED_SECONDS = 30.0


def alive_file(instance: dg.DagsterInstance, run_id: str) -> Path:
    """Return the file that the process of a run locks as long as it lives."""
    return Path(instance.root_directory) / "alive" / f"{run_id}.lock"


@contextmanager
def alive(instance: dg.DagsterInstance, run_id: str) -> Iterator[None]:
    """Lock the file of a run. The operating system frees it when the process is killed."""
    path = alive_file(instance, run_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(path):
            yield
    finally:
        path.unlink(missing_ok=True)


class MonitoredRunLauncher(DefaultRunLauncher):
    """Dagster's launcher, which also reports whether the process of a run is alive."""

    @property
    def supports_check_run_worker_health(self) -> bool:
        """Let the daemon ask."""
        return True

    def check_run_worker_health(self, run: dg.DagsterRun) -> CheckRunHealthResult:
        """A run is dead if its file exists and no process has locked it."""
        path = alive_file(self._instance, run.run_id)
        running = CheckRunHealthResult(WorkerStatus.RUNNING)
        try:
            if time.time() - path.stat().st_mtime < SETTLED_SECONDS:
                return running
            with FileLock(path, timeout=0):
                pass
        except (FileNotFoundError, Timeout):
            return running
        return CheckRunHealthResult(WorkerStatus.FAILED, "the process of the run was killed")
