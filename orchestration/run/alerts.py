"""E-mail for failed runs, by a sensor of Dagster."""

import os
from urllib.parse import unquote, urlsplit

import dagster as dg

from ingestion.credentials import MAIL_SERVER

MAIL_TO = "COMPUTE_DIVIDE_MAIL"
PORTS = {"smtps": 465, "smtp": 587}


def mail_fault() -> str:
    """Say what is wrong with the settings of mail, without the password; empty if nothing is."""
    if not os.environ.get(MAIL_SERVER):
        return ""
    try:
        server = urlsplit(os.environ[MAIL_SERVER])
        is_good = server.scheme in PORTS and server.hostname and server.port != 0
    except ValueError:
        is_good = False
    if not is_good:
        return (
            f"{MAIL_SERVER} is not valid, so no mail is sent: write smtps://user:password@host:465,"
            " with %2F for / and %23 for # in the password"
        )
    return "" if "@" in os.environ.get(MAIL_TO, "") else f"{MAIL_TO} is not set, so no mail is sent"


def alert_sensors() -> list[dg.SensorDefinition]:
    """Define the sensor of failed runs; none if no server is set, or if its setting is wrong.

    The server is ``smtps://user:password@host:port``, or ``smtp://`` for STARTTLS. The first
    address of the recipients is also the sender.
    """
    if not os.environ.get(MAIL_SERVER) or mail_fault():
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
