"""The contract that every source must meet, over real HTTP on loopback."""

from __future__ import annotations

import gzip
import json
import logging
import re
import time
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
import pytest

from ingestion.fetching import hosts
from ingestion.fetching.http import LONGEST_WAIT_SECONDS
from ingestion.fetching.state import SourceState
from ingestion.landing.snapshots import TEMPORARY_PREFIX, snapshots
from ingestion.registry import SOURCES
from tests import processes
from tests.contract.adapter import Adapter
from tests.contract.adapters import ADAPTERS
from tests.contract.local import refresh_alone, route
from tests.ingestion.fetching import file_faults as faults
from tests.ingestion.fetching.file_faults import Attempts, Fault, Handler, Server, answer, status
from tests.ingestion.servers import serving

MAX_BYTES = 200_000
Table = list[tuple[Any, ...]]


@dataclass
class Trial:
    """A source, its server and its refreshes, which also fetch files that are not due."""

    adapter: Adapter
    server: Server
    attempts: Attempts

    def go(self, *, full: bool = True) -> SourceState:
        return self.attempts.go(full=full)

    def table(self) -> Table:
        return self.attempts.table("source_row, unmapped")

    def snapshots(self) -> set[str]:
        """Return the stored snapshots of the file that faults concern."""
        stored = snapshots(self.attempts.raw, self.adapter.source)
        return {one.snapshot_id for one in stored if one.file == self.adapter.file}


def begin(name: str, server: Server, raw: Path, patch: pytest.MonkeyPatch, timeout: float) -> Trial:
    """Return a trial whose publisher is in state 1."""
    adapter = ADAPTERS[name]
    adapter.publish(server, 1)
    trial = Trial(adapter, server, Attempts(adapter.source, raw))
    route(patch, server.url, trial.attempts.waits.append, timeout)
    adapter.configure(patch, raw.parent / "selections")
    return trial


@pytest.fixture
def trial(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Trial]:
    for module, limit in ADAPTERS[name].limits:
        monkeypatch.setattr(module, limit, MAX_BYTES)
    timeout = 0.3 if "timeout" in request.node.name or "secret" in request.node.name else 30.0
    with serving(ADAPTERS[name].serve()) as server:
        yield begin(name, server, tmp_path / "raw", monkeypatch, timeout)


_TABLES: dict[str, Table] = {}


@pytest.fixture
def expected(name: str, tmp_path_factory: pytest.TempPathFactory) -> Table:
    """Return the table of state 1, fetched without any fault."""
    if name not in _TABLES:
        with (
            serving(ADAPTERS[name].serve()) as server,
            pytest.MonkeyPatch.context() as patch,
        ):
            undisturbed = begin(name, server, tmp_path_factory.mktemp("calm") / "raw", patch, 30)
            assert undisturbed.go().state == "complete"
            _TABLES[name] = undisturbed.table()
    assert _TABLES[name]
    return _TABLES[name]


def test_every_source_has_an_adapter() -> None:
    assert {adapter.source.name for adapter in ADAPTERS.values()} == set(SOURCES)


RETRYABLE = {
    **faults.RETRYABLE,
    "503 with a Retry-After that is no time": [
        status(503, Retry_After="Mon, 03 Aug 2020 10:00:00"),
        status(503, Retry_After="Mon, 03 Aug 2020 10:00:00 -0000"),
        status(503, Retry_After="nan"),
    ],
    "unrequested encoding": [answer(b"x", Content_Encoding="br")],
}
# Only a fetch that checks its bodies can retry these faults.
NEEDS_CHECK = ("Content-Length too short", "200 with an error once")
# One source of files, one of pages and the harvest run every fault. All other sources run these
# faults: the client is the same, but their reaction is their own.
SAMPLE = (
    "500",
    "403",
    "reset in the body",
    "endless body",
    "200 with an error once",
    "another body",
    "HTML",
)


