"""Ingest new files, build and publish if anything is new, and print the answers.

The jobs are those of the schedule. Where no file can be new, none starts.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn
from uuid import uuid4

import click
from filelock import FileLock

from ingestion.errors import IngestionError
from ingestion.refresh import look_at
from ingestion.registry import SOURCES
from orchestration.cli.stages import Stages, output_to
from orchestration.run import home, news
from orchestration.run.settings import RECORD_SOURCES, START_LOCK, Settings

if TYPE_CHECKING:
    import dagster as dg

# Sources whose files a user writes by hand.
OWN = ("own_models", "lists")


# How libraries say that a disk is full, and the bytes left with which one fails in other words.
FULL_DISK = ("No space left on device", "disk is full", "disk I/O error")
LEAST_SPACE = 10_000_000
NO_SPACE = (
    "The disk of {} is full: free some space, such as by `make prune DELETE=1`, which deletes old"
    " runs and publications, and run again."
)


class Options(NamedTuple):
    """Scope of a run, and the checks and files that do not stop it, with the reason.

    ``long`` prints whole answers with their doubt, in place of a line of each. ``is_stored`` asks
    nobody for new files.
    """

    full: bool = False
    accept: str = ""
    reason: str = ""
    long: bool = False
    is_stored: bool = False

    @property
    def is_asked(self) -> bool:
        """Whether somebody wants a run, new files or not."""
        return bool(self.full or self.accept)


def run(settings: Settings, options: Options) -> None:
    """Refresh everything, unless nothing is new. Raises ClickException if a run fails."""
    before = settings.latest.resolve()
    try:
        home.look(settings)
        may_be_new = options.is_asked or news.has_new_files(settings)
        is_current = not may_be_new and news.is_published(settings)
    except (home.HomeError, IngestionError, OSError) as error:
        raise click.ClickException(str(error)) from error
    if not is_current:
        if not may_be_new and (words := news.refused(settings)):
            _fail(settings, words, f"the build was refused before. {news.REST}")
        _look_at_own(settings)
        run_jobs(settings, options)
    if settings.latest.resolve() == before:
        click.echo("Nothing is new since the last run: the publication is up to date.")
    for answer in json.loads((settings.latest / "answers.json").read_text(encoding="utf-8")):
        click.echo(f"  {answer['text']} {answer['range']}\n" if options.long else answer["title"])
    click.echo(f"\nReport: {settings.latest / 'index.html'}")
    click.echo("Open it in a browser, or serve it: `make serve` or `compute-divide serve`")


def _look_at_own(settings: Settings) -> None:
    """Read the user's own files before anything starts. Raises ClickException on a fault."""
    if settings.sources == RECORD_SOURCES or not settings.source_directory:
        return
    own = [SOURCES[name] for name in OWN if name in settings.selected]
    try:
        look_at(settings.source_directory, own)
    except IngestionError as error:
        raise click.ClickException(str(error)) from error


def run_jobs(settings: Settings, options: Options) -> None:
    """Run with all output in a log file. Raises ClickException if the run fails."""
    log = settings.logs / f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S.%fZ}.log"
    with output_to(log) as terminal:
        stages = Stages(terminal)
        stages.begin("Preparing")
        try:
            errors = refresh(settings, stages, options)
        except Exception as error:  # noqa: BLE001 - a user gets the reason, and the log the trace
            with suppress(OSError):  # the log may lie on a full disk
                traceback.print_exc()
            errors = [str(error) or type(error).__name__]
        stages.begin("")
    if errors:
        _fail(settings, errors, "the run failed and published nothing.", f" The full log is {log}")


def _fail(settings: Settings, errors: Sequence[str], reason: str, more: str = "") -> NoReturn:
    """Print each error, and raise ClickException, or end a process that a full disk has broken."""
    for text in errors:
        click.echo(f"\nfailed: {text}", err=True)
    page = settings.latest / "index.html"
    last = f" The last publication is still at {page}." if page.exists() else ""
    is_full = any(words in text for text in errors for words in FULL_DISK)
    if not is_full and shutil.disk_usage(settings.home).free > LEAST_SPACE:
        raise click.ClickException(f"{reason}{last}{more}")
    click.echo(f"Error: {reason}{last} {NO_SPACE.format(settings.home)}", err=True)
    sys.stderr.flush()
    # Threads of DuckDB that still try to write would abort the process at its end.
    os._exit(1)


