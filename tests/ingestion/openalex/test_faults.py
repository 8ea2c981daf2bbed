"""OpenAlex over real HTTP on loopback: its own failures, kills, budgets, secrets.

Failures that any source can have are in ``tests.contract``.
"""

from __future__ import annotations

import gzip
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingestion.errors import IngestionError
from ingestion.fetching import http
from ingestion.fetching.request import RefreshRequest, RefreshRun
from ingestion.landing.snapshots import Landing, initialise_source, snapshots
from ingestion.refresh import land_each
from ingestion.sources.openalex import api as client
from ingestion.sources.openalex import resume
from ingestion.sources.openalex.api import OpenAlexApi
from ingestion.sources.openalex.fetch import fetch_with
from ingestion.sources.openalex.queries import SelectedRow
from ingestion.sources.openalex.source import SOURCE
from tests import processes
from tests.builders import connected
from tests.ingestion.fetching.file_faults import answer, status
from tests.ingestion.openalex import faults
from tests.ingestion.openalex.faults import FaultyReplay, changed, meta
from tests.ingestion.servers import serving

KEY = "SECRET-KEY"
ROW = SelectedRow("venue", "venue", ("V",), ("S1",))
NOON = time.time() // 86_400 * 86_400 + 43_200


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    if "drips" in request.node.name:
        monkeypatch.setattr(http, "PACE_SECONDS", 0.1)


@dataclass
class Attempt:
    """A run: its state, its error, its log lines and its waits."""

    raw: Path
    clock: float = NOON
    run: RefreshRun = field(default_factory=lambda: RefreshRun(lambda _: None))
    lines: list[str] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    landings: list[Landing] = field(default_factory=list)
    error: IngestionError | None = None

    @property
    def state(self) -> str:
        return "failed" if self.error else self.run.state

    def go(self, url: str) -> Attempt:
        self.run = RefreshRun(self.lines.append)
        with (
            connected() as connection,
            OpenAlexApi(
                KEY, base=url, sleep=self.slept.append, clock=lambda: self.clock, timeout=(5, 0.3)
            ) as api,
        ):
            initialise_source(connection, self.raw, SOURCE)
            try:
                wanted = RefreshRequest(range(2020, 2022))
                files = fetch_with(api, SOURCE, self.raw, wanted, self.run, [ROW])
                self.landings += land_each(connection, files, SOURCE, self.raw)
            except IngestionError as error:
                self.error = error
        return self


def table(raw: Path) -> list[tuple[Any, ...]]:
    """Return all landed rows without their position."""
    return duckdb.execute(
        "select * exclude (snapshot_id, vintage, source_row, unmapped)"
        " from read_parquet(?, union_by_name = true) order by work_id",
        [f"{raw}/openalex/*/works.parquet"],
    ).fetchall()


def years(raw: Path) -> list[int]:
    """Return the publication years that have landed."""
    return sorted({row[4] for row in table(raw)})


def server() -> FaultyReplay:
    """A server of two years with five pages each."""
    return FaultyReplay({year: faults.works(15, year) for year in (2020, 2021)})


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Any, ...]]:
    """The table that lands without any fault."""
    raw = tmp_path_factory.mktemp("whole")
    with serving(server()) as good:
        assert Attempt(raw).go(good.url).state == "complete"
    assert len(table(raw)) == 30
    return table(raw)


ERROR = b'{"error": "Internal", "message": "search backend failed"}'
BOMB = gzip.compress(b" " * 3_000_000, mtime=0)
RETRYABLE = {
    "budget that is no number": [status(503, X_RateLimit_Remaining="nan")],
    "a body that drips": [faults.dripping],
    "text that is not UTF-8": [faults.NOT_UTF8],
    "nesting without end": [faults.DEEP],
    "an empty page, then the rest": [faults.empty_then_rest],
    "a work of the page before": [changed(faults.add_a_work_of_before)],
    "a later stage of the schema": [changed(faults.next_stage)],
}