def cases(table: dict[str, Any]) -> list[Any]:
    return [
        pytest.param(name, fault, id=f"{name}-{fault}")
        for name, adapter in ADAPTERS.items()
        for fault in table
        if (adapter.is_checked or fault not in NEEDS_CHECK)
        and (adapter.has_every_fault or fault in SAMPLE)
        and fault not in adapter.not_applicable
    ]


@pytest.mark.parametrize(("name", "fault"), cases(RETRYABLE))
def test_a_retryable_error_leaves_no_trace_in_the_table(
    fault: str, trial: Trial, expected: Table
) -> None:
    place = trial.adapter.place
    trial.server.faults[place] = list(RETRYABLE[fault])
    state = trial.go()
    assert trial.server.faults[place] == []
    assert (state.state, state.reason) == ("complete", "")
    assert trial.table() == expected


LASTING: dict[str, tuple[Fault, str]] = {
    **faults.LASTING,
    "403": (status(403), "HTTP 403 Forbidden: try later"),
    "429": (status(429, Retry_After="1"), "HTTP 429 Too Many Requests (6 attempts)"),
    "503 with a long Retry-After": (status(503, Retry_After="50000"), "to wait for 50000 s"),
    "403 with endless nesting": (answer(faults.DEEP, 403), "HTTP 403 Forbidden"),
    "redirect to no URL": (faults.NO_URL, "a redirect to no host is not followed"),
    "HTML": (answer(faults.HTML, Content_Type="text/html"), ""),
    "another body": (answer(faults.ERROR), ""),
}


def check_nothing_lands(trial: Trial, fault: Fault, message: str, state: str) -> None:
    """Check that a fault after a change keeps stored data, and that a rerun completes."""
    good = trial.go()
    stored, table = trial.snapshots(), trial.table()
    trial.adapter.publish(trial.server, 2)
    trial.server.faults[trial.adapter.place] = (fault,)
    bad = trial.go()
    assert (bad.state, bad.succeeded_at) == (state, good.succeeded_at)
    assert message in bad.reason
    assert str(trial.attempts.raw) not in bad.reason
    assert trial.snapshots() == stored
    assert set(map(str, table)) <= set(map(str, trial.table()))
    trial.server.faults.clear()
    assert trial.go().state == "complete"
    assert len(trial.snapshots()) == 2
    assert not list(trial.attempts.raw.rglob(f"{TEMPORARY_PREFIX}*"))


@pytest.mark.parametrize(("name", "fault"), cases(LASTING))
def test_a_lasting_error_degrades_the_run_and_stored_data_stays(fault: str, trial: Trial) -> None:
    broken, message = LASTING[fault]
    is_wait = fault == "503 with a long Retry-After" and trial.adapter.source.name == "arxiv"
    check_nothing_lands(trial, broken, message, "paused" if is_wait else "degraded")


@pytest.mark.parametrize(
    ("name", "lie"),
    [
        pytest.param(name, lie, id=f"{name}-{lie}")
        for name, adapter in ADAPTERS.items()
        for lie in adapter.lies
    ],
)
def test_a_lying_listing_lands_nothing(lie: str, trial: Trial) -> None:
    broken, message = trial.adapter.lies[lie]
    check_nothing_lands(trial, broken, message, "degraded")


@pytest.mark.parametrize("name", ADAPTERS)
def test_a_server_that_is_gone_degrades_the_run(name: str, trial: Trial) -> None:
    trial.go()
    stored = trial.snapshots()
    trial.server.faults[trial.adapter.place] = (hang_up,)
    assert trial.go().state == "degraded"
    assert trial.snapshots() == stored


def hang_up(handler: Handler) -> None:
    """Close the connection without an answer."""
    handler.close_connection = True
    handler.connection.close()


