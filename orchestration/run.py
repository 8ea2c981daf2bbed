"""One run of the refresh job inside this process."""

from __future__ import annotations

import sys

import dagster as dg

from orchestration.assets.ingest import full_config
from orchestration.definitions import REFRESH, build_definitions
from orchestration.settings import Settings

QUIET = {"loggers": {"console": {"config": {"log_level": "INFO"}}}}


def refresh(settings: Settings, *, full: bool = False) -> bool:
    """Run the refresh job; True where it ended well. Its errors are printed.

    ``full`` fetches what is held and not yet due again, too.
    """
    config = {**QUIET, **full_config()} if full else QUIET
    job = build_definitions(settings).resolve_job_def(REFRESH)
    with dg.DagsterInstance.get() as instance:
        result = job.execute_in_process(instance=instance, run_config=config, raise_on_error=False)
    for event in result.all_events:
        if event.is_step_failure:
            print(f"\nfailed: {event.step_key}\n{_reason(event)}", file=sys.stderr)
    # A skipped step fails nothing, but publishes nothing either.
    return result.success and bool(result.asset_materializations_for_node("publication"))


def _reason(event: dg.DagsterEvent) -> str:
    failure = event.step_failure_data
    if failure.user_failure_data is not None and failure.user_failure_data.description:
        return failure.user_failure_data.description
    return failure.error.to_string() if failure.error else "no reason was recorded"