@pytest.mark.parametrize("fault", RETRYABLE)
def test_a_retryable_error_leaves_no_trace_in_the_table(
    fault: str, whole: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    with serving(server()) as running:
        running.faults[2020, 2] = list(RETRYABLE[fault])
        attempt = Attempt(tmp_path).go(running.url)
        assert running.faults[2020, 2] == []
    assert (attempt.state, attempt.error) == ("complete", None)
    assert table(tmp_path) == whole
    assert not list((tmp_path / "openalex" / ".partial").glob("*"))


LASTING = {
    "200 with an error": (answer(ERROR), "HTTP 200 with an error: Internal search backend failed"),
    "a body that drips": (faults.dripping, "which is too slow (6 attempts)"),
    "text that is not UTF-8": (faults.NOT_UTF8, "can't decode byte 0xff"),
    "nesting without end": (faults.DEEP, "maximum recursion depth exceeded"),
    "gzip bomb": (answer(BOMB), "larger than 200000 bytes unpacked"),
}


@pytest.mark.parametrize("fault", LASTING)
def test_a_lasting_error_lands_nothing_and_the_next_run_resumes(
    fault: str,
    whole: list[tuple[Any, ...]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(client, "MAX_PAGE_BYTES", 200_000)
    lasting, message = LASTING[fault]
    with serving(server()) as running:
        running.faults[2020, 2] = (lasting,)
        attempt = Attempt(tmp_path).go(running.url)
        assert attempt.state == "failed"
        assert message in str(attempt.error)
        assert years(tmp_path) == [2021]
        running.faults.clear()
        running.asked.clear()
        assert Attempt(tmp_path).go(running.url).state == "complete"
        assert [page for year, page in running.asked if year == 2020] == [2, 3, 4]
    assert table(tmp_path) == whole


BROKEN = {
    "repeated cursor": (faults.SAME_CURSOR, "leads back to an earlier one, after 9 of 15"),
    "empty pages without end": (faults.empty_for_ever, "without a new record: 4, after 6 of 15"),
    "an end too early": (meta(next_cursor=None), "it ends early, after 9 of 15"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_listing_is_discarded_and_stops_no_other(
    fault: str, whole: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    broken, message = BROKEN[fault]
    with serving(server()) as running:
        running.faults[2021, 2] = [broken]
        attempt = Attempt(tmp_path).go(running.url)
        assert attempt.state == "failed"
        assert message in str(attempt.error)
        assert "2021" in str(attempt.error)
        assert years(tmp_path) == [2020]
        assert Attempt(tmp_path).go(running.url).state == "complete"
    assert table(tmp_path) == whole


@pytest.mark.parametrize("count", [0, 3, 14])
@pytest.mark.parametrize("page", range(5))
def test_a_count_that_is_too_small_ends_no_list(
    page: int, count: int, whole: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    with serving(server()) as running:
        running.faults[2021, page] = [meta(count=count)]
        assert Attempt(tmp_path).go(running.url).state == "complete"
    assert table(tmp_path) == whole


@pytest.mark.parametrize("count", [3, 14, 16, 1000])
def test_a_wrong_count_in_the_plan_truncates_nothing(
    count: int, whole: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    with serving(server()) as running:
        running.counts[2021] = count
        attempt = Attempt(tmp_path).go(running.url)
        if count > 15:
            assert f"2021: venue: it ends early, after 15 of {count} works" in str(attempt.error)
            assert years(tmp_path) == [2020]
            running.counts[2021] = 15
            attempt = Attempt(tmp_path).go(running.url)
        assert attempt.state == "complete"
    assert table(tmp_path) == whole


def test_a_stored_year_that_is_not_listed_any_more_is_reported_and_stays(
    whole: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    day = 24 * 3600.0
    with serving(server()) as running:
        assert Attempt(tmp_path).go(running.url).state == "complete"
        del running.counts[2021]
        attempt = Attempt(tmp_path, clock=time.time() + 400 * day).go(running.url)
        assert attempt.state == "failed"
        assert "no work of 2021 any more; the stored works stay" in str(attempt.error)
        assert running.asked[-5:] == [(2020, page) for page in range(5)]
    assert table(tmp_path) == whole


def test_a_count_that_is_too_small_after_a_pause_ends_no_list(
    whole: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    with serving(server()) as running:
        running.faults[2021, 2] = (status(429, **faults.SPENT),)
        assert Attempt(tmp_path).go(running.url).state == "paused"
        running.faults[2021, 2] = [meta(count=3)]
        assert Attempt(tmp_path).go(running.url).state == "complete"
    assert table(tmp_path) == whole


def test_a_type_that_changes_between_pages_lands_nothing_of_the_year(tmp_path: Path) -> None:
    with serving(server()) as running:
        running.faults[2021, 2] = [changed(faults.retyped)]
        attempt = Attempt(tmp_path).go(running.url)
    assert attempt.error is not None
    assert (attempt.error.column, attempt.error.row) == ("authorships", 7)
    assert 2021 not in years(tmp_path)


def test_fields_of_a_later_stage_are_kept_and_reported(tmp_path: Path) -> None:
    with serving(server()) as running:
        running.faults[2021, 2] = [changed(faults.next_stage)]
        Attempt(tmp_path).go(running.url)
    unknown = {s.file: s.parts[0]["unknown"] for s in snapshots(tmp_path, SOURCE)}
    assert unknown == {
        "openalex/works-2020.jsonl.gz": [],
        "openalex/works-2021.jsonl.gz": ["awards", "is_xpac"],
    }


def test_a_cursor_on_the_last_page_is_not_followed(
    whole: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    with serving(server()) as running:
        running.faults[2020, 4] = [meta(next_cursor="page5")]
        assert Attempt(tmp_path).go(running.url).state == "complete"
        assert (2020, 5) not in running.asked
    assert table(tmp_path) == whole


def test_a_spent_budget_pauses_without_retries_and_goes_on_the_next_day(
    whole: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    with serving(server()) as running:
        running.faults[2020, 2] = (status(429, **faults.SPENT),)
        attempt = Attempt(tmp_path).go(running.url)
        assert (attempt.state, attempt.error, attempt.slept) == ("paused", None, [])
        assert "the budget of today is spent; it is refilled in 1.0 h" in attempt.run.reason
        assert running.asked.count((2020, 2)) == 1
        assert years(tmp_path) == [2021]
        running.faults.clear()
        running.asked.clear()
        assert Attempt(tmp_path).go(running.url).state == "complete"
        assert (2020, 1) not in running.asked
    assert table(tmp_path) == whole


def test_no_call_is_made_on_a_budget_that_the_last_answer_says_is_spent(tmp_path: Path) -> None:
    def last_credit(handler: Any) -> None:
        handler.send(handler.file.body, **faults.SPENT)

    with serving(server()) as running:
        running.faults[2020, 2] = [last_credit]
        assert Attempt(tmp_path).go(running.url).state == "paused"
        assert running.asked[-1] == (2020, 2)


def test_a_wait_until_tomorrow_is_a_pause_whatever_the_other_headers_say(tmp_path: Path) -> None:
    with serving(server()) as running:
        running.faults[2020, 2] = (status(429, Retry_After="50000"),)
        attempt = Attempt(tmp_path).go(running.url)
    assert (attempt.state, attempt.slept) == ("paused", [])


class Killed(BaseException):
    """A kill, which no code catches."""


class Mortal:
    """A file that writes half of its input and raises Killed after a number of writes."""

    def __init__(self, file: Any, life: list[int]) -> None:
        self._file, self._life = file, life

    def _live(self, half: Any) -> None:
        self._life[0] -= 1
        if self._life[0] == 0:
            self._file.write(half)
            self._file.flush()
            raise Killed

    def write(self, content: Any) -> None:
        self._live(content[: len(content) // 2])
        self._file.write(content)

    def flush(self) -> None:
        self._live(type(self._file.read(0) if self._file.readable() else "")())
        self._file.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def originals(raw: Path) -> dict[str, str]:
    """Return the hashes of the landed files."""
    return {s.file: s.sha256 for s in snapshots(raw, SOURCE)}


def long_server() -> FaultyReplay:
    """A server of 300 pages in two years."""
    return FaultyReplay({year: faults.works(450, year) for year in (2020, 2021)})


@pytest.fixture(scope="module")
def long_whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], list[Any]]:
    """Hashes and table of the 300 pages, fetched without a kill."""
    raw = tmp_path_factory.mktemp("long")
    with serving(long_server()) as running:
        assert Attempt(raw).go(running.url).state == "complete"
        assert max(Counter(running.asked).values()) == 1
        assert len(running.asked) == 300
    return originals(raw), table(raw)


def test_fifty_kills_at_any_write_change_nothing(
    long_whole: tuple[dict[str, str], list[Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    life = [0]
    opened = resume.PageFile.__enter__

    def open_mortal(one: resume.PageFile) -> resume.PageFile:
        opened(one)
        one._data, one._log = Mortal(one._data, life), Mortal(one._log, life)  # type: ignore[assignment]
        return one

    monkeypatch.setattr(resume.PageFile, "__enter__", open_mortal)
    chance = random.Random(6)
    kills = 0
    with serving(long_server()) as running:
        while True:
            # A page takes five writes and flushes. With a kill after 28 on average, 300 pages have
            # fifty kills.
            life[0] = chance.randint(1, 55) if kills < 50 else -1
            try:
                attempt = Attempt(tmp_path).go(running.url)
                break
            except Killed:
                kills += 1
        fetched = Counter(running.asked)
    assert (kills, attempt.state) == (50, "complete")
    assert sum(fetched.values()) - len(fetched) <= kills
    assert len(fetched) == 300
    assert (originals(tmp_path), table(tmp_path)) == long_whole


def fetch(raw: Path, url: str) -> None:
    """Start a run in its own process."""
    sys.exit(Attempt(raw).go(url).state != "complete")


def test_killed_processes_change_nothing(
    long_whole: tuple[dict[str, str], list[Any]], tmp_path: Path
) -> None:
    """One kill in each fifth of the 300 pages; the test before has fifty kills at any write."""
    chance = random.Random(7)
    kills = 0
    with serving(long_server()) as running:
        # A page takes longer than the test needs to notice its request.
        running.delay = 0.005
        while True:
            child = processes.start(fetch, tmp_path, running.url)
            until = 60 * kills + chance.randint(1, 55) if kills < 5 else 10_000
            while child.is_alive() and len(running.asked) < until:
                time.sleep(0.001)
            time.sleep(chance.random() * 2 * running.delay)
            if not child.is_alive():
                break
            child.kill()
            child.join()
            kills += 1
        fetched = Counter(running.asked)
    assert (kills, child.exitcode) == (5, 0)
    assert sum(fetched.values()) - len(fetched) <= kills
    assert (originals(tmp_path), table(tmp_path)) == long_whole