@pytest.mark.parametrize("name", ADAPTERS)
def test_requested_waits_are_kept(name: str, trial: Trial, expected: Table) -> None:
    waits = [status(503, Retry_After="7"), status(429, Retry_After="3")]
    trial.server.faults[trial.adapter.place] = list(waits)
    state = trial.go()
    assert (state.state, state.calls) == ("complete", len(trial.server.requests))
    assert [round(wait) for wait in trial.attempts.waits] == [7, 3]
    assert trial.table() == expected


@pytest.mark.parametrize("name", ADAPTERS)
def test_a_long_wait_ends_the_run_without_sleeping(name: str, trial: Trial) -> None:
    broken = status(429, Retry_After="50000")
    check_nothing_lands(trial, broken, "wait for", trial.adapter.long_wait)
    assert max(trial.attempts.waits, default=0) <= LONGEST_WAIT_SECONDS


@pytest.mark.parametrize("name", ADAPTERS)
def test_a_killed_fetch_leaves_no_snapshot_and_a_rerun_completes(
    name: str, trial: Trial, expected: Table, tmp_path: Path
) -> None:
    place, raw = trial.adapter.place, trial.attempts.raw
    trial.server.faults[place] = [faults.silence]
    scratch = tmp_path / "child"
    scratch.mkdir()
    child = processes.start(refresh_alone, name, trial.server.url, raw, scratch)
    while place not in [requested for requested, _ in trial.server.requests]:
        assert child.is_alive()
        time.sleep(0.01)
    child.kill()
    child.join()
    assert trial.snapshots() == set()
    assert trial.go(full=False).state == "complete"
    assert trial.table() == expected
    assert not list(raw.rglob(f"{TEMPORARY_PREFIX}*"))


@pytest.mark.parametrize("name", [name for name, adapter in ADAPTERS.items() if adapter.can_be_off])
def test_a_source_is_off_by_configuration(
    name: str, trial: Trial, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    setting = trial.adapter.turn_off(monkeypatch, tmp_path / "off")
    state = trial.go()
    assert (state.state, trial.server.requests) == ("off", [])
    assert setting in state.reason


def written(raw: Path) -> bytes:
    """Return all landed and stored bytes, unpacked."""
    texts = []
    for path in raw.rglob("*"):
        if path.suffix == ".parquet":
            rows = duckdb.execute("from read_parquet(?)", [str(path)]).fetchall()
            texts.append(str(rows).encode())
        elif path.is_file():
            data = path.read_bytes()
            texts.append(gzip.decompress(data) if path.suffix == ".gz" else data)
    return b"\n".join(texts)


def forms(secret: str) -> list[str]:
    """Return the forms of a secret that an answer could contain: plain, in a URL, and in base64."""
    quoted = quote(secret, safe="")
    lower = re.sub("%..", lambda found: found[0].lower(), quoted)
    return [secret, quoted, lower, b64encode(secret.encode()).decode()]


@pytest.mark.parametrize("name", [name for name, adapter in ADAPTERS.items() if adapter.secrets])
def test_no_secret_is_in_any_error_log_line_or_landed_byte(
    name: str,
    trial: Trial,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = [form for secret in trial.adapter.secrets.values() for form in forms(secret)]
    echo = json.dumps({"error": "bad key", "message": " ".join(secrets), "errors": secrets})
    echoes = [answer(echo.encode(), code) for code in (401, 403, 200)]
    for fault in (*echoes, faults.REDIRECT, faults.silence, faults.reset, status(500)):
        trial.server.faults[trial.adapter.place] = (fault,)
        assert trial.go().state == "degraded"
    trial.server.faults.clear()
    monkeypatch.setattr(hosts, "HOSTS", hosts.Hosts())  # a later run tries a silent host again
    assert trial.go().state == "complete"
    texts = [written(trial.attempts.raw), "\n".join([*trial.attempts.lines, caplog.text]).encode()]
    assert "***" in texts[1].decode()
    assert "GET /" in caplog.text
    for secret in secrets:
        assert not [text for text in texts if secret.encode() in text]
