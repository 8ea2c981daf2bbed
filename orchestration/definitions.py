"""Dagster definitions: assets, checks, the refresh job and its daily schedule."""

from __future__ import annotations

import dagster as dg
from dagster_dbt import DbtCliResource

from orchestration import fingerprint
from orchestration import settings as configuration
from orchestration.alerts import alert_sensors, freshness
from orchestration.assets.checks import layer_checks
from orchestration.assets.gates import gate_checks
from orchestration.assets.ingest import ingest_definitions
from orchestration.assets.publish import PUBLICATION, publish_definitions
from orchestration.assets.warehouse import dbt_definitions
from orchestration.expectations.suites import LAYERS
from orchestration.prune import prune
from orchestration.settings import DBT, DBT_PROJECT, PUBLICATIONS_KEPT, RUNS_KEPT, Settings
from orchestration.verdict import RELEASE
from orchestration.warehouse import LOCK, warehouse_resource

REFRESH = "refresh"
OWNERS = ["team:compute-divide"]


def build_definitions(settings: Settings) -> dg.Definitions:
    """Build the definitions of one installation with one choice of sources."""
    raw = ingest_definitions(settings)
    models = dbt_definitions(settings)
    gates = gate_checks(settings)
    checks = [*(layer_checks(layer, settings) for layer in LAYERS), gates]
    check_keys = sorted(key for group in (*raw, models, *checks) for key in group.check_keys)
    assets = [*raw, models, publish_definitions(settings, sorted(models.keys), check_keys)]
    job = dg.define_asset_job(
        REFRESH,
        selection=dg.AssetSelection.all(),
        description="Ingest new files, build the warehouse, check it, and publish the report.",
        tags={"sources": settings.sources},
    )
    release = dg.define_asset_job(
        RELEASE,
        selection=dg.AssetSelection.groups("reports") | dg.AssetSelection.checks(*gates.check_keys),
        description="Judge the gates of the last build again, with overrides, and publish it.",
    )
    return dg.Definitions(
        assets=dg.map_asset_specs(lambda spec: spec.replace_attributes(owners=OWNERS), assets),
        asset_checks=checks,
        jobs=[job, release],
        schedules=[daily(settings, job), prune_schedule(settings)],
        sensors=[*alert_sensors(), *([freshness(PUBLICATION)] if settings.is_live else [])],
        resources={
            "dbt": DbtCliResource(project_dir=str(DBT_PROJECT), dbt_executable=DBT),
            LOCK: warehouse_resource(settings.warehouse),
        },
        # The steps use one DuckDB file in turn, and the resource above locks it once a run.
        executor=dg.in_process_executor,
    )


def daily(settings: Settings, job: dg.UnresolvedAssetJobDefinition) -> dg.ScheduleDefinition:
    """Define the daily refresh. A day without news is skipped, as ``make report`` skips it."""

    @dg.schedule(
        job=job,
        cron_schedule=settings.cron,
        execution_timezone="UTC",
        default_status=dg.DefaultScheduleStatus.RUNNING,
    )
    def refresh_schedule() -> dg.RunRequest | dg.SkipReason:
        inputs = fingerprint.fingerprint(settings)
        if inputs and fingerprint.is_published(settings, inputs):
            return dg.SkipReason("Nothing is new since the last run.")
        return dg.RunRequest(tags={fingerprint.TAG: inputs or ""})

    return refresh_schedule


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
