"""``python -m orchestration``: run the refresh job in this process and print the report's path."""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import TYPE_CHECKING

from orchestration import settings as configuration
from orchestration.dbt.manifest import ensure_manifest
from orchestration.settings import Settings, SettingsError

if TYPE_CHECKING:
    import dagster as dg

LOG_INFO = {"loggers": {"console": {"config": {"log_level": "INFO"}}}}


def refresh(settings: Settings, *, full: bool = False) -> bool:
    """Run the refresh job, print its errors, and return whether it published.

    ``full`` fetches stored files again, due or not.
    """
    import dagster as dg

    from orchestration.assets.ingest import full_refresh_config
    from orchestration.definitions import REFRESH, build_definitions

    config = {**LOG_INFO, **full_refresh_config()} if full else LOG_INFO
    job = build_definitions(settings).resolve_job_def(REFRESH)
    with dg.DagsterInstance.get() as instance:
        result = job.execute_in_process(instance=instance, run_config=config, raise_on_error=False)
    for event in result.all_events:
        if event.is_step_failure:
            print(f"\nfailed: {event.step_key}\n{_reason(event)}", file=sys.stderr)
    # A run succeeds with a skipped publication, but has published nothing.
    return result.success and bool(result.asset_materializations_for_node("publication"))


def _reason(event: dg.DagsterEvent) -> str:
    failure = event.step_failure_data
    if failure.user_failure_data is not None and failure.user_failure_data.description:
        return failure.user_failure_data.description
    return failure.error.to_string() if failure.error else "Dagster recorded no reason"


def import_and_parse(settings: Settings) -> None:
    """Import what a run needs while dbt parses its project: each takes seconds of one core."""
    with ThreadPoolExecutor(1) as beside:
        parsed = beside.submit(ensure_manifest, settings)
        for module in ("orchestration.definitions", "great_expectations"):
            import_module(module)
        parsed.result()


def main() -> None:
    """Run with the environment's settings. Exit 1 if the run fails, 2 on an invalid setting."""
    parser = argparse.ArgumentParser(prog="python -m orchestration", description=__doc__)
    parser.add_argument("--full", action="store_true", help="fetch all files again, due or not")
    full = parser.parse_args().full
    try:
        settings = configuration.load()
    except SettingsError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(2)
    configuration.prepare(settings)
    import_and_parse(settings)
    latest = settings.published / "latest" / "index.html"
    if not refresh(settings, full=full):
        kept = f"; the last good publication stays at {latest}" if latest.exists() else ""
        sys.exit(f"error: the run failed and nothing was published{kept}")
    print(f"\nReport: {latest}")


if __name__ == "__main__":
    main()
