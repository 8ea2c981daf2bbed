"""Faults of listed files over real HTTP on loopback, and wrong ETags."""

from __future__ import annotations

import dataclasses
import functools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingestion.fetching import downloads, http
from ingestion.fetching.http import Client
from ingestion.fetching.state import STATE, TRUST_DAYS
from ingestion.landing.schema import RemoteFile
from ingestion.landing.snapshots import snapshots
from ingestion.sources.ror import fetch as ror_fetch
from tests.ingestion.fetching.file_faults import (
    PUBLISHERS,
    TUESDAY,
    Attempts,
    Publisher,
    Server,
    answer,
    publishing,
    status,
)
from tests.ingestion.servers import drip


@pytest.fixture(scope="module", autouse=True)
def files_alone() -> Iterator[None]:
    """Fetch ROR's dump without the changes by API, which have their own tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ror_fetch, "FETCHERS", (downloads.LISTED_FILES,))
        yield


@pytest.fixture(autouse=True)
def slept(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> list[float]:
    """Return the waits of the client, which does not sleep."""
    waits: list[float] = []
    patience = 0.3 if "timeout" in request.node.name else 30.0
    made = functools.partial(Client, sleep=waits.append, timeout=(5, patience))
    monkeypatch.setattr(downloads, "Client", made)
    if "drips" in request.node.name:
        monkeypatch.setattr(http, "PACE_SECONDS", 0.2)
    return waits


def attempts(publisher: Publisher, server: Server, raw: Path) -> Attempts:
    return Attempts(publisher.at(server.url), raw)


RETRYABLE = {
    "empty body": [answer(b"")],
    "redirect within the host": [status(302, Location="/elsewhere")],
    "a body that drips": [drip],
}


@pytest.mark.parametrize("name", ["epoch", "ror", "ror's record"])
@pytest.mark.parametrize("fault", RETRYABLE)
def test_a_retryable_body_lands_completely(fault: str, name: str, tmp_path: Path) -> None:
    publisher = PUBLISHERS[name]
    with publishing(publisher) as server:
        server.faults[publisher.path] = list(RETRYABLE[fault])
        server.files["elsewhere"] = server.files[publisher.path]
        trial = attempts(publisher, server, tmp_path)
        state = trial.go()
        assert server.faults[publisher.path] == []
    assert (state.state, state.reason) == ("complete", "")
    assert len(trial.table()) >= 20


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"files": [{"key": "a.zip"}]}, "the publisher's list of files lacks 'links'"),
        ([], "the publisher's list of files lacks list indices"),
        ({"files": [{"key": "../a", "links": {"self": "x"}}]}, "'../a' is not a valid file name"),
    ],
)
def test_a_record_of_another_shape_degrades_the_run(
    tmp_path: Path, record: Any, message: str
) -> None:
    publisher = PUBLISHERS["ror"]
    with publishing(publisher) as server:
        server.files["record"].body = json.dumps(record).encode()
        state = attempts(publisher, server, tmp_path).go()
    assert state.state == "degraded"
    assert message in state.reason


@pytest.mark.parametrize(
    ("error", "name"),
    [
        (ZeroDivisionError("with key=1 in it"), "ZeroDivisionError"),
        (OSError(28, "No space left on device"), "OSError (No space left on device)"),
    ],
)
def test_an_unforeseen_error_degrades_the_run_and_its_code_is_logged(
    error: Exception, name: str, tmp_path: Path
) -> None:
    def remote_files(_: object) -> list[RemoteFile]:
        raise error

    publisher = PUBLISHERS["epoch"]
    with publishing(publisher) as server:
        trial = attempts(publisher, server, tmp_path)
        good = trial.go()
        source = trial.source
        trial.source = dataclasses.replace(source, remote_files=remote_files)
        bad = trial.go()
        assert (bad.state, bad.reason) == ("degraded", f"epoch: unforeseen {name}")
        assert bad.succeeded_at == good.succeeded_at
        assert f"{Path(__file__).name}" in trial.lines[-2]
        assert "key=1" not in "".join(trial.lines)
        assert trial.count() == 2
        trial.source = source
        assert trial.go().state == "complete"


def test_not_modified_without_a_stored_file_is_an_error(tmp_path: Path) -> None:
    publisher = PUBLISHERS["clusters"]
    with publishing(publisher) as server:
        server.faults[publisher.path] = (status(304),)
        state = attempts(publisher, server, tmp_path).go()
    assert (state.state, state.succeeded_at) == ("degraded", None)
    assert "HTTP 304 Not Modified, but no snapshot" in state.reason


def test_an_unchanged_file_is_requested_with_its_etag(tmp_path: Path) -> None:
    publisher = PUBLISHERS["epoch"]
    with publishing(publisher) as server:
        trial = attempts(publisher, server, tmp_path)
        trial.go()
        server.requests.clear()
        assert trial.go().state == "complete"
        assert server.requests == [(path, True) for path in publisher.files(1, "")]
    assert trial.count() == 2


def test_equal_bytes_with_a_new_etag_are_no_new_vintage(tmp_path: Path) -> None:
    publisher = PUBLISHERS["clusters"]
    with publishing(publisher) as server:
        trial = attempts(publisher, server, tmp_path)
        trial.go()
        server.files[publisher.path].etag = '"new"'
        server.files[publisher.path].modified = TUESDAY
        assert trial.go().state == "complete"
    assert trial.count() == 1


def test_new_bytes_with_the_old_etag_are_a_new_vintage(tmp_path: Path) -> None:
    publisher = PUBLISHERS["clusters"]
    with publishing(publisher) as server:
        trial = attempts(publisher, server, tmp_path)
        trial.go()
        publisher.fill(server, 2)
        server.files[publisher.path].modified = TUESDAY
        old = server.files[publisher.path]
        server.faults[publisher.path] = [
            answer(old.body, ETag=old.etag, Last_Modified=old.modified)
        ]
        trial.go()
    assert [s.vintage for s in snapshots(trial.raw, trial.source)] == ["2026-08-03", "2026-08-04"]


@pytest.mark.parametrize("full", [False, True], ids=["after days", "full"])
def test_a_304_is_not_trusted_for_ever(tmp_path: Path, full: bool) -> None:
    publisher = PUBLISHERS["epoch"]
    with publishing(publisher) as server:
        trial = attempts(publisher, server, tmp_path)
        trial.go()
        publisher.fill(server, 2)
        for file in server.files.values():
            file.lies = True
        trial.age(TRUST_DAYS - 0.1)
        before = trial.go()
        assert (before.state, trial.count()) == ("complete", 2)
        if not full:
            trial.age(TRUST_DAYS + 0.1)
        after = trial.go(full=full)
        assert (after.state, trial.count()) == ("complete", 4)
        assert str(after.whole_at) > str(before.whole_at)
        server.requests.clear()
        trial.go()
        assert all(conditional for _, conditional in server.requests)


def test_listed_files_land_together_or_not_at_all(tmp_path: Path) -> None:
    publisher = PUBLISHERS["epoch"]
    with publishing(publisher) as server:
        server.files["all_ai_models.csv"].body = b"Model\nonly\n"
        trial = attempts(publisher, server, tmp_path)
        assert "column 'organization': a required column is missing" in trial.go().reason
    assert trial.count() == 0
    left = sorted(path.name for path in (tmp_path / "epoch").iterdir())
    assert left == ["_schema", "_set_aside", "_withdrawn", STATE]


@pytest.mark.parametrize("name", ["epoch", "clusters", "ror"])
def test_a_file_that_lost_most_of_its_rows_lands_only_with_full(name: str, tmp_path: Path) -> None:
    publisher = PUBLISHERS[name]
    with publishing(publisher) as server:
        trial = attempts(publisher, server, tmp_path)
        publisher.fill(server, 3)
        assert trial.go().state == "complete"
        before = trial.table()
        publisher.fill(server, 1)
        for file in server.files.values():
            file.etag = '"2"'
        state = trial.go()
        assert "20 rows, less than half of the 60 stored rows; --full lands it" in state.reason
        assert (state.state, trial.table()) == ("degraded", before)
        # It is no error if a file loses less than half of its rows.
        publisher.fill(server, 2)
        assert trial.go().state == "complete"
        publisher.fill(server, 1)
        assert trial.go(full=True).state == "complete"
        assert len(trial.table()) > len(before)