def refresh(settings: Settings, stages: Stages, options: Options) -> list[str]:
    """Run the jobs in this process. Return the errors: none if nothing is new, or published."""
    # Of two first runs, the second must not find databases that are half written.
    with FileLock(settings.home / START_LOCK):
        import dagster as dg

        from orchestration.run.alerts import mail_fault
        from orchestration.run.tags import TERMINAL
        from orchestration.run.warehouse import warehouse_lock

        stages.warn(mail_fault())
        instance = dg.DagsterInstance.get()
    with instance, warehouse_lock(settings.warehouse.parent, stages.warn):
        begun_here = {TERMINAL: str(settings.home)}
        _end_killed(instance, begun_here)

        def errors_of(job: dg.JobDefinition, ops: Mapping[str, Any]) -> list[str]:
            run = str(uuid4())
            instance.add_event_listener(run, stages.show)
            result = job.execute_in_process(
                instance=instance,
                run_config={"loggers": {"console": {"config": {"log_level": "INFO"}}}, "ops": ops},
                raise_on_error=False,
                run_id=run,
                tags=begun_here,
            )
            # A signal between two steps ends the run without an error of either.
            errors = list(_errors(result.all_events))
            return errors or ([] if result.success else ["a signal ended the run"])

        accepted = options.accept.split()
        from orchestration.ingest.assets import ingest_alone, refresh_config
        from orchestration.judge.overrides import override_config

        known = _checks(settings) if accepted else []
        overrides = override_config(accepted, options.reason, known)
        ingesting = refresh_config(accepted, full=options.full)
        if not options.is_stored and (errors := errors_of(ingest_alone(settings), ingesting)):
            return errors
        if not options.is_asked:
            if news.is_published(settings):
                return []
            if words := news.refused(settings):
                return [*words, news.REST]
        stages.begin("Preparing to build")
        from orchestration.definitions import BUILD, build_definitions

        return errors_of(build_definitions(settings).resolve_job_def(BUILD), overrides)


def _checks(settings: Settings) -> list[dg.AssetCheckKey]:
    """Return the checks that have an override."""
    from orchestration.build.assets import dbt_definitions
    from orchestration.judge.checks import judge_specs

    return [spec.key for spec in judge_specs(dbt_definitions(settings).keys)]


def _end_killed(instance: dg.DagsterInstance, begun_here: Mapping[str, str]) -> None:
    """Fail the earlier runs of this command: none is alive, because this one has their lock.

    Dagster watches only the runs that it launches.
    """
    from dagster import DagsterRunStatus, RunsFilter

    for run in instance.get_runs(RunsFilter(statuses=[DagsterRunStatus.STARTED], tags=begun_here)):
        instance.report_run_failed(run, "its process was killed; a later run found it")


def _errors(events: Sequence[dg.DagsterEvent]) -> Iterator[str]:
    from orchestration.judge.verdict import words_of

    for event in events:
        if event.is_step_failure:
            yield f"{event.step_key}: {_reason(event)}"
    for event in events:
        if event.event_type_value == "ASSET_CHECK_EVALUATION":
            result = event.asset_check_evaluation_data
            if not result.passed and result.blocking and result.severity.value == "ERROR":
                yield words_of(result)


def _reason(event: dg.DagsterEvent) -> str:
    """Return the message of the exception that began a failure, without its trace."""
    failure = event.step_failure_data
    if failure.user_failure_data is not None and failure.user_failure_data.description:
        return failure.user_failure_data.description
    error = failure.error
    while error is not None and error.cause is not None:
        error = error.cause
    return error.message.strip() if error else "Dagster gave no reason"
