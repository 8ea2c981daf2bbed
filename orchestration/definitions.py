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
from orchestration.home import end_dead_runs
from orchestration.prune import prune
from orchestration.settings import DBT, DBT_PROJECT, PUBLICATIONS_KEPT, RUNS_KEPT, Settings
from orchestration.warehouse import LOCK, warehouse_resource

REFRESH = "refresh"
OWNERS = ["team:compute-divide"]


def build_definitions(settings: Settings) -> dg.Definitions:
    """Build the definitions of one installation with one choice of sources."""
    raw = ingest_definitions(settings)
    models = dbt_definitions(settings)
    checks = [*(layer_checks(layer, settings) for layer in LAYERS), gate_checks(settings)]
    check_keys = sorted(key for group in (*raw, models, *checks) for key in group.check_keys)
    assets = [*raw, models, publish_definitions(settings, sorted(models.keys), check_keys)]
    job = dg.define_asset_job(
        REFRESH,
        selection=dg.AssetSelection.all(),
        description="Ingest new files, build the warehouse, check it, and publish the report.",
        tags={"sources": settings.sources},
    )
    return dg.Definitions(
        assets=dg.map_asset_specs(lambda spec: spec.replace_attributes(owners=OWNERS), assets),
        asset_checks=checks,
        jobs=[job],
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
    """Prepare the folders of the environment's settings, and build the definitions."""
    settings = configuration.load()
    configuration.prepare(settings)
    with dg.DagsterInstance.get() as instance:
        end_dead_runs(instance, settings.warehouse.parent, REFRESH)
    return build_definitions(settings)
