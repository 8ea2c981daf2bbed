"""Dagster definitions: assets, checks, and the jobs with what starts them.

Every day, the job ``ingest`` asks the publishers, or reads the directory. The job ``build`` starts
when a file has landed or was withdrawn, or when the code has changed.
"""

from __future__ import annotations

import datetime as dt

import dagster as dg

from orchestration.build.assets import dbt_definitions
from orchestration.ingest.assets import GROUP_OF_PAPERS, RAW, ingest_definitions, ingest_job
from orchestration.judge.checks import judge_checks
from orchestration.judge.verdict import RELEASE
from orchestration.publish.assets import publish_definitions
from orchestration.publish.prune import prune
from orchestration.run import settings as configuration
from orchestration.run.alerts import alert_sensors
from orchestration.run.news import REST, data_version, is_anything_stored, is_published, refused
from orchestration.run.settings import PUBLICATIONS_KEPT, RUNS_KEPT, Settings
from orchestration.run.warehouse import LOCK, warehouse_resource

BUILD = "build"
AT_WORK = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
]
OWNERS = ["team:compute-divide"]
CODE_TABLES = [
    dg.AssetSpec(["raw", name], group_name=GROUP_OF_PAPERS, description=text, kinds={"csv"})
    for name, text in (
        ("venues", "Conferences and journals whose papers count: `ingestion/venues.csv`."),
        ("editions", "Accepted papers of each edition of a conference: `ingestion/editions.csv`."),
    )
]


def build_definitions(settings: Settings) -> dg.Definitions:
    """Build the definitions of one installation with one choice of sources."""
    raw = ingest_definitions(settings)
    models = dbt_definitions(settings)
    judge = judge_checks(settings, models.keys)
    check_keys = sorted(key for group in (raw, models, judge) for key in group.check_keys)
    publication = publish_definitions(settings, sorted(models.keys), check_keys)
    assets = [raw, models, publication]
    ingest = ingest_job(settings)
    build = dg.define_asset_job(
        BUILD,
        dg.AssetSelection.all() - dg.AssetSelection.key_prefixes(RAW),
        description="Build the warehouse from the stored files, check it, and publish the report.",
        tags={"sources": settings.sources},
    )
    release = dg.define_asset_job(
        RELEASE,
        selection=dg.AssetSelection.key_prefixes("reports")
        | dg.AssetSelection.checks(*judge.check_keys),
        description="Judge the last build again, with overrides, and publish it.",
    )
    return dg.Definitions(
        assets=dg.map_asset_specs(
            lambda spec: spec.replace_attributes(owners=OWNERS), [*assets, *CODE_TABLES]
        ),
        asset_checks=[judge],
        jobs=[ingest, build, release],
        schedules=[daily(settings, ingest), prune_schedule(settings)],
        sensors=[news_sensor(settings, build), *alert_sensors()],
        resources={LOCK: warehouse_resource(settings.warehouse)},
        # The steps use one DuckDB file in turn, and the resource above locks it once a run.
        executor=dg.in_process_executor,
    )


def daily(settings: Settings, ingest: dg.UnresolvedAssetJobDefinition) -> dg.ScheduleDefinition:
    """Define when the sources are asked."""
    return dg.ScheduleDefinition(
        job=ingest,
        cron_schedule=settings.cron,
        execution_timezone="UTC",
        default_status=dg.DefaultScheduleStatus.RUNNING,
    )


def news_sensor(settings: Settings, build: dg.UnresolvedAssetJobDefinition) -> dg.SensorDefinition:
    """Define what starts a build: stored files or code that the publication was not made from.

    The cursor has the last attempt. A build that failed starts again when there is something else
    to build, and once a day, because a full disk may be over. One that was refused waits for other
    files or other code.
    """

    @dg.sensor(
        job=build,
        minimum_interval_seconds=300,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Starts a build when a file has landed or was withdrawn, or the code changed.",
    )
    def news(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        if context.instance.get_runs(dg.RunsFilter(statuses=AT_WORK), limit=1):
            return dg.SkipReason("A run is at work.")
        if not is_anything_stored(settings):
            return dg.SkipReason("No file is stored yet.")
        if is_published(settings):
            context.update_cursor("")  # what failed before this publication may start again
            return dg.SkipReason("The publication is made from the stored files and this code.")
        if words := refused(settings):
            return dg.SkipReason(f"Refused: {' '.join(words)} {REST}")
        attempt = f"{dt.datetime.now(dt.UTC).date()} {data_version(settings)}"
        if context.cursor == attempt:
            return dg.SkipReason(
                "Today's build of these files and this code failed: see its run. It starts again"
                " tomorrow, or once a file has landed or was withdrawn."
            )
        context.update_cursor(attempt)
        return dg.RunRequest()

    return news


def prune_schedule(settings: Settings) -> dg.ScheduleDefinition:
    """Define the daily job that deletes old runs, logs and publications."""

    @dg.op
    def delete_old() -> None:
        prune(settings, RUNS_KEPT, PUBLICATIONS_KEPT, delete=True)

    @dg.job(name="prune", description=prune.__doc__)
    def job() -> None:
        delete_old()

    return dg.ScheduleDefinition(
        job=job,
        cron_schedule="0 5 * * *",
        execution_timezone="UTC",
        default_status=dg.DefaultScheduleStatus.RUNNING,
    )


@dg.definitions
def defs() -> dg.Definitions:
    """Build the definitions of the environment's settings. Dagster's own state stays as it is."""
    settings = configuration.load()
    configuration.configure(settings)
    return build_definitions(settings)
