"""A host that accepts no connection is tried once a run, over real sockets."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
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
    """Return the address of a port on which nothing listens."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{bound.getsockname()[1]}"


def text(response: requests.Response) -> str:
    return response.text


def get(
    url: str, waits: list[float], timeout: tuple[float, float] = http.TIMEOUT_SECONDS
) -> tuple[int, str]:
    """Return the number of tries of one request by a new client, and its error."""
    with Client(sleep=waits.append, timeout=timeout) as client:
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
    assert hosts.HOSTS.refused == sorted([first, second])
    assert sum(waits) < 40


def test_a_host_is_tried_again_where_others_answer() -> None:
    waits: list[float] = []
    assert get(f"http://{closed_port()}/a.csv", waits)[0] == 6
    with publishing(PUBLISHERS["clusters"]) as running:
        assert get(f"{running.url}/gpu_clusters.csv", waits) == (1, "")
    assert get(f"http://{closed_port()}/a.csv", waits)[0] == 6


def test_a_host_without_a_connection_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each try takes the full time of a connection that times out."""
    monkeypatch.setattr(http, "PATIENCE_SECONDS", -1.0)
    assert get(f"http://{closed_port()}/a.csv", [])[0] == 1


def test_a_host_is_asked_again_the_next_day() -> None:
    now = [0.0]
    known = Hosts(lambda: now[0])
    known.accepts_none("a:80")
    assert (known.attempts("a:80"), known.attempts("b:80")) == (0, 1)
    now[0] = DOWN_SECONDS
    assert (known.refused, known.attempts("a:80")) == ([], 6)
    known.accepts_none("a:80")
    known.answered("a:80")
    assert known.refused == []


@contextmanager
def silent_host() -> Iterator[str]:
    """Return the address of a host that accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"


def test_a_host_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The host gets two tries, or one if no host has answered yet and another one is silent."""
    monkeypatch.setattr(hosts, "FIRST_SECONDS", 0.2)
    monkeypatch.setattr(hosts, "NEXT_SECONDS", 0.1)
    with silent_host() as first, silent_host() as second, silent_host() as third:
        given = f"http://{first}/a.csv: no answer in 0.2 s (2 attempts)"
        assert get(f"http://{first}/a.csv", []) == (2, given)
        given_up = "did not answer before, and is not asked again in this run"
        assert get(f"http://{first}/b.csv", []) == (
            0,
            f"http://{first}/b.csv: {first} {given_up}",
        )
        assert get(f"http://{second}/c.csv", []) == (
            1,
            f"http://{second}/c.csv: no answer in 0.1 s",
        )
        with publishing(PUBLISHERS["clusters"]) as running:
            assert get(f"{running.url}/gpu_clusters.csv", []) == (1, "")
        tries, error = get(f"http://{third}/d.csv", [], timeout=(5.0, 0.1))
        assert (tries, error.endswith("no answer in 0.1 s (2 attempts)")) == (2, True)
        assert hosts.HOSTS.silent == sorted([first, second, third])
        assert hosts.HOSTS.refused == []


def test_a_host_that_answered_before_is_tried_again() -> None:
    """Its silence may pass. The body of a file that stops coming says nothing of its host."""
    with silent_host() as host:
        hosts.HOSTS.answered(host)
        tries, _ = get(f"http://{host}/a.csv", [], timeout=(5.0, 0.02))
        assert tries == 6
        assert hosts.HOSTS.silent == [host]


def live_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, waits: list[float]
) -> list[str]:
    """Refresh all sources from one address, with an older list stored. Return the warnings."""
    settings = Settings(tmp_path, LIVE_SOURCES)
    settings.warehouse.parent.mkdir(parents=True)
    (tmp_path / "notable.csv").write_text(csv_text([model()]))
    land_file(tmp_path / "notable.csv", SOURCES["epoch"], settings.raw, "epoch/notable.csv")
    monkeypatch.setenv("OPENALEX_API_KEY", "a-key")
    monkeypatch.setenv("COMPUTE_DIVIDE_PAPERCOPILOT", "yes")
    # The client waits between requests to arXiv, however the requests end.
    monkeypatch.setattr(arxiv, "SECONDS_A_CALL", 0.0)
    route(monkeypatch, f"http://{address}", waits.append, 1)
    lines: list[str] = []
    monkeypatch.setattr(
        dg.DagsterLogManager, "warning", lambda _, text, *more: lines.append(text % more)
    )
    result = dg.materialize(
        ingest.ingest_definitions(settings),
        resources={LOCK: warehouse_resource(settings.warehouse)},
    )
    assert result.success
    assert {state_of(settings.raw, s).state for s in SOURCES.values()} == {"degraded"}
    return lines


def test_a_run_without_a_network_ends_soon_and_keeps_what_is_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    lines = live_run(tmp_path, monkeypatch, closed_port(), waits)
    assert sum(waits) < 60
    (line,) = [one for one in lines if one.startswith("No connection to ")]
    assert {"api.openalex.org", "epoch.ai", "huggingface.co", "zenodo.org"} <= set(
        line.removeprefix("No connection to ").split(", ")
    )


def test_a_run_in_which_no_host_answers_ends_in_two_minutes_and_names_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    granted = hosts.FIRST_SECONDS, hosts.NEXT_SECONDS
    monkeypatch.setattr(hosts, "FIRST_SECONDS", 0.2)
    monkeypatch.setattr(hosts, "NEXT_SECONDS", 0.05)
    waits: list[float] = []
    with silent_host() as address:
        lines = live_run(tmp_path, monkeypatch, address, waits)
    (line,) = [one for one in lines if one.startswith("No answer from ")]
    named = line.removeprefix("No answer from ").split(", ")
    assert {"api.openalex.org", "epoch.ai", "huggingface.co", "zenodo.org"} <= set(named)
    assert 2 * granted[0] + (len(named) - 1) * granted[1] + sum(waits) < 110
