"""Alerts: failed runs and failed checks are posted to the webhook that the operator names."""

from __future__ import annotations

import os
from typing import Any

import dagster as dg
import requests

WEBHOOK = "COMPUTE_DIVIDE_WEBHOOK"
TIMEOUT_SECONDS = 10


class AlertError(RuntimeError):
    """An alert that the webhook did not accept. The message never contains its address."""


def alert_sensors() -> list[dg.SensorDefinition]:
    """Define the sensors; none without a webhook."""
    if not os.environ.get(WEBHOOK):
        return []

    @dg.run_failure_sensor(
        name="failed_runs",
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Post failed runs, with their errors and failed checks, to the webhook.",
    )
    def failed_runs(context: dg.RunFailureSensorContext) -> None:
        post(describe(context.instance, context.dagster_run))

    @dg.run_status_sensor(
        run_status=dg.DagsterRunStatus.SUCCESS,
        name="failed_checks",
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Post checks that failed or warned in a run that succeeded to the webhook.",
    )
    def failed_checks(context: dg.RunStatusSensorContext) -> None:
        found = describe(context.instance, context.dagster_run)
        if found["checks"]:
            post(found)

    return [failed_runs, failed_checks]


def describe(instance: dg.DagsterInstance, run: dg.DagsterRun) -> dict[str, Any]:
    """Describe the errors of a run, and its checks that failed.

    A result that is reported again because nothing changed was part of an earlier alert.
    """
    checks, errors = [], []
    kinds = {dg.DagsterEventType.ASSET_CHECK_EVALUATION, dg.DagsterEventType.STEP_FAILURE}
    for entry in instance.all_logs(run.run_id, of_type=kinds):
        event = entry.get_dagster_event()
        if event.is_step_failure:
            errors.append(f"{event.step_key}: {reason(event)}")
            continue
        result = event.asset_check_evaluation_data
        if not result.passed and "unchanged" not in result.metadata:
            observed = result.metadata.get("observed")
            checks.append(
                {
                    "asset": result.asset_key.to_user_string(),
                    "check": result.check_name,
                    "severity": result.severity.value.lower(),
                    "observed": "" if observed is None else str(observed.value),
                }
            )
    failed = [
        f"{one['severity']}: {one['asset']} {one['check']} {one['observed']}" for one in checks
    ]
    ended = "failed" if run.status == dg.DagsterRunStatus.FAILURE else "succeeded"
    text = "\n".join(
        [f"Compute Divide: run {run.run_id} of {run.job_name} {ended}", *errors, *failed]
    )
    return {
        "text": text,
        "run": run.run_id,
        "job": run.job_name,
        "errors": errors,
        "checks": checks,
    }


def reason(event: dg.DagsterEvent) -> str:
    """Return the message of the exception that began a failure, without its trace."""
    failure = event.step_failure_data
    if failure.user_failure_data is not None and failure.user_failure_data.description:
        return failure.user_failure_data.description
    error = failure.error
    while error is not None and error.cause is not None:
        error = error.cause
    if error is None:
        return "Dagster recorded no reason"
    # The message begins with the full name of the exception.
    return (error.message.partition(f"{error.cls_name}: ")[2] or error.message).strip()


def post(alert: dict[str, Any]) -> None:
    """Post an alert as JSON. Its ``text`` is what chat services show."""
    try:
        answer = requests.post(
            os.environ[WEBHOOK], json=alert, timeout=TIMEOUT_SECONDS, allow_redirects=False
        )
    except requests.RequestException as error:
        # The address of a webhook is a secret, and the error's text and cause contain it.
        raise AlertError(f"{WEBHOOK} cannot be reached: {type(error).__name__}") from None
    if not answer.ok or answer.is_redirect:
        raise AlertError(f"{WEBHOOK} answered with status {answer.status_code}")
