"""A host that accepts no connection is tried once a run, over real sockets."""

from __future__ import annotations

import socket
from pathlib import Path

import dagster as dg
import pytest
import requests

from ingestion.errors import IngestionError
from ingestion.fetching import hosts, http
from ingestion.fetching.hosts import DOWN_SECONDS, Hosts
from ingestion.fetching.http import Client
from ingestion.fetching.state import state_of
from ingestion.registry import SOURCES
from ingestion.sources.arxiv import api as arxiv
from orchestration.assets import ingest
from orchestration.settings import LIVE_SOURCES, Settings
from orchestration.warehouse import LOCK, warehouse_resource
from tests.builders import csv_text, land_file, model
from tests.contract.local import route
from tests.ingestion.fetching.file_faults import PUBLISHERS, publishing


def closed_port() -> str:
    """The address of a port that nothing listens to."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{bound.getsockname()[1]}"


def text(response: requests.Response) -> str:
    return response.text


def get(url: str, waits: list[float]) -> tuple[int, str]:
    """The number of tries of one request by a new client, and its error."""
    with Client(sleep=waits.append) as client:
        try:
            client.get(url, text)
        except IngestionError as error:
            return client.calls, str(error)
        return client.calls, ""


def test_a_host_is_given_up_once_and_others_are_tried_once() -> None:
    first, second = closed_port(), closed_port()
    waits: list[float] = []
    calls, error = get(f"http://{first}/a.csv", waits)
    assert (calls, error.endswith("(6 attempts)")) == (6, True)
    assert 25 < sum(waits) < 40
    refused = "accepted no connection before, and is not asked again in this run"
    assert get(f"http://{first}/b.csv", waits) == (0, f"http://{first}/b.csv: {first} {refused}")
    assert get(f"http://{second}/c.csv", waits)[0] == 1
    assert hosts.HOSTS.down == sorted([first, second])
    assert sum(waits) < 40


def test_a_host_is_tried_again_where_others_answer() -> None:
    waits: list[float] = []
    assert get(f"http://{closed_port()}/a.csv", waits)[0] == 6
    with publishing(PUBLISHERS["clusters"]) as running:
        assert get(f"{running.url}/gpu_clusters.csv", waits) == (1, "")
    assert get(f"http://{closed_port()}/a.csv", waits)[0] == 6


def test_a_host_without_a_connection_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that times out takes its time in each try."""
    monkeypatch.setattr(http, "PATIENCE_SECONDS", -1.0)
    assert get(f"http://{closed_port()}/a.csv", [])[0] == 1


def test_a_host_is_asked_again_the_next_day() -> None:
    now = [0.0]
    known = Hosts(lambda: now[0])
    known.failed("a:80")
    assert (known.attempts("a:80"), known.attempts("b:80")) == (0, 1)
    now[0] = DOWN_SECONDS
    assert (known.down, known.attempts("a:80")) == ([], 6)
    known.failed("a:80")
    known.answered("a:80")
    assert known.down == []


def test_a_run_without_a_network_ends_soon_and_keeps_what_is_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(tmp_path, LIVE_SOURCES)
    settings.warehouse.parent.mkdir(parents=True)
    (tmp_path / "notable.csv").write_text(csv_text([model()]))
    land_file(tmp_path / "notable.csv", SOURCES["epoch"], settings.raw, "epoch/notable.csv")
    monkeypatch.setenv("OPENALEX_API_KEY", "a-key")
    monkeypatch.setenv("COMPUTE_DIVIDE_PAPERCOPILOT", "yes")
    # The pace of arXiv's interface is slept for, however the requests end.
    monkeypatch.setattr(arxiv, "SECONDS_A_CALL", 0.0)
    waits: list[float] = []
    route(monkeypatch, f"http://{closed_port()}", waits.append, 1)
    lines: list[str] = []
    monkeypatch.setattr(
        dg.DagsterLogManager, "warning", lambda _, text, *more: lines.append(text % more)
    )
    result = dg.materialize(
        ingest.ingest_definitions(settings),
        resources={LOCK: warehouse_resource(settings.warehouse)},
    )
    assert result.success
    assert sum(waits) < 60
    assert {state_of(settings.raw, s).state for s in SOURCES.values()} == {"degraded"}
    (line,) = [one for one in lines if one.startswith("No connection to ")]
    assert {"api.openalex.org", "epoch.ai", "huggingface.co", "zenodo.org"} <= set(
        line.removeprefix("No connection to ").split(", ")
    )
