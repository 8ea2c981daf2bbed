"""Faults of arXiv's OAI-PMH over real HTTP on loopback, and the rows that land."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import functools
import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from ingestion.errors import IngestionError
from ingestion.landing import xml
from ingestion.landing.snapshots import Snapshot, snapshots
from ingestion.sources.arxiv import api, fetch
from ingestion.sources.arxiv import parse as records
from ingestion.sources.arxiv.api import SECONDS_A_CALL, ArxivApi
from ingestion.sources.arxiv.fetch import EARLIEST, DateRange, date_ranges, missing
from ingestion.sources.arxiv.selection import categories, sets
from ingestion.sources.arxiv.source import SOURCE
from tests.builders import ROOT, land_file
from tests.ingestion.arxiv import faults as arxiv_faults
from tests.ingestion.arxiv.faults import (
    NOON,
    TODAY,
    DatedHandler,
    Oai,
    deleted,
    listed,
    record,
    refused,
    zipped,
)
from tests.ingestion.fetching import file_faults
from tests.ingestion.fetching import file_faults as faults
from tests.ingestion.fetching.file_faults import answer, status, time_limits
from tests.ingestion.servers import serving

DAY = dt.timedelta(days=1)
MONTH = TODAY.replace(day=1)
START = (MONTH - DAY).replace(day=1)
OLD = f"cs_{START}_{MONTH - DAY}.zip"


@dataclasses.dataclass
class Attempts(file_faults.Attempts):
    """Harvests into one folder, with a clock that moves only while the client waits."""

    without: str = "part, source_row, unmapped"

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)

    def clock(self) -> float:
        return sum(self.waits)

    def ids(self) -> list[str]:
        """Return the ids of selected records."""
        return [row[0] for row in self.table() if row[-1]]

    def files(self) -> list[str]:
        return sorted(one.file.removeprefix("arxiv/") for one in snapshots(self.raw, SOURCE))


def fill(server: Oai) -> None:
    """Serve three old pages and one new page of a set, and one page of each age of another."""
    pages = [[record(n) for n in range(p, p + 3)] for p in (1, 4, 7)]
    server.fill("cs/old", *pages)
    day = str(TODAY)
    unwanted = record(21, datestamp=day, categories="cs.DB")
    server.fill("cs/new", [record(20, datestamp=day), unwanted, deleted(22, day)])
    server.fill("stat/old", [record(30, categories="stat.ME cs.LG")])
    server.fill("stat/new", [record(31, datestamp=day)])


WHOLE = [f"2501.{n:05}" for n in (*range(1, 10), 20, 22, 30, 31)]


@pytest.fixture
def oai() -> Iterator[Oai]:
    server = Oai()
    fill(server)
    with serving(server):
        yield server


@pytest.fixture
def trial(
    oai: Oai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Attempts:
    made = Attempts(SOURCE, tmp_path / "raw")
    limits = time_limits(request)
    local = functools.partial(
        ArxivApi, base=f"{oai.url}/oai", sleep=made.sleep, clock=made.clock, timeout=limits
    )
    monkeypatch.setattr(fetch, "ArxivApi", local)
    monkeypatch.setattr(fetch, "EARLIEST", START)
    monkeypatch.setattr(fetch, "now", lambda: NOON)
    monkeypatch.setattr(fetch, "sets", lambda: ["cs", "stat"])
    return made


def test_ranges_land_as_received_and_the_run_logs_its_plan(oai: Oai, trial: Attempts) -> None:
    state = trial.go()
    assert (state.state, state.reason, state.calls) == ("complete", "", 6)
    assert trial.ids() == WHOLE
    assert trial.lines[0] == (
        f"plan: 4 date ranges of cs, stat from {START}, at least a call for each and 3 s for each"
        " call, 0 minutes or more; no date range starts after 15 minutes"
    )
    assert trial.lines[1:3] == [
        f"{OLD}: 9 records, 9 of them selected",
        f"stat_{START}_{MONTH - DAY}.zip: 1 records, 1 of them selected",
    ]
    assert oai.queries[0] == {
        "verb": ["ListRecords"],
        "metadataPrefix": ["arXivRaw"],
        "set": ["cs"],
        "until": [f"{MONTH - DAY}"],
    }
    assert oai.queries[1] == {"verb": ["ListRecords"], "resumptionToken": ["cs/old/2&more=%20"]}
    assert oai.queries[-1]["from"] == [f"{MONTH}"]
    stored = {one.file: one for one in snapshots(trial.raw, SOURCE)}
    new = stored[f"arxiv/cs_{MONTH}_{TODAY}.zip"]
    assert (new.rows, new.vintage) == (3, TODAY.isoformat())
    assert new.url == (
        "https://oaipmh.arxiv.org/oai?verb=ListRecords&metadataPrefix=arXivRaw&set=cs"
        f"&from={MONTH}&until={TODAY}"
    )
    original = trial.raw / "arxiv" / stored[f"arxiv/{OLD}"].snapshot_id / "original" / OLD
    with zipfile.ZipFile(original) as pages:
        assert pages.namelist() == ["00001.xml", "00002.xml", "00003.xml"]
        assert pages.read("00002.xml") == oai.files["cs/old/2"].body


def test_a_selected_record_lands_completely_and_another_one_as_its_header(
    trial: Attempts,
) -> None:
    trial.go()
    rows = {row[0]: row for row in trial.table()}
    assert rows["2501.00001"][1:] == (
        dt.date(2026, 1, 2),
        False,
        dt.date(2025, 1, 5),
        dt.date(2026, 1, 6),
        2,
        "A synthetic paper & its number 1",
        "Ada One, Bob Two",
        ["cs.LG", "stat.ML"],
        "10.0/1",
        "J. Synth. 1",
        "http://creativecommons.org/licenses/by/4.0/",
        ["cs:cs:LG", "stat:stat:ML"],
        True,
    )
    assert rows["2501.00021"][1:3] == (TODAY, False)
    assert rows["2501.00021"][3:] == (*[None] * 9, ["cs:cs:LG", "stat:stat:ML"], False)
    assert rows["2501.00022"][1:6] == (TODAY, True, None, None, 0)
    assert rows["2501.00022"][6:] == (*[None] * 6, ["cs:cs:LG"], True)


def test_calls_are_at_least_three_seconds_apart(oai: Oai, trial: Attempts) -> None:
    oai.faults["cs/old/2"] = [status(503, Retry_After="1")]
    trial.go()
    assert trial.waits == [SECONDS_A_CALL, 1, SECONDS_A_CALL - 1, *[SECONDS_A_CALL] * 4]


RETRYABLE = {
    "503 that need not wait": [status(503, Retry_After="0")],
    "JSON once": [answer(faults.ERROR)],
    "200 with an error once": [answer(refused("badArgument"))],
    "a refused token once": [answer(refused("badResumptionToken"))],
    "a list that is gone once": [answer(refused("noRecordsMatch"))],
    "an empty page with a token once": [arxiv_faults.page(token="cs/old/3")],
    "a changed schema once": [arxiv_faults.page(record(4, title=None), token="cs/old/3")],
    "records of the page before": [
        arxiv_faults.page(*[record(n) for n in (3, 4, 5, 6)], token="cs/old/3")
    ],
}


@pytest.mark.parametrize("fault", RETRYABLE)
def test_a_retryable_error_leaves_no_trace_in_the_table(
    fault: str, oai: Oai, trial: Attempts
) -> None:
    oai.faults["cs/old/2"] = list(RETRYABLE[fault])
    state = trial.go()
    assert oai.faults["cs/old/2"] == []
    assert (state.state, state.reason) == ("complete", "")
    assert trial.ids() == WHOLE


LASTING: dict[str, tuple[faults.Fault, str]] = {
    "HTML": (answer(faults.HTML), "the answer is a web page, not a list of records"),
    "JSON": (answer(faults.ERROR), "not well-formed XML: not well-formed"),
    "200 with an error": (answer(refused("badArgument", "So?")), "an error: badArgument: So?"),
    "a refused token": (answer(refused("badResumptionToken")), "badResumptionToken: Synthetic."),
    "a list that is gone": (answer(refused("noRecordsMatch")), "noRecordsMatch: Synthetic."),
    "a changed schema": (arxiv_faults.page(record(4, title=None)), "a record lacks title"),
    "another namespace": (
        answer(listed(record(4)).replace(b"OAI/arXivRaw/", b"OAI/arXivRare/")),
        "a record lacks title, categories, updated",
    ),
    "another publisher": (
        answer(listed(record(4)).replace(b"oai:arXiv.org:", b"oai:else.org:")),
        "not an identifier of arXiv",
    ),
    "a date that is none": (
        arxiv_faults.page(record(4, versions=["soon"])),
        "'soon' is not a date of a version",
    ),
    "text that is not UTF-8": (
        answer(listed(record(4, title="\xfc")).replace("\xfc".encode(), b"\xff")),
        "not well-formed XML",
    ),
}


@pytest.mark.parametrize("fault", LASTING)
def test_a_broken_range_lands_nothing_and_does_not_stop_the_others(
    fault: str, oai: Oai, trial: Attempts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "MAX_PAGE_BYTES", 200_000)
    broken, message = LASTING[fault]
    oai.faults["cs/old/2"] = (broken,)
    bad = trial.go()
    assert (bad.state, bad.succeeded_at) == ("degraded", None)
    assert bad.reason.startswith(f"arxiv: {OLD}: ")
    assert message in bad.reason
    assert trial.ids() == WHOLE[9:]
    oai.faults.clear()
    oai.requests.clear()
    assert trial.go().state == "complete"
    assert [place for place, _ in oai.requests] == ["cs/old/1", "cs/old/2", "cs/old/3"]
    assert trial.ids() == WHOLE
    assert sorted({path.name[0] for path in (trial.raw / "arxiv").iterdir()}) == ["2", "_", "s"]


@pytest.mark.parametrize("code", [429, 503])
def test_a_long_wait_pauses_the_run_and_a_later_run_continues(
    code: int, oai: Oai, trial: Attempts
) -> None:
    oai.faults["cs/new/1"] = [status(code, Retry_After="3000")]
    state = trial.go()
    assert (state.state, state.succeeded_at) == ("paused", None)
    assert state.reason.endswith("; the server asks to wait for 3000 s; a later run continues")
    assert trial.ids() == [*WHOLE[:9], WHOLE[11]]
    oai.requests.clear()
    assert trial.go().state == "complete"
    assert [place for place, _ in oai.requests] == ["cs/new/1", "stat/new/1"]
    assert trial.ids() == WHOLE


def test_a_run_starts_no_range_after_its_time_and_finishes_the_current_one(
    oai: Oai, trial: Attempts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "MAX_SECONDS", SECONDS_A_CALL - 1)
    state = trial.go()
    assert (state.state, state.calls) == ("paused", 3)
    assert state.reason == "3 date ranges are left; a later run continues"
    assert trial.ids() == WHOLE[:9]
    assert [trial.go().state, trial.go().state] == ["paused", "complete"]
    assert trial.ids() == WHOLE
    state = trial.go(full=True)
    assert (state.state, state.calls) == ("complete", 6)
    assert state.whole_at is not None


def test_a_range_without_a_selected_record_is_part_of_the_next_file(
    oai: Oai, trial: Attempts
) -> None:
    oai.fill("cs/old", [record(1, categories="cs.DB")])
    del oai.files["stat/old/1"]
    assert trial.go().state == "complete"
    assert trial.files() == [f"cs_{START}_{TODAY}.zip", f"stat_{START}_{TODAY}.zip"]
    assert "from" not in oai.queries[-1]
    oai.requests.clear()
    assert (trial.go().state, oai.requests) == ("complete", [])


def test_a_listing_with_a_refused_token_starts_three_times(oai: Oai, trial: Attempts) -> None:
    oai.faults["cs/old/3"] = (answer(refused("badResumptionToken")),)
    trial.go()
    places = [place for place, _ in oai.requests]
    assert places[:9] == ["cs/old/1", "cs/old/2", "cs/old/3"] * 3
    assert sum("it is restarted" in line for line in trial.lines) == 2


def test_a_listing_as_long_as_stated_is_complete(oai: Oai, trial: Attempts) -> None:
    oai.fill("cs/old", [record(n) for n in range(1, 6)], [record(n) for n in range(6, 10)], size=9)
    assert trial.go().state == "complete"
    assert trial.ids() == WHOLE


def test_an_endless_listing_is_rejected(
    oai: Oai, trial: Attempts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "MAX_PAGES", 2)
    assert "it does not end within 2 pages" in trial.go().reason


RUN = """
import datetime, functools, sys
from pathlib import Path
from ingestion.sources.arxiv import fetch
from ingestion.landing.snapshots import connect
from ingestion.fetching.request import RefreshRequest, RefreshRun
from ingestion.refresh import refresh
from ingestion.sources.arxiv.source import SOURCE
fetch.ArxivApi = functools.partial(fetch.ArxivApi, base=sys.argv[1], sleep=lambda _: None)
fetch.EARLIEST = datetime.date.fromisoformat(sys.argv[3])
fetch.now = lambda: datetime.datetime.fromisoformat(sys.argv[4])
fetch.sets = lambda: ["cs", "stat"]
with connect() as connection:
    refresh(connection, SOURCE, Path(sys.argv[2]), RefreshRequest(), RefreshRun(print))
