"""E-mail for failed runs, by Dagster's own sensor, if the environment names a server."""

from __future__ import annotations

import os
from urllib.parse import unquote, urlsplit

import dagster as dg

MAIL_SERVER, MAIL_TO = "COMPUTE_DIVIDE_SMTP", "COMPUTE_DIVIDE_MAIL"
PORTS = {"smtps": 465, "smtp": 587}


def alert_sensors() -> list[dg.SensorDefinition]:
    """Define the sensor of failed runs; none if no server is set.

    The server is ``smtps://user:password@host:port``, or ``smtp://`` for STARTTLS. The first
    address of the recipients is also the sender.
    """
    if not os.environ.get(MAIL_SERVER):
        return []
    server = urlsplit(os.environ[MAIL_SERVER])
    recipients = os.environ[MAIL_TO].replace(" ", "").split(",")
    return [
        dg.make_email_on_run_failure_sensor(
            email_from=recipients[0],
            email_password=unquote(server.password or ""),
            email_to=recipients,
            smtp_user=unquote(server.username or ""),
            smtp_host=server.hostname or "",
            smtp_type="SSL" if server.scheme == "smtps" else "STARTTLS",
            smtp_port=server.port or PORTS[server.scheme],
            name="failed_runs",
            monitor_all_code_locations=False,
            default_status=dg.DefaultSensorStatus.RUNNING,
        )
    ]
