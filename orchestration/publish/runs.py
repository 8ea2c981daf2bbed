"""The last runs in Dagster's history, as the page "Runs" of a publication states them."""

import datetime as dt
import time
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import dagster as dg

from orchestration.ingest.assets import NEW

if TYPE_CHECKING:
    from reports.publication.model import Check, Run

SHOWN = 10
PRUNE = "prune"  # a job that ingests and publishes nothing
# The tag of a run with its checks, which the UI lists too.
CHECKS = "checks"
OUTCOMES = {"SUCCESS": "succeeded", "STARTED": "made this page", "FAILURE": "failed"}


def tag_checks(instance: dg.DagsterInstance, run_id: str, checks: "Sequence[Check]") -> None:
    """Tag a run with the number of its checks by result."""
    from reports.publication.evidence import result

    counts = Counter(map(result, checks))
    instance.add_run_tags(run_id, {CHECKS: ", ".join(f"{kind} {n}" for kind, n in counts.items())})


def last_runs(instance: dg.DagsterInstance) -> "list[Run]":
    """Return the last runs that have begun, the newest first."""
    records = instance.get_run_records(limit=3 * SHOWN)
    runs = [one for one in records if one.start_time and one.dagster_run.job_name != PRUNE]
    return [_run(instance, record) for record in runs[:SHOWN]]


def _run(instance: dg.DagsterInstance, record: Any) -> "Run":  # noqa: ANN401 - no public type
    from reports.publication.model import Run

    run = record.dagster_run
    steps = instance.get_run_stats(run.run_id)
    failed = instance.all_logs(run.run_id, of_type=dg.DagsterEventType.STEP_FAILURE)
    return Run(
        job="selected assets" if run.job_name.startswith("__") else run.job_name,
        started=dt.datetime.fromtimestamp(record.start_time, dt.UTC),
        ended=dt.datetime.fromtimestamp(record.end_time or time.time(), dt.UTC),
        outcome=OUTCOMES.get(run.status.value, run.status.value.lower()),
        new={tag.removeprefix(NEW): n for tag, n in run.tags.items() if tag.startswith(NEW)},
        steps=steps.steps_succeeded,
        failed=[str(event.step_key) for event in failed],
        checks=run.tags.get(CHECKS, ""),
    )
