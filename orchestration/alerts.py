"""E-mail for failed runs, by a sensor of Dagster, and a run that fails for an old publication."""

import datetime as dt
import os
from urllib.parse import unquote, urlsplit

import dagster as dg

from ingestion.credentials import MAIL_SERVER
from orchestration.assets.ingest import SNAPSHOTS
from orchestration.assets.runs import OLD_PUBLICATION
from orchestration.news import is_published
from orchestration.settings import OLDEST_PUBLICATION as OLDEST
from orchestration.settings import load

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


class Age(dg.Config):
    """How long ago the publication was up to date."""

    hours: int


@dg.op
def say_so(config: Age) -> None:
    """Fail, so that mail says it, and the list of runs shows it."""
    text = f"The publication has not changed for {config.hours} hours: see the runs"
    raise dg.Failure(text, allow_retries=False)


@dg.job(name=OLD_PUBLICATION, description="Fails once a day while the last publication is too old.")
def old_publication() -> None:
    """Run the only step."""
    say_so()


def freshness(publication: dg.AssetKey) -> dg.SensorDefinition:
    """Define a sensor of a publication that is too old: a run that never starts sends no mail.

    Without news, nothing is published, so then it is as old as the last look at the sources.
    """

    @dg.sensor(
        name="publication_is_fresh",
        job=old_publication,
        minimum_interval_seconds=3600,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=f"Starts a job that fails while the last publication is older than {OLDEST}.",
    )
    def sensor(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        runs = context.instance.get_run_records(limit=1, ascending=True)
        made = SNAPSHOTS if is_published(load()) else publication
        last = context.instance.get_latest_materialization_event(made)
        if not runs:
            return dg.SkipReason("No run has begun yet")
        now = dt.datetime.now(dt.UTC)
        # An installation has as long for its first publication, from its first run on.
        since = last.timestamp if last else runs[0].create_timestamp.timestamp()
        age = dt.timedelta(seconds=now.timestamp() - since)
        if age <= OLDEST:
            return dg.SkipReason(f"The publication is of {age} ago, or there was no time for one")
        config = dg.RunConfig({say_so.name: Age(hours=age // dt.timedelta(hours=1))})
        # A key starts one run.
        return dg.RunRequest(run_key=now.date().isoformat(), run_config=config)

    return sensor


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
