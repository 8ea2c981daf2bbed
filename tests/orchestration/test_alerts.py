"""An alert reaches a local receiver once, and never contains the receiver's address."""

from __future__ import annotations

import email
import email.policy
import json
import socketserver
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from ingestion.request import RefreshRun
from ingestion.state import record_refresh
from ingestion.registry import SOURCES
from orchestration import alerts
from orchestration.alerts import MAIL_SERVER, MAIL_TO, WEBHOOK, AlertError, alert_sensors
from orchestration.assets import source_status
from orchestration.assets.gates import RESULTS
from orchestration.assets.ingest import raw_key
from orchestration.settings import LIVE_SOURCES, Settings
from orchestration.warehouse import warehouse_resource
from tests.ingestion.servers import serving

received: list[dict[str, Any]] = []


class Receiver(BaseHTTPRequestHandler):
    """A webhook that answers according to the path of a request."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        received.append(json.loads(body))
        self.send_response(500 if "broken" in self.path else 302 if "moved" in self.path else 204)
        self.send_header("location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    received.clear()
    with serving(ThreadingHTTPServer(("127.0.0.1", 0), Receiver)) as server:
        yield f"http://127.0.0.1:{server.server_port}/secret"


def asset_with(passed: bool, fails: bool = False, repeated: bool = False) -> dg.AssetsDefinition:
    @dg.asset(name="table", check_specs=[dg.AssetCheckSpec("few_rows", asset="table")])
    def table() -> Iterator[Any]:
        if fails:
            raise ValueError("row 3 of models.csv has no name")
        yield dg.MaterializeResult()
        metadata = {"observed": 7, **({"unchanged": True} if repeated else {})}
        yield dg.AssetCheckResult(
            passed=passed, severity=dg.AssetCheckSeverity.WARN, metadata=metadata
        )

    return table


def run_and_tick(*assets: Any, resources: dict[str, Any] | None = None) -> None:
    """Run assets and checks, and evaluate the sensor of the run's outcome."""
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize(
            assets, instance=instance, resources=resources, raise_on_error=False
        )
        failed, succeeded = alert_sensors()
        run = instance.get_run_by_id(result.run_id)
        assert run is not None
        event = (result.get_run_success_event if result.success else result.get_run_failure_event)()
        context = dg.build_run_status_sensor_context("tested", event, instance, run)
        if result.success:
            succeeded(context)
        else:
            failed(context.for_run_failure())


