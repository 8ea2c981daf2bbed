"""Alerts reach a local receiver, once, and never contain its address."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import dagster as dg
import pytest

from orchestration import alerts
from orchestration.alerts import WEBHOOK, AlertError, alert_sensors
from tests.ingestion.servers import serving

received: list[dict[str, Any]] = []


class Receiver(BaseHTTPRequestHandler):
    """A webhook whose path decides its answer."""

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


def run_and_tick(asset: dg.AssetsDefinition) -> None:
    """Run an asset, and evaluate the sensor of the run's outcome."""
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize([asset], instance=instance, raise_on_error=False)
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
    monkeypatch.delenv(WEBHOOK, raising=False)
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
