"""The contract that every source meets, over real HTTP on loopback."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote_plus

import pytest

from ingestion.credentials import PAPERCOPILOT_SWITCH
from ingestion.landing.snapshots import TEMPORARY_PREFIX
from ingestion.registry import SOURCES
from ingestion.state import SourceState, state_of
from tests.builders import ROOT
from tests.contract.sites import SITES, Site
from tests.ingestion.servers import Fault, answer, cut, silence, status
from tests.ingestion.sources.refreshes import Refreshes, refreshing

LASTING = 200


class Trial(Refreshes):
    """Refreshes of a source, which also fetch files that are not due, and the source's faults."""

    @property
    def site(self) -> Site:
        return SITES[self.name]

    def state(self) -> SourceState:
        """Refresh the source once, and return its stored state."""
        self.refresh(full=True)
        return state_of(self.raw, SOURCES[self.name])

    def fail(self, fault: Fault, times: int = LASTING) -> None:
        self.server.faults[self.site.place] = [fault] * times

    def snapshot_ids(self) -> list[str]:
        return [snapshot.snapshot_id for snapshot in self.snapshots()]


@pytest.fixture(params=SITES)
def trial(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Trial]:
    with refreshing(request.param, tmp_path) as refreshes:
        yield Trial(**vars(refreshes))


def test_every_source_with_a_publisher_meets_the_contract() -> None:
    assert SITES.keys() == SOURCES.keys() - {"lists", "own_models", "reduced"}


def test_an_error_that_passes_is_retried(trial: Trial) -> None:
    trial.fail(status(500), times=2)
    state = trial.state()
    assert (state.state, state.reason) == ("complete", "")
    assert state.calls == len(trial.server.requests)
    assert trial.rows("*")


def test_an_error_that_lasts_degrades_the_source_and_stored_data_stays(trial: Trial) -> None:
    before = trial.state()
    ids = trial.snapshot_ids()
    trial.server.respond = trial.site.respond(2)
    for fault, reason in (
        (status(403), "HTTP 403 Forbidden: try later"),
        (cut, "the answer is cut: ChunkedEncodingError (5 attempts)"),
    ):
        trial.fail(fault)
        state = trial.state()
        assert (state.state, state.succeeded_at) == ("degraded", before.succeeded_at)
        assert reason in state.reason
        assert set(trial.snapshot_ids()) >= set(ids)
    trial.server.faults.clear()
    assert trial.state().state == "complete"
    assert len(trial.snapshot_ids()) == 2 * len(ids)


def test_a_long_wait_pauses_the_source(trial: Trial) -> None:
    trial.fail(status(429, Retry_After="5000"))
    state = trial.state()
    assert (state.state, state.calls) == ("paused", len(trial.server.requests))
    assert f"{trial.site.host}: it asks us to wait until 20" in state.reason
    assert trial.snapshot_ids() == []


# A publisher of files, and one of pages: what a kill leaves is the same code for all sources.
@pytest.mark.parametrize("trial", ["crossref", "epoch"], indirect=True)
def test_a_killed_refresh_leaves_no_snapshot_and_the_next_one_completes(trial: Trial) -> None:
    trial.fail(silence, times=1)
    command = [sys.executable, "-m", "tests.contract.alone", trial.name, trial.server.url]
    with subprocess.Popen([*command, str(trial.raw)], cwd=ROOT) as child:
        while not any(path.startswith(trial.site.place) for path in trial.server.requests):
            assert child.poll() is None
            time.sleep(0.01)
        child.kill()
    assert trial.snapshot_ids() == []
    assert trial.state().state == "complete"
    assert trial.rows("*")
    assert not list(trial.raw.rglob(f"{TEMPORARY_PREFIX}*"))


@pytest.mark.parametrize("trial", ["papercopilot"], indirect=True)
def test_a_source_is_off_by_configuration(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PAPERCOPILOT_SWITCH)
    assert trial.state().state == "off"
    assert trial.server.requests == []


@pytest.mark.parametrize(
    "trial", [name for name, site in SITES.items() if site.secrets], indirect=True
)
def test_no_key_is_in_a_reason_a_log_line_or_a_stored_byte(
    trial: Trial, caplog: pytest.LogCaptureFixture
) -> None:
    keys = [form for secret in trial.site.secrets.values() for form in (secret, quote_plus(secret))]
    caplog.set_level(logging.DEBUG)
    echo = json.dumps({"error": "unknown key", "message": " ".join(keys)})
    for fault in (answer(echo, 403), answer(echo), status(500), cut):
        trial.fail(fault)
        assert trial.state().state == "degraded"
    trial.server.faults.clear()
    assert trial.state().state == "complete"
    content = b"".join(path.read_bytes() for path in trial.raw.rglob("*") if path.is_file())
    texts = "\n".join([*trial.lines, caplog.text, str(trial.rows("*")), content.decode("latin-1")])
    assert "unknown key: *** ***" in texts
    assert not [key for key in keys if key in texts]
