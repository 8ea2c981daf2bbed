"""``python -m orchestration``: run the refresh job in this process and print the report's path."""

from __future__ import annotations

import argparse
import contextlib
import sys
import threading
import traceback
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from orchestration import disk, unchanged
from orchestration import settings as configuration
from orchestration.cli.stages import Stages, headlines, output_to
from orchestration.dbt.command import loaded_early
from orchestration.dbt.manifest import ensure_manifest
from orchestration.settings import Settings, SettingsError

if TYPE_CHECKING:
    import dagster as dg

LOG_INFO = {"loggers": {"console": {"config": {"log_level": "INFO"}}}}


@dataclass(frozen=True)
class Options:
    """``full`` fetches stored files again, due or not; ``accept`` names gates that do not stop."""

    full: bool = False
    accept: Sequence[str] = ()
    reason: str = ""

    @property
    def run_config(self) -> dict[str, Any]:
        """The options as configuration of Dagster's job."""
        from orchestration.assets.gates import override_config
        from orchestration.assets.ingest import full_refresh_config

        ops = {
            **(full_refresh_config() if self.full else {}),
            **(override_config(self.accept, self.reason) if self.accept else {}),
        }
        return {**LOG_INFO, "ops": ops}


def refresh(settings: Settings, stages: Stages, options: Options) -> list[str]:
    """Run the refresh job. Return the errors: none if the publication is current."""
    import dagster as dg

    from orchestration.definitions import REFRESH, build_definitions

    config = options.run_config
    job = build_definitions(settings).resolve_job_def(REFRESH)
    run = str(uuid.uuid4())
    with dg.DagsterInstance.get() as instance:
        instance.add_event_listener(run, stages.show)
        instance.add_event_listener(run, prepare_publishing)
        result = job.execute_in_process(
            instance=instance, run_config=config, raise_on_error=False, run_id=run
        )
    errors = list(_errors(result.all_events))
    # A run succeeds with a skipped publication, but has published nothing.
    published = any(e.is_step_success and e.step_key == "publication" for e in result.all_events)
    return errors if errors or published else ["the publication was skipped"]


def _errors(events: Sequence[dg.DagsterEvent]) -> Iterator[str]:
    from orchestration.alerts import reason

    for event in events:
        if event.is_step_failure:
            yield f"{event.step_key}: {reason(event)}"
    for event in events:
        if event.event_type_value == "ASSET_CHECK_EVALUATION":
            found = event.asset_check_evaluation_data
            # A warning of a blocking check stops nothing.
            is_error = found.severity.value == "ERROR"
            if not found.passed and found.blocking and is_error:
                observed = found.metadata.get("observed")
                shown = "" if observed is None else f", observed: {observed.value}"
                table = found.asset_key.to_user_string()
                yield f"{table}: the check {found.check_name} failed{shown}"


def import_early(module: str) -> None:
    """Import in a thread what a later step needs: it takes seconds of one core."""
    threading.Thread(target=import_module, args=(module,), daemon=True).start()


def prepare_publishing(entry: dg.EventLogEntry) -> None:
    """Load what publishing needs once dbt builds the tables, and this process waits for it."""
    event = entry.dagster_event
    if event and event.is_step_start and event.step_key == "warehouse":
        import_early("reports.publish")


def main() -> None:
    """Run with the environment's settings. Exit 1 if the run fails, 2 on an invalid setting."""
    parser = argparse.ArgumentParser(prog="python -m orchestration", description=__doc__)
    parser.add_argument("--full", action="store_true", help="fetch all files again, due or not")
    parser.add_argument(
        "--accept", default="", metavar="GATES",
        help="publish in this run although these gates would stop it; needs --reason",
    )  # fmt: skip
    parser.add_argument("--reason", default="", help="why; the site shows it")
    given = parser.parse_args()
    if bool(given.accept.split()) != bool(given.reason.strip()):
        parser.error("--accept and --reason go together")
    options = Options(given.full, tuple(given.accept.split()), given.reason)
    try:
        settings = configuration.load()
    except SettingsError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(2)
    try:
        _refresh_or_skip(settings, options)
    except OSError as error:
        sys.exit(f"error: {error}. Make {settings.home} writable, and run it again")
    latest = settings.published / unchanged.LATEST / "index.html"
    for line in headlines(latest):
        print(f"  {line}")
    print(f"\nReport: {latest}")


def _refresh_or_skip(settings: Settings, options: Options) -> None:
    """Run if anything changed. Exit if the run fails. Raises OSError if the home is not usable."""
    configuration.prepare(settings)
    files = unchanged.source_files(settings)
    if options == Options() and unchanged.nothing_to_do(settings, files):
        print("Nothing changed since the last run: the publication is current.")
    else:
        try:
            print(f"{disk.statement(settings)}.")
        except disk.DiskTooSmallError as error:
            sys.exit(f"error: {error}")
        _run(settings, files, options)


def _run(settings: Settings, files: str | None, options: Options) -> None:
    """Run with all output in a log file. Exit if the run fails."""
    shared = settings.home / "logs" / f"{settings.collection}.log"
    with output_to(shared) as (terminal, log):
        stages = Stages(terminal, log)
        try:
            with stages:
                stages.begin("Preparing")
                ensure_manifest(settings)
                with loaded_early(settings):
                    import_early("great_expectations")
                    errors = refresh(settings, stages, options)
        except KeyboardInterrupt:
            errors = ["interrupted"]
        except Exception as error:  # noqa: BLE001 - a user gets the reason, and the log the trace
            # A full disk takes no trace.
            with contextlib.suppress(OSError):
                traceback.print_exc()
            errors = [str(error) or type(error).__name__]
    if errors and disk.is_full(settings):
        errors.insert(0, f"hardly any disk is free at {settings.home}")
    for one in errors:
        print(f"\nfailed: {one}", file=sys.stderr)
    if errors:
        latest = settings.published / unchanged.LATEST / "index.html"
        kept = f"; the last good publication stays at {latest}" if latest.exists() else ""
        sys.exit(
            f"\nerror: the run failed and nothing was published{kept}\nCorrect what is named above"
            f" and run it again. The complete log is in {log}"
        )
    unchanged.save_run(settings, files)


if __name__ == "__main__":
    main()
