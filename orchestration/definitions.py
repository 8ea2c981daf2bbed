"""Dagster definitions: assets, checks, the refresh job and its daily schedule."""

from __future__ import annotations

import dagster as dg
from dagster_dbt import DbtCliResource

from orchestration import settings as configuration
from orchestration.alerts import alert_sensors
from orchestration.assets.checks import check_definitions
from orchestration.assets.gates import gate_checks
from orchestration.assets.ingest import ingest_definitions
from orchestration.assets.publish import publish_definitions
from orchestration.assets.warehouse import dbt_definitions
from orchestration.home import end_dead_runs
from orchestration.settings import DBT, DBT_PROJECT, Settings
from orchestration.warehouse import LOCK, warehouse_resource

REFRESH = "refresh"


def build_definitions(settings: Settings) -> dg.Definitions:
    """Build the definitions of one installation with one choice of sources."""
    raw, models = ingest_definitions(settings), dbt_definitions(settings)
    checks = [*check_definitions(), gate_checks(settings)]
    check_keys = sorted(key for group in (*raw, models, *checks) for key in group.check_keys)
    marts = sorted(key for key in models.keys if key.path[0] == "marts")
    job = dg.define_asset_job(
        REFRESH,
        selection=dg.AssetSelection.all(),
        description="Ingest new files, build the warehouse, check it, and publish the report.",
        tags={"sources": settings.sources},
    )
    schedule = dg.ScheduleDefinition(
        job=job,
        cron_schedule="0 6 * * *",
        execution_timezone="UTC",
        default_status=dg.DefaultScheduleStatus.RUNNING,
    )
    return dg.Definitions(
        assets=[*raw, models, publish_definitions(settings, marts, check_keys)],
        asset_checks=checks,
        jobs=[job],
        schedules=[schedule],
        sensors=alert_sensors(),
        resources={
            "dbt": DbtCliResource(project_dir=str(DBT_PROJECT), dbt_executable=DBT),
            LOCK: warehouse_resource(settings.warehouse),
        },
        # The steps use one DuckDB file in turn, and the resource above locks it once a run.
        executor=dg.in_process_executor,
    )


@dg.definitions
def defs() -> dg.Definitions:
    """Prepare the folders of the environment's settings, and build the definitions."""
    settings = configuration.load()
    configuration.prepare(settings)
    with dg.DagsterInstance.get() as instance:
        end_dead_runs(instance, settings.warehouse.parent, REFRESH)
    return build_definitions(settings)
