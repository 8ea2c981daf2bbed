"""Sources of files over real HTTP on loopback: every documented failure, and ETags that lie."""

from __future__ import annotations

import dataclasses
import functools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingestion.fetching import downloads, http
from ingestion.fetching import downloads as download
from ingestion.fetching.http import Client
from ingestion.fetching.state import STATE, TRUST_DAYS
from ingestion.landing.schema import RemoteFile
from ingestion.landing.snapshots import snapshots
from ingestion.sources.ror import fetch as ror_fetch
from tests.ingestion.fetching import file_faults as faults
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
    """ROR's dump without what its API has changed since, which has tests of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ror_fetch, "FETCHERS", (downloads.LISTED_FILES,))
        yield


@pytest.fixture(autouse=True)
def slept(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> list[float]:
    """What the client slept instead of sleeping."""
    waits: list[float] = []
    patience = 0.3 if "timeout" in request.node.name else 30.0
    made = functools.partial(Client, sleep=waits.append, timeout=(5, patience))
    monkeypatch.setattr(downloads, "Client", made)
    if "drips" in request.node.name:
        monkeypatch.setattr(http, "PACE_SECONDS", 0.2)
    return waits


def attempts(publisher: Publisher, server: Server, raw: Path) -> Attempts:
    return Attempts(publisher.at(server.url), raw)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[Any, ...]]]:
    """The tables without any fault."""
    tables = {}
    for name, publisher in PUBLISHERS.items():
        with publishing(publisher) as server:
            trial = attempts(publisher, server, tmp_path_factory.mktemp("whole"))
            assert trial.go().state == "complete"
            tables[name] = trial.table()
    assert all(len(table) >= 20 for table in tables.values())
    return tables


# Clusters come as the lists of models do: as CSV.
KINDS = [name for name in PUBLISHERS if name != "clusters"]
PASSING = {
    "429 burst": [status(429, Retry_After="2")] * 2,
    "500": [status(500)] * 3,
    "503 with Retry-After": [status(503, Retry_After="7")],
    "timeout": [faults.silence],
    "reset in the body": [faults.reset],
    "gzip": [faults.packed],
    "truncated gzip": [faults.truncated],
    "Content-Length too long": [faults.too_long],
    "HTML once": [answer(faults.HTML, Content_Type="text/html")],
    "nothing once": [answer(b"")],
    "unasked encoding": [answer(b"x", Content_Encoding="br")],
    "redirect within the host": [status(302, Location="/elsewhere")],
    "a body that drips": [drip],
    "503 with a Retry-After that is none": [
        status(503, Retry_After="Mon, 03 Aug 2020 10:00:00"),
        status(503, Retry_After="Mon, 03 Aug 2020 10:00:00 -0000"),
        status(503, Retry_After="nan"),
    ],
}


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("fault", PASSING)
def test_passing_trouble_leaves_no_trace_in_the_table(
    fault: str, name: str, whole: dict[str, list[tuple[Any, ...]]], tmp_path: Path
) -> None:
    publisher = PUBLISHERS[name]
    with publishing(publisher) as server:
        server.faults[publisher.path] = list(PASSING[fault])
        server.files["elsewhere"] = server.files[publisher.path]
        trial = attempts(publisher, server, tmp_path)
        state = trial.go()
        assert server.faults[publisher.path] == []
    assert (state.state, state.reason) == ("complete", "")
    assert trial.table() == whole[name]


def test_what_the_server_asks_to_wait_is_waited(tmp_path: Path, slept: list[float]) -> None:
    publisher = PUBLISHERS["clusters"]
    with publishing(publisher) as server:
        server.faults[publisher.path] = [
            status(503, Retry_After="7"),
            status(429, Retry_After="3"),
        ]
        state = attempts(publisher, server, tmp_path).go()
    assert (slept, state.calls) == ([7, 3], 3)


LASTING = {
    "429": (status(429, Retry_After="1"), "HTTP 429 Too Many Requests (6 attempts)"),
    "429 spent": (status(429, Retry_After="50000"), "it asks to wait for 50000 s"),
    "500": (status(500), "HTTP 500 Internal Server Error (6 attempts)"),
    "403": (status(403), "HTTP 403 Forbidden: try later"),
    "truncated gzip": (faults.truncated, "not complete gzip (6 attempts)"),
    "HTML": (answer(faults.HTML, Content_Type="text/html"), "attempts)"),
    "HTML under another name": (answer(faults.HTML), ""),
    "200 with an error": (answer(faults.ERROR), ""),
    "403 without an end to its nesting": (answer(faults.DEEP, 403), "HTTP 403 Forbidden"),
    "JSON that is not UTF-8": (answer(faults.NOT_UTF8), ""),
    "JSON without an end to its nesting": (answer(faults.DEEP), ""),
    "redirect to no URL": (faults.NO_URL, "a redirect to no host is not followed"),
    "redirect to another host": (faults.REDIRECT, "a redirect to elsewhere.invalid is not follow"),
    "endless body": (faults.endless, "the body is larger than 200000 bytes"),
    "gzip bomb": (faults.BOMB, "the body is larger than 200000 bytes"),
    "Content-Length too short": (faults.too_short, ""),
}


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("fault", LASTING)
def test_lasting_trouble_lands_nothing_and_what_is_held_stays(
    fault: str,
    name: str,
    whole: dict[str, list[tuple[Any, ...]]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(download, "MAX_BYTES", 200_000)
    monkeypatch.setattr(download, "MAX_JSON_BYTES", 200_000)
    publisher = PUBLISHERS[name]
    broken, message = LASTING[fault]
    with publishing(publisher) as server:
        trial = attempts(publisher, server, tmp_path)
        good = trial.go()
        publisher.fill(server, 2)
        for file in server.files.values():
            file.etag = '"2"'
        server.faults[publisher.path] = (broken,)
        bad = trial.go()
        assert (bad.state, bad.succeeded_at) == ("degraded", good.succeeded_at)
        assert message in bad.reason
        assert bad.reason.startswith((server.url, publisher.source.name, "all_ai", "gpu", "ror"))
        assert str(tmp_path) not in bad.reason
        assert "key=1" not in bad.reason
        assert trial.table() == whole[name]
        server.faults.clear()
        assert trial.go().state == "complete"
    assert len(trial.table()) == 3 * len(whole[name])


def test_a_server_that_is_gone_leaves_what_is_held(tmp_path: Path) -> None:
    publisher = PUBLISHERS["epoch"]
    with publishing(publisher) as server:
        trial = attempts(publisher, server, tmp_path)
        trial.go()
    assert trial.go().reason.endswith("ConnectionError while reading it (6 attempts)")
    assert trial.held() == 2


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"files": [{"key": "a.zip"}]}, "the publisher's list of files lacks 'links'"),
        ([], "the publisher's list of files lacks list indices"),
        ({"files": [{"key": "../a", "links": {"self": "x"}}]}, "'../a' is not a valid file name"),
    ],
)
def test_a_record_of_another_shape_is_no_crash(tmp_path: Path, record: Any, message: str) -> None:
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
def test_an_unforeseen_error_degrades_the_source_and_its_place_is_said(
    error: Exception, name: str, tmp_path: Path
) -> None:
    def remote_files(_: object) -> list[RemoteFile]:
        raise error

    publisher = PUBLISHERS["epoch"]
    with publishing(publisher) as server:
        trial = attempts(publisher, server, tmp_path)
        good = trial.go()
        whole = trial.source
        trial.source = dataclasses.replace(whole, remote_files=remote_files)
        bad = trial.go()
        assert (bad.state, bad.reason) == ("degraded", f"epoch: unforeseen {name}")
        assert bad.succeeded_at == good.succeeded_at
        assert f"{Path(__file__).name}" in trial.said[-2]
        assert "key=1" not in "".join(trial.said)
        assert trial.held() == 2
        trial.source = whole
        assert trial.go().state == "complete"


def test_not_modified_is_no_answer_to_who_holds_nothing(tmp_path: Path) -> None:
    publisher = PUBLISHERS["clusters"]
    with publishing(publisher) as server:
        server.faults[publisher.path] = (status(304),)
        state = attempts(publisher, server, tmp_path).go()
    assert (state.state, state.succeeded_at) == ("degraded", None)
    assert "HTTP 304 Not Modified, but no snapshot" in state.reason


def test_an_unchanged_file_is_asked_for_with_its_etag_and_not_sent(tmp_path: Path) -> None:
    publisher = PUBLISHERS["epoch"]
    with publishing(publisher) as server:
        trial = attempts(publisher, server, tmp_path)
        trial.go()
        server.asked.clear()
        assert trial.go().state == "complete"
        assert server.asked == [(path, True) for path in publisher.files(1, "")]
    assert trial.held() == 2


def test_a_new_etag_of_the_same_bytes_is_no_new_vintage(tmp_path: Path) -> None:
    publisher = PUBLISHERS["clusters"]
    with publishing(publisher) as server:
        trial = attempts(publisher, server, tmp_path)
        trial.go()
        server.files[publisher.path].etag = '"new"'
        server.files[publisher.path].modified = TUESDAY
        assert trial.go().state == "complete"
    assert trial.held() == 1


def test_new_bytes_under_the_old_etag_are_a_new_vintage(tmp_path: Path) -> None:
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
def test_a_server_that_denies_a_change_is_not_believed_for_ever(tmp_path: Path, full: bool) -> None:
    publisher = PUBLISHERS["epoch"]
    with publishing(publisher) as server:
        trial = attempts(publisher, server, tmp_path)
        trial.go()
        publisher.fill(server, 2)
        for file in server.files.values():
            file.lies = True
        trial.age(TRUST_DAYS - 0.1)
        before = trial.go()
        assert (before.state, trial.held()) == ("complete", 2)
        if not full:
            trial.age(TRUST_DAYS + 0.1)
        after = trial.go(full=full)
        assert (after.state, trial.held()) == ("complete", 4)
        assert str(after.whole_at) > str(before.whole_at)
        server.asked.clear()
        trial.go()
        assert all(conditional for _, conditional in server.asked)


def test_of_a_list_of_files_all_are_landed_or_none(tmp_path: Path) -> None:
    publisher = PUBLISHERS["epoch"]
    with publishing(publisher) as server:
        server.files["all_ai_models.csv"].body = b"Model\nonly\n"
        trial = attempts(publisher, server, tmp_path)
        assert "column 'organization': a required column is missing" in trial.go().reason
    assert trial.held() == 0
    assert sorted(path.name for path in (tmp_path / "epoch").iterdir()) == ["_schema", STATE]


@pytest.mark.parametrize("name", ["epoch", "clusters", "ror"])
def test_a_file_that_has_lost_most_of_its_rows_lands_only_in_full(
    name: str, tmp_path: Path
) -> None:
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
        # A half is no error.
        publisher.fill(server, 2)
        assert trial.go().state == "complete"
        publisher.fill(server, 1)
        assert trial.go(full=True).state == "complete"
        assert len(trial.table()) > len(before)