def test_without_a_webhook_there_are_no_sensors(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in (WEBHOOK, MAIL_SERVER):
        monkeypatch.delenv(variable, raising=False)
    assert alert_sensors() == []


def test_a_failed_run_is_posted_with_its_reason(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(WEBHOOK, address)
    run_and_tick(asset_with(passed=True, fails=True))
    (alert,) = received
    assert alert["errors"] == ["table: row 3 of models.csv has no name"]
    assert "failed\ntable: row 3" in alert["text"]
    assert "Traceback" not in alert["text"]


def test_a_warning_is_posted_once(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WEBHOOK, address)
    run_and_tick(asset_with(passed=True))
    run_and_tick(asset_with(passed=False, repeated=True))
    assert received == []
    run_and_tick(asset_with(passed=False))
    (alert,) = received
    assert alert["checks"] == [
        {"asset": "table", "check": "few_rows", "severity": "warn", "observed": "7"}
    ]


@pytest.mark.parametrize("fault", ["broken", "moved", "closed"])
def test_a_fault_of_the_webhook_keeps_its_address_secret(
    address: str, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setenv(
        WEBHOOK, "http://127.0.0.1:9/secret" if fault == "closed" else f"{address}/{fault}"
    )
    with pytest.raises(AlertError) as raised:
        alerts.post({"text": "hello"})
    assert "secret" not in "".join(map(str, [raised.value, raised.value.__cause__]))
    assert raised.value.__suppress_context__ or raised.value.__context__ is None


def test_a_webhook_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    monkeypatch.setattr(alerts, "TIMEOUT_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv(WEBHOOK, f"http://127.0.0.1:{silent.getsockname()[1]}/secret")
        with pytest.raises(AlertError, match="cannot be reached: ReadTimeout"):
            alerts.post({"text": "hello"})


class MailServer(socketserver.StreamRequestHandler):
    """Accepts one mail, refuses a recipient called "nobody", and offers no encryption."""

    def handle(self) -> None:
        self.answer("220 ready")
        for line in self.rfile:
            command = line.decode().strip().upper()
            if command == "DATA":
                self.answer("354 go on")
                body = iter(self.rfile.readline, b".\r\n")
                mails.append(email.message_from_bytes(b"".join(body), policy=email.policy.default))
            if command.startswith("RCPT TO:<NOBODY"):
                self.answer("550 no such user")
            elif command.startswith("EHLO"):
                self.answer("250-local\r\n250 AUTH PLAIN")
            else:
                self.answer("221 bye" if command == "QUIT" else "250 ok")
            if command == "QUIT":
                return

    def answer(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


mails: list[Any] = []


@pytest.fixture
def mail_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    mails.clear()
    monkeypatch.setenv(MAIL_TO, "operator@example.org, second@example.org")
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), MailServer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_a_headline_beyond_its_limit_is_mailed(
    mail_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(MAIL_SERVER, f"smtp://{mail_server}")
    monkeypatch.delenv(WEBHOOK, raising=False)

    @dg.asset(key=RESULTS, check_specs=[dg.AssetCheckSpec("headline_moved", asset=RESULTS)])
    def gate_results() -> Iterator[Any]:
        yield dg.MaterializeResult()
        yield dg.AssetCheckResult(
            passed=False,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"observed": "disclosure_share: 0.504 to 0.600, change 2.02"},
        )

    run_and_tick(gate_results)
    (mail,) = mails
    assert mail["to"] == "operator@example.org, second@example.org"
    assert mail["subject"].startswith("Compute Divide: run ")
    assert "warn: marts/gate_results headline_moved disclosure_share: 0.504" in mail.get_content()


def test_a_degraded_source_is_alerted(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(WEBHOOK, address)
    monkeypatch.delenv(MAIL_SERVER, raising=False)
    source = SOURCES["clusters"]
    monkeypatch.setattr(source_status, "SOURCES", {"clusters": source})
    settings = Settings(tmp_path, LIVE_SOURCES)
    settings.warehouse.parent.mkdir(parents=True)
    (settings.raw / source.name).mkdir(parents=True)
    run = RefreshRun(lambda _: None)
    run.degrade("host.example did not answer")
    record_refresh(settings.raw, source, run)

    @dg.asset(key=raw_key(source))
    def landed() -> None:
        """Stand in for the table that an earlier run of the source left."""

    warehouse = {"warehouse": warehouse_resource(settings.warehouse)}
    run_and_tick(landed, source_status.state_checks(settings), resources=warehouse)
    (alert,) = received
    assert {one["check"]: one["observed"] for one in alert["checks"]} == {
        "complete": "degraded: host.example did not answer",
        "fresh": f"never refreshed; declared: at most {source.refresh_days} days old",
    }


@pytest.mark.parametrize(
    ("server", "to", "fault"),
    [
        ("smtp://127.0.0.1:9", "operator@example.org", "ConnectionRefusedError"),
        ("smtp://user:secret@{}", "operator@example.org", "SMTPNotSupportedError"),
        ("smtp://{}", "nobody@example.org", "SMTPRecipientsRefused"),
        ("http://user:secret@{}", "operator@example.org", "ValueError"),
        ("smtp://{}", "", "is not set, so an alert has no recipient"),
    ],
)
def test_a_fault_of_the_mail_server_keeps_its_password_secret(
    mail_server: str, monkeypatch: pytest.MonkeyPatch, server: str, to: str, fault: str
) -> None:
    """If there is no encryption, no password is sent."""
    monkeypatch.setenv(MAIL_SERVER, server.format(mail_server))
    monkeypatch.setenv(MAIL_TO, to)
    with pytest.raises(AlertError, match=fault) as raised:
        alerts.mail({"text": "hello\nworld"})
    assert "secret" not in str(raised.value)
    assert raised.value.__suppress_context__ or raised.value.__context__ is None
    assert mails == []


def test_one_receiver_that_fails_does_not_keep_an_alert_from_the_other(
    mail_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(WEBHOOK, "http://127.0.0.1:9/secret")
    monkeypatch.setenv(MAIL_SERVER, f"smtp://{mail_server}")
    with pytest.raises(AlertError, match="cannot be reached: ConnectionError"):
        alerts.send({"text": "hello"})
    assert len(mails) == 1