"""


def test_a_killed_run_leaves_complete_ranges_and_a_later_run_continues(
    oai: Oai, trial: Attempts, tmp_path: Path
) -> None:
    oai.faults["cs/new/1"] = [faults.silence]
    command = [
        sys.executable,
        "-c",
        RUN,
        f"{oai.url}/oai",
        str(trial.raw),
        *map(str, (START, NOON)),
    ]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as run:
        while trial.count() < 2:
            assert run.poll() is None
            time.sleep(0.01)
        run.kill()
    oai.requests.clear()
    assert trial.go().state == "complete"
    assert [place for place, _ in oai.requests] == ["cs/new/1", "stat/new/1"]
    assert trial.ids() == WHOLE


class Months:
    """A server that answers by the first requested day, and harvests on any day."""

    def __init__(self, server: Oai, trial: Attempts, monkeypatch: pytest.MonkeyPatch) -> None:
        server.RequestHandlerClass = DatedHandler
        server.files.clear()
        self.server, self.trial, self.now = server, trial, NOON
        monkeypatch.setattr(fetch, "now", lambda: self.now)
        monkeypatch.setattr(fetch, "EARLIEST", dt.date(2026, 5, 1))
        monkeypatch.setattr(fetch, "sets", lambda: ["cs"])

    def has(self, number: int, day: str, first: str | None = None, **changes: Any) -> None:
        """Put a record into the date range that starts with its month, or with a given day."""
        first = f"{day[:7]}-01" if first is None else first
        self.server.fill(f"cs/{first}", [record(number, datestamp=day, **changes)])

    def fill(self) -> None:
        """Serve records 5 to 9 in May to September; the first month has no lower bound."""
        for month in range(5, 10):
            self.has(month, f"2026-0{month}-02", "" if month == 5 else None)

    def go(self, day: str, *, full: bool = False) -> tuple[str, list[str]]:
        """Run on a day; return the state and the first days of the requested date ranges."""
        self.now = dt.datetime.fromisoformat(f"{day}T12:00:00+00:00")
        self.server.requests.clear()
        state = self.trial.go(full=full)
        return state.state, [place.split("/")[1] for place, _ in self.server.requests]

    def ids(self) -> list[int]:
        return [int(one[-5:]) for one in self.trial.ids()]


@pytest.fixture
def months(oai: Oai, trial: Attempts, monkeypatch: pytest.MonkeyPatch) -> Months:
    made = Months(oai, trial, monkeypatch)
    made.fill()
    return made


def remove(trial: Attempts, first: str) -> None:
    """Remove the snapshot that starts with a day."""
    (gone,) = (trial.raw / "arxiv").glob(f"*_cs-{first}-*")
    shutil.rmtree(gone)


def test_a_broken_range_leaves_a_gap_and_later_runs_request_only_the_gap(
    months: Months,
) -> None:
    months.server.faults["cs/2026-06-01/1"] = (status(404),)
    requested = ["", "2026-06-01", "2026-07-01", "2026-08-01", "2026-09-01"]
    assert months.go("2026-09-20") == ("degraded", requested)
    assert months.ids() == [5, 7, 8, 9]
    # New days come before a gap that may stay broken.
    months.has(10, "2026-09-20", "2026-09-19")
    assert months.go("2026-09-21") == ("degraded", ["2026-09-19", "2026-06-01"])
    months.server.faults.clear()
    assert months.go("2026-09-21") == ("complete", ["2026-06-01"])
    assert months.ids() == [5, 6, 7, 8, 9, 10]


def test_a_set_is_given_up_after_three_broken_ranges_in_a_row(months: Months) -> None:
    for month in ("05", "07", "08", "09"):
        first = "" if month == "05" else f"2026-{month}-01"
        months.server.faults[f"cs/{first}/1"] = (status(404),)
    state, requested = months.go("2026-11-20")
    assert (state, requested) == (
        "degraded",
        ["", *[f"2026-0{month}-01" for month in range(6, 10)]],
    )
    assert months.ids() == [6]


def test_only_a_range_that_does_not_land_is_requested_again(months: Months) -> None:
    assert months.go("2026-09-20")[0] == "complete"
    remove(months.trial, "2026-06-01")
    months.has(6, "2026-06-0x")
    for _ in range(2):
        assert months.go("2026-09-20") == ("degraded", ["2026-06-01"])
        assert months.ids() == [5, 7, 8, 9]
    months.has(6, "2026-06-02")
    assert months.go("2026-09-20") == ("complete", ["2026-06-01"])
    assert months.ids() == [5, 6, 7, 8, 9]


def test_an_empty_gap_lands_with_stored_days_before_it(months: Months) -> None:
    months.go("2026-09-20")
    remove(months.trial, "2026-07-01")
    del months.server.files["cs/2026-07-01/1"]
    months.has(6, "2026-06-02", "2026-05-31", title="In another answer")
    assert months.go("2026-09-20") == ("complete", ["2026-07-01", "2026-05-31"])
    assert months.go("2026-09-20") == ("complete", [])
    assert "cs_2026-05-31_2026-07-31.zip" in months.trial.files()


def test_a_set_that_is_behind_is_due_the_next_day(months: Months) -> None:
    months.server.faults["cs/2026-09-01/1"] = [status(404)]
    assert months.go("2026-09-03")[0] == "degraded"
    assert months.go("2026-09-04") == ("complete", ["2026-09-01"])
    assert months.go("2026-09-05") == ("complete", [])


@pytest.mark.parametrize("categories", [None, "cs.DB"], ids=["no record", "no selected record"])
def test_a_silent_set_degrades_the_run(months: Months, categories: str | None) -> None:
    months.go("2026-09-20")
    if categories:
        months.has(20, "2026-09-21", "2026-09-19", categories=categories)
    assert months.go("2026-10-19")[0] == "complete"
    for day in ("2026-10-27", "2026-10-28"):
        state, requested = months.go(day)
        assert (state, requested) == ("degraded", ["2026-09-19", "2026-09-19"])
        assert months.trial.lines[-1].endswith(f"cs: no selected record from 2026-09-19 to {day}")


def test_days_that_pass_during_a_harvest_are_requested_again(months: Months) -> None:
    def sleep(handler: faults.Handler) -> None:
        months.now += dt.timedelta(days=2)
        handler.give(handler.file)

    months.server.faults["cs/2026-09-01/1"] = [sleep]
    assert months.go("2026-09-20")[0] == "complete"
    assert months.go("2026-09-30") == ("complete", ["2026-09-19"])


def test_a_paused_full_harvest_has_to_be_restarted(months: Months) -> None:
    months.go("2026-09-20")
    months.server.faults["cs/2026-07-01/1"] = [status(503, Retry_After="3000")]
    assert months.go("2026-09-20", full=True)[0] == "paused"
    reason = "the server asks to wait for 3000 s; restart the full harvest with --full"
    assert months.trial.lines[-1].endswith(reason)


def test_records_outside_the_requested_range_do_not_land(months: Months) -> None:
    months.has(6, "2026-05-31", "2026-06-01")
    assert months.go("2026-09-20")[0] == "degraded"
    assert "a record of 2026-05-31 is outside the date range" in months.trial.lines[-1]
    assert months.ids() == [5, 7, 8, 9]


def stored(*files: tuple[str, str, str]) -> list[Snapshot]:
    """Return snapshots of the set cs by their first, last and retrieval day."""
    blank = dict.fromkeys((field.name for field in dataclasses.fields(Snapshot)), "")
    return [
        Snapshot(
            **{**blank, "file": f"arxiv/cs_{a}_{b}.zip", "retrieved_at": f"{day}T12:00:00+00:00"}
        )
        for a, b, day in files
    ]


E = str(EARLIEST)
STORED: dict[str, tuple[list[Snapshot], list[str]]] = {
    "nothing": ([], [E, "2026-02-20"]),
    "a month that was long over": (
        stored((E, "2005-09-30", "2026-01-01")),
        ["2005-10-01", "2026-02-20"],
    ),
    "a running month": (stored((E, "2026-01-15", "2026-01-15")), ["2026-01-14", "2026-02-20"]),
    "a month of yesterday": (stored((E, "2026-01-31", "2026-02-01")), ["2026-01-31", "2026-02-20"]),
    "a running month and the overlap": (
        stored((E, "2026-01-15", "2026-01-15"), ("2026-01-14", "2026-01-22", "2026-01-22")),
        ["2026-01-21", "2026-02-20"],
    ),
    "a month that had just started": (
        stored((E, "2026-01-31", "2026-02-01"), ("2026-02-01", "2026-02-01", "2026-02-01")),
        ["2026-01-31", "2026-02-20"],
    ),
    "a gap": (
        stored((E, "2005-09-30", "2026-01-01"), ("2005-11-01", "2005-11-30", "2026-01-01")),
        ["2005-10-01", "2005-10-31", "2005-12-01", "2026-02-20"],
    ),
    "a date range within another": (
        stored((E, "2005-12-31", "2026-01-01"), ("2005-10-01", "2005-10-31", "2026-01-01")),
        ["2006-01-01", "2026-02-20"],
    ),
    "no beginning": (
        stored(("2005-10-01", "2005-10-31", "2026-01-01")),
        [E, "2005-09-30", "2005-11-01", "2026-02-20"],
    ),
}


@pytest.mark.parametrize("case", STORED)
def test_missing_days_are_computed_from_stored_ranges(case: str) -> None:
    stored_ranges, days = STORED[case]
    today = dt.date(2026, 2, 20)
    spans = missing("cs", stored_ranges[::-1], today)
    assert [str(day) for span in spans for day in span] == days
    assert list(missing("stat", stored_ranges, today)) == [(EARLIEST, today)]


def test_ranges_are_months_and_due_after_a_week() -> None:
    def day(text: str) -> dt.date:
        return dt.date.fromisoformat(text)

    caught_up = stored((E, "2026-01-28", "2026-01-28"))
    assert date_ranges("cs", caught_up, day("2026-02-03"), 7) == []
    assert date_ranges("cs", caught_up, day("2026-02-04"), 7) == [
        DateRange(day("2026-01-27"), day("2026-01-31"), "cs"),
        DateRange(day("2026-02-01"), day("2026-02-04"), "cs"),
    ]
    from_the_start = date_ranges("cs", [], day("2026-02-04"), 7)
    assert len(from_the_start) == 4 + 20 * 12 + 2
    assert from_the_start[0] == DateRange(EARLIEST, day("2005-09-30"), "cs")
    late_start = stored(("2005-11-01", "2026-01-28", "2026-01-28"))
    assert date_ranges("cs", late_start, day("2026-02-03"), 7) == [
        DateRange(EARLIEST, day("2005-09-30"), "cs", is_gap=True),
        DateRange(day("2005-10-01"), day("2005-10-31"), "cs", is_gap=True),
    ]


def land(folder: Path, *pages: bytes) -> list[Snapshot]:
    path = folder / "cs.zip"
    path.write_bytes(zipped(*pages))
    land_file(path, SOURCE, folder / "raw", "arxiv/cs.zip", "2026-01-31")
    return snapshots(folder / "raw", SOURCE)


def test_a_repeated_record_keeps_its_newer_state(tmp_path: Path) -> None:
    twice = [record(1, datestamp="2026-01-03"), record(1, title="Older", datestamp="2026-01-02")]
    land(tmp_path, listed(twice[0], record(2)), listed(twice[1], record(2, title="Last")))
    table = Attempts(SOURCE, tmp_path / "raw").table()
    assert [row[6] for row in table] == ["A synthetic paper & its number 1", "Last"]


def test_the_prefix_of_a_namespace_does_not_matter(tmp_path: Path) -> None:
    plain = listed(record(1)).decode()
    inside = plain[plain.index("<arXivRaw") : plain.index("</metadata>")]
    spelt = inside.replace("xmlns=", "xmlns:r=").replace("</", "</r:").replace("<", "<r:")
    land(tmp_path, plain.replace(inside, spelt.replace("<r:/r:", "</r:")).encode())
    assert len(Attempts(SOURCE, tmp_path / "raw").table()) == 1


def test_a_file_without_a_selected_record_is_skipped(tmp_path: Path) -> None:
    assert land(tmp_path, listed(record(1, categories="math.NT"))) == []


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
REFUSED: dict[str, tuple[Sequence[bytes], str]] = {
    "no page": ([], "the zip has no page with a record"),
    "an error": ([refused("badArgument")], "the zip has no page with a record"),
    "a DOCTYPE": ([listed(record(1)).replace(b"<OAI", b'<!DOCTYPE x SYSTEM "x"><OAI', 1)], "DOCTY"),
    "entities": ([listed(record(1)).replace(b"<OAI", LAUGHS.encode() + b"<OAI", 1)], "a DOCTYPE"),
    "an entity of no one": ([listed(record(1)).replace(b"&amp;", b"&b;")], "undefined entity"),
    "another root": ([b"<feed/>"], "the root element is 'feed'"),
    "half a page": ([listed(record(1)), listed(record(2))[:-30]], "00002.xml, row 1: line 7"),
    "nested": ([listed("<x>" * 20 + "</x>" * 20)], "nested more than 16 deep"),
    "a month that is none": ([listed(record(1, datestamp="2026-13-01"))], "column 'datestamp'"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_of_another_kind_is_rejected(case: str, tmp_path: Path) -> None:
    pages, message = REFUSED[case]
    with pytest.raises(IngestionError, match=message) as caught:
        land(tmp_path, *pages)
    assert caught.value.file.startswith("arxiv/cs.zip")
    assert snapshots(tmp_path / "raw", SOURCE) == []


def test_a_file_that_is_no_zip_is_rejected(
    write: Callable[[str, str | bytes], Path], tmp_path: Path
) -> None:
    path = write("cs_2026-01-01_2026-01-31.zip", "no zip")
    with pytest.raises(IngestionError, match="not a readable zip file"):
        land_file(path, SOURCE, tmp_path / "raw")


@pytest.mark.parametrize(
    ("module", "limit", "content", "message"),
    [
        (xml, "MAX_RECORD_CHARACTERS", listed(record(1, title="x" * 2000)), "a record is"),
        (xml, "MAX_TAG_BYTES", listed(f"<!-- {'x' * 9000}"), "a tag or comment is"),
    ],
)
def test_an_oversized_record_or_comment_is_rejected(
    monkeypatch: pytest.MonkeyPatch, module: ModuleType, limit: str, content: bytes, message: str
) -> None:
    monkeypatch.setattr(module, limit, 1000)
    chunks = [content[at : at + 500] for at in range(0, len(content), 500)]
    with pytest.raises(IngestionError, match=message):
        records.read_page(chunks, "page", categories(), lambda _: None)


def test_the_selected_sets_and_categories() -> None:
    assert sets() == ["cs", "stat"]
    archives = {one.partition(".")[0] for one in categories()}
    assert archives == {"cs", "eess", "stat"}


def test_the_seed_names_the_selected_sets() -> None:
    with (ROOT / "dbt_project" / "seeds" / "arxiv" / "arxiv_set.csv").open(
        encoding="utf-8"
    ) as lines:
        expected = {row["archive"]: row["first_day"] for row in csv.DictReader(lines)}
    assert expected == dict.fromkeys(sets(), str(EARLIEST))


def test_a_version_date_is_the_day_in_utc(tmp_path: Path) -> None:
    land(tmp_path, listed(record(1, versions=["Thu, 01 Jan 2026 23:30:00 GMT"])))
    (row,) = Attempts(SOURCE, tmp_path / "raw").table()
    assert row[3:6] == (dt.date(2026, 1, 1), dt.date(2026, 1, 1), 1)
