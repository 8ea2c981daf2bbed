"""Alerts: failed runs and failed checks go to the webhook and the mailbox that the operator names.

Among the checks are those of gates (a headline moved too far) and of sources (degraded, too old).
"""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

import dagster as dg
import requests

WEBHOOK = "COMPUTE_DIVIDE_WEBHOOK"
MAIL_SERVER = "COMPUTE_DIVIDE_SMTP"
MAIL_TO = "COMPUTE_DIVIDE_MAIL"
TIMEOUT_SECONDS = 10


class AlertError(RuntimeError):
    """An alert that its receiver did not accept. The message never contains an address."""


def alert_sensors() -> list[dg.SensorDefinition]:
    """Define the sensors; none without a receiver."""
    if not any(map(os.environ.get, (WEBHOOK, MAIL_SERVER))):
        return []

    @dg.run_failure_sensor(
        name="failed_runs",
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Send an alert for a failed run, with its errors and failed checks.",
    )
    def failed_runs(context: dg.RunFailureSensorContext) -> None:
        send(describe(context.instance, context.dagster_run))

    @dg.run_status_sensor(
        run_status=dg.DagsterRunStatus.SUCCESS,
        name="failed_checks",
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Send an alert for checks that failed or warned in a run that succeeded.",
    )
    def failed_checks(context: dg.RunStatusSensorContext) -> None:
        found = describe(context.instance, context.dagster_run)
        if found["checks"]:
            send(found)

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


def send(alert: dict[str, Any]) -> None:
    """Send an alert to each receiver. A receiver that fails does not keep the other from it."""
    faults = []
    for variable, deliver in ((WEBHOOK, post), (MAIL_SERVER, mail)):
        if os.environ.get(variable):
            try:
                deliver(alert)
            except AlertError as error:
                faults.append(str(error))
    if faults:
        raise AlertError("; ".join(faults))


def mail(alert: dict[str, Any]) -> None:
    """Mail the text of an alert. Its first line is the subject."""
    to = [one.strip() for one in os.environ.get(MAIL_TO, "").split(",") if one.strip()]
    if not to:
        raise AlertError(f"{MAIL_TO} is not set, so an alert has no recipient")
    message = EmailMessage()
    message["Subject"] = alert["text"].partition("\n")[0]
    message["From"], message["To"] = to[0], ", ".join(to)
    message.set_content(alert["text"])
    try:
        with _mail_server() as server:
            server.send_message(message)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        # The address holds a password, and the error's text may contain it.
        raise AlertError(f"{MAIL_SERVER} took no mail: {type(error).__name__}") from None


@contextmanager
def _mail_server() -> Iterator[smtplib.SMTP]:
    """Connect to ``smtps://user:password@host:port``, or ``smtp://``, encrypted if possible.

    A password is never sent without encryption.
    """
    address = urlsplit(os.environ[MAIL_SERVER])
    is_encrypted = address.scheme == "smtps"
    if address.hostname is None or address.scheme not in ("smtp", "smtps"):
        raise ValueError(address.scheme)
    encryption = ssl.create_default_context()
    place = (address.hostname, address.port or 0)
    opened: smtplib.SMTP = (
        smtplib.SMTP_SSL(*place, timeout=TIMEOUT_SECONDS, context=encryption)
        if is_encrypted
        else smtplib.SMTP(*place, timeout=TIMEOUT_SECONDS)
    )
    with opened as server:
        server.ehlo()
        if not is_encrypted and server.has_extn("starttls"):
            server.starttls(context=encryption)
            is_encrypted = True
        if address.username is not None:
            if not is_encrypted:
                raise smtplib.SMTPNotSupportedError
            server.login(unquote(address.username), unquote(address.password or ""))
        yield server


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
