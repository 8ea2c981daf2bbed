"""Dagster definitions: assets, checks, jobs and the daily schedule."""

from __future__ import annotations

import sys

import dagster as dg

from orchestration import settings as configuration
from orchestration.alerts import alert_sensors
from orchestration.assets.backfill import backfill_jobs
from orchestration.assets.checks import check_definitions
from orchestration.assets.gates import gate_checks
from orchestration.assets.ingest import ingest_definitions
from orchestration.assets.publish import publish_definitions
from orchestration.assets.source_status import state_checks
from orchestration.assets.warehouse import DBT, dbt_definitions
from orchestration.dbt.project import dbt_resource
from orchestration.settings import Settings
from orchestration.warehouse import LOCK, warehouse_resource

REFRESH = "refresh"
# Words in the commands of the processes that Dagster's UI and daemon get definitions from.
SERVERS = frozenset({"grpc", "code-server"})


def build_definitions(settings: Settings) -> dg.Definitions:
    """Build the definitions of one installation with one choice of sources."""
    models = dbt_definitions(settings)
    checks = [*check_definitions(settings), gate_checks(settings)]
    if settings.source_directory is None:
        checks.append(state_checks(settings))
    check_keys = sorted(key for one in (models, *checks) for key in one.check_keys)
    marts = sorted(key for key in models.keys if key.path[0] == "marts")
    job = dg.define_asset_job(
        REFRESH,
        selection=dg.AssetSelection.all(),
        description="Land new files, rebuild the warehouse, check it, and publish the report.",
        # A run that repeats a killed one finds other tables than the killed one left.
        tags={"dagster/retry_strategy": "ALL_STEPS", "sources": settings.sources},
    )
    schedule = dg.ScheduleDefinition(
        job=job,
        cron_schedule="0 6 * * *",
        execution_timezone="UTC",
        default_status=dg.DefaultScheduleStatus.RUNNING,
    )
    return dg.Definitions(
        assets=[
            *ingest_definitions(settings),
            models,
            publish_definitions(settings, marts, check_keys),
        ],
        asset_checks=checks,
        jobs=[job, *backfill_jobs()],
        schedules=[schedule],
        sensors=alert_sensors(),
        resources={
            DBT: dbt_resource(settings),
            LOCK: warehouse_resource(settings.warehouse),
        },
        # All steps use one DuckDB file in turn, so a process for each step only adds start-up time.
        executor=dg.in_process_executor,
    )


@dg.definitions
def defs() -> dg.Definitions:
    """Prepare the folders of the environment's settings, and build the definitions.

    Raises SettingsError in the process that serves them to a UI that has started without the
    platform's configuration.
    """
    settings = configuration.load()
    is_new = configuration.prepare(settings)
    if is_new and SERVERS.intersection(sys.argv):
        raise configuration.SettingsError(
            "Dagster has started without the configuration of this platform, so it may send"
            " telemetry and start ten runs at once. dagster.yaml in DAGSTER_HOME is now written:"
            " start Dagster again"
        )
    return build_definitions(settings)
