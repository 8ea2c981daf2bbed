"""ROR's changes since its newest dump, over real HTTP on loopback, and their faults."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingestion.fetching import downloads
from ingestion.fetching.credentials import ROR_CLIENT_ID
from ingestion.fetching.http import Client
from ingestion.landing.snapshots import snapshots
from ingestion.sources.ror import fetch as changes
from ingestion.sources.ror import source as ror
from tests.ingestion.fetching import file_faults as faults
from tests.ingestion.fetching.file_faults import (
    Attempts,
    Fault,
    File,
    Handler,
    Publisher,
    Server,
    answer,
    publishing,
    status,
)
from tests.ingestion.ror.faults import (
    CHANGED,
    COUNT,
    DUMP,
    NEXT,
    SINCE,
    Record,
    api_files,
    body,
    dump_files,
    place,
    record,
)


def publisher(dump: Sequence[Record] = DUMP) -> Publisher:
    return Publisher(ror.SOURCE, lambda _, url: dump_files(dump, url), place(2))


@pytest.fixture(autouse=True)
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the seconds that the client would have slept."""
    waits: list[float] = []
    made = functools.partial(Client, sleep=waits.append, timeout=(5, 30))
    monkeypatch.setattr(downloads, "Client", made)
    monkeypatch.setattr(changes, "Client", made)
    monkeypatch.delenv(ROR_CLIENT_ID, raising=False)
    return waits


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server of a dump of 60 organisations, and of three pages of changes since then."""
    with publishing(publisher()) as running:
        running.files.update(api_files(CHANGED, 63))
        monkeypatch.setattr(changes, "API", f"{running.url}/{COUNT}")
        yield running


def attempts(server: Server, raw: Path) -> Attempts:
    source = dataclasses.replace(publisher().at(server.url), homepage=server.url)
    return Attempts(source, raw)


def names(trial: Attempts) -> list[str]:
    return [one.file for one in snapshots(trial.raw, trial.source)]


DUMP_FILE, CHANGES_FILE = "ror/ror-data.zip", f"ror/ror-changes-since-{SINCE}.json"


def raw_rows(records: Sequence[Record]) -> list[tuple[Any, ...]]:
    rows = [
        (one["id"], one["status"], one["names"][0]["value"], one["admin"]["last_modified"]["date"])
        for one in records
    ]
    return sorted(rows)


def held_rows(trial: Attempts) -> list[tuple[Any, ...]]:
    return duckdb.execute(
        "select ror_id, status, name, last_modified::varchar from read_parquet(?) order by all",
        [f"{trial.raw}/ror/*/organizations.parquet"],
    ).fetchall()


def test_changes_since_the_dump_land_as_one_file_next_to_it(server: Server, tmp_path: Path) -> None:
    trial = attempts(server, tmp_path)
    state = trial.go()
    assert (state.state, state.reason, state.stated_rows) == ("complete", "", 63)
    # The record, the dump, the number and three pages.
    assert state.calls == 7
    assert held_rows(trial) == raw_rows([*DUMP, *CHANGED])
    assert "ROR states 63 active organisations" in trial.lines
    plan = "plan: 5 calls for 45 organisations changed since 2026-06-03; 50 calls in 5 minutes"
    assert f"{plan} are allowed" in trial.lines
    _, changed = sorted(snapshots(trial.raw, trial.source), key=lambda one: one.vintage)
    assert (changed.file, changed.rows, changed.vintage_rule) == (CHANGES_FILE, 45, "retrieval")
    assert (changed.licence, changed.citation) == ("CC0-1.0", ror.SOURCE.citation)
    assert json.loads(next(tmp_path.rglob(f"original/{Path(CHANGES_FILE).name}")).read_text())


def test_equal_changes_in_another_order_land_once(server: Server, tmp_path: Path) -> None:
    trial = attempts(server, tmp_path)
    trial.go()
    server.files.update(api_files(CHANGED[::-1], 63))
    assert trial.go().state == "complete"
    assert trial.count() == 2


def test_a_run_without_changes_lands_nothing_and_logs_it(server: Server, tmp_path: Path) -> None:
    server.files.update(api_files([], 60))
    trial = attempts(server, tmp_path)
    state = trial.go()
    assert (state.state, state.stated_rows, state.calls) == ("complete", 60, 5)
    assert names(trial) == [DUMP_FILE]
    assert (
        "nothing has changed since 2026-06-03, the day after the newest date of the dump"
        in trial.lines
    )


def test_changes_are_requested_since_the_newest_dump(server: Server, tmp_path: Path) -> None:
    trial = attempts(server, tmp_path)
    trial.go()
    server.requests.clear()
    trial.go()
    assert (place(1), False) in server.requests
    later = dt.date(2026, 6, 11)
    new = [*DUMP[1:20], *CHANGED]
    for path, file in dump_files(new, server.url).items():
        server.files[path] = dataclasses.replace(file, etag='"2"', modified=faults.TUESDAY)
    server.files.update(api_files([], 63, later))
    assert trial.go().state == "complete"
    assert server.requests[-1] == (place(1, later), False)
    assert trial.count() == 3


def test_a_future_date_does_not_hide_changes(server: Server, tmp_path: Path) -> None:
    wrong = [*DUMP, record(900, "2999-01-01")]
    server.files.update(dump_files(wrong, server.url))
    trial = attempts(server, tmp_path)
    assert trial.go().state == "complete"
    assert len(names(trial)) == 2


RETRYABLE: dict[str, list[Fault]] = {
    "errors": [answer(b'{"errors": ["try later"]}')],
    "nothing": [answer(b"")],
    "a record without id": [answer(body([{"names": []}], 45))],
    "a page that repeats": [answer(body(CHANGED[:20], 45))],
    "an empty page": [answer(body([], 45))],
}


@pytest.mark.parametrize("fault", RETRYABLE)
def test_a_retryable_error_leaves_no_trace_in_the_table(
    fault: str, server: Server, tmp_path: Path
) -> None:
    server.faults[place(2)] = list(RETRYABLE[fault])
    trial = attempts(server, tmp_path)
    state = trial.go()
    assert (state.state, server.faults[place(2)]) == ("complete", [])
    assert held_rows(trial) == raw_rows([*DUMP, *CHANGED])


SHAPE = [{**one, "types": "education"} for one in CHANGED[20:40]]
LASTING: dict[str, tuple[Fault, str]] = {
    "text that is not UTF-8": (
        answer(body(CHANGED[20:40], 45).replace(b'"id": "', b'"id": "\xff')),
        "can't decode byte 0xff",
    ),
    "errors": (
        answer(b'{"errors": ["page \'501\' outside of range 1-500", "b"]}'),
        "HTTP 200 with an error: page '501' outside of range 1-500; b",
    ),
    "a record without id": (
        answer(body([{"admin": {"last_modified": {"date": NEXT}}}], 45)),
        "missing required field `id`",
    ),
    "a record without date": (answer(body([{"id": "x"}], 45)), "missing required field `admin`"),
    "a record of another shape": (
        answer(body(SHAPE, 45)),
        "column 'types', row 22: not of the declared type",
    ),
}


@pytest.mark.parametrize("fault", LASTING)
def test_a_lasting_error_lands_the_dump_and_no_change(
    fault: str, server: Server, tmp_path: Path
) -> None:
    broken, message = LASTING[fault]
    server.faults[place(2)] = (broken,)
    trial = attempts(server, tmp_path)
    state = trial.go()
    assert (state.state, state.succeeded_at, state.stated_rows) == ("degraded", None, 63)
    assert message in state.reason
    assert str(tmp_path) not in state.reason
    assert held_rows(trial) == raw_rows(DUMP)
    server.faults.clear()
    assert trial.go().state == "complete"
    assert held_rows(trial) == raw_rows([*DUMP, *CHANGED])


def test_records_without_a_stated_number_are_an_error(server: Server, tmp_path: Path) -> None:
    server.files[place(1)].body = body(CHANGED[:2], 0)
    trial = attempts(server, tmp_path)
    assert trial.go().reason.endswith("more records than it states, after 2 of 0 organisations")
    assert held_rows(trial) == raw_rows(DUMP)


@pytest.mark.parametrize("total", [0, 20, 44])
def test_a_first_page_that_states_too_few_lands_no_change(
    total: int, server: Server, tmp_path: Path
) -> None:
    server.faults[place(1)] = [answer(body(CHANGED[:total], total))]
    trial = attempts(server, tmp_path)
    assert trial.go().reason.endswith(
        f"the stated number of records changes to 45, after {total} of {total} organisations"
    )
    assert held_rows(trial) == raw_rows(DUMP)
    assert trial.go().state == "complete"
    assert held_rows(trial) == raw_rows([*DUMP, *CHANGED])


@pytest.mark.parametrize("path", [COUNT, place(1)], ids=["number", "first page"])
def test_the_dump_lands_if_the_api_is_down(path: str, server: Server, tmp_path: Path) -> None:
    server.faults[path] = (status(500),)
    trial = attempts(server, tmp_path)
    state = trial.go()
    assert state.state == "degraded"
    assert state.reason == f"{changes.API}: HTTP 500 Internal Server Error (6 attempts)"
    assert held_rows(trial) == raw_rows(DUMP)
    # The dump landed, so it is not fetched again every day while the API is down.
    assert state.whole_at is not None


def test_a_failed_dump_requests_no_change(server: Server, tmp_path: Path) -> None:
    server.faults["ror-data.zip"] = (status(500),)
    trial = attempts(server, tmp_path)
    assert (trial.go().state, trial.count()) == ("degraded", 0)
    assert not any(path.startswith(COUNT) for path, _ in server.requests)


@pytest.mark.parametrize(
    ("client_id", "total", "message"),
    [
        ("", 981, "52 calls for 981 organisations changed since 2026-06-03, more than the 50 in 5"),
        (
            "ID",
            10_001,
            "503 calls for 10,001 organisations changed since 2026-06-03, but ROR gives",
        ),
    ],
)
def test_too_many_changes_wait_for_the_next_dump(
    client_id: str,
    total: int,
    message: str,
    server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(ROR_CLIENT_ID, client_id)
    server.files[place(1)] = File(body(CHANGED[:20], total))
    trial = attempts(server, tmp_path)
    state = trial.go()
    assert (state.state, state.calls) == ("paused", 5)
    assert state.reason.startswith(message)
    assert state.reason.endswith(": the next dump will contain them")
    assert held_rows(trial) == raw_rows(DUMP)


def test_a_dump_without_dates_requests_no_change(server: Server, tmp_path: Path) -> None:
    undated = [{**one, "admin": None} for one in DUMP]
    server.files.update(dump_files(undated, server.url))
    state = attempts(server, tmp_path).go()
    assert (state.state, state.calls) == ("paused", 2)
    assert state.reason.startswith("no stored dump has dated records")


def test_the_client_id_is_sent_with_every_request_to_the_api(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ROR_CLIENT_ID, " Very/Secret+ID ")
    sent: list[str | None] = []

    def record_header(handler: Handler) -> None:
        sent.append(handler.headers["Client-Id"])
        handler.give(handler.file)

    server.faults[COUNT] = (record_header,)
    assert attempts(server, tmp_path).go().state == "complete"
    assert sent == ["Very/Secret+ID"]


def test_real_records_are_equal_from_dump_and_api(
    real_data: Path, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = real_data / "ror" / "ror_subset_schema_v2.json.gz"
    records = json.loads(gzip.decompress(path.read_bytes()))
    days = {one["id"]: one["admin"]["last_modified"]["date"] for one in records}
    newest = max(days.values())
    changed = [one for one in records if days[one["id"]] == newest][:50]
    before = sorted({day for day in days.values() if day < newest})[-1]
    old = [one for one in records if days[one["id"]] == before]
    server.files.update(dump_files(old, server.url))
    since = dt.date.fromisoformat(before) + dt.timedelta(days=1)
    server.files.update(api_files(changed, len(old) + len(changed), since))
    by_api = attempts(server, tmp_path / "api")
    assert by_api.go().state == "complete"
    server.files.update(dump_files([*old, *changed], server.url))
    server.files.update(api_files([], 1, dt.date.fromisoformat(newest) + dt.timedelta(days=1)))
    by_dump = attempts(server, tmp_path / "dump")
    assert by_dump.go().state == "complete"
    differ = "select * exclude (snapshot_id, vintage, source_row) from read_parquet(?) order by all"
    found = [
        duckdb.execute(differ, [f"{one.raw}/ror/*/organizations.parquet"]).fetchall()
        for one in (by_api, by_dump)
    ]
    assert len(found[0]) == len(old) + 50
    assert found[0] == found[1]
