"""Paper lists over real HTTP on loopback are off by default, conditional and resumable."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import duckdb
import pytest

from ingestion.errors import IngestionError
from ingestion.fetching.credentials import PAPERCOPILOT_SWITCH
from ingestion.fetching.http import Client
from ingestion.fetching.request import RefreshRequest, RefreshRun
from ingestion.fetching.schedule import FETCH_LOG, VenueYear, requested
from ingestion.landing.snapshots import connect, initialise_source, snapshots
from ingestion.refresh import land_each
from ingestion.sources.papercopilot import fetch as fetching
from ingestion.sources.papercopilot.fetch import fetch, fetch_with
from ingestion.sources.papercopilot.selection import paper_lists
from ingestion.sources.papercopilot.source import SOURCE
from tests.builders import paper
from tests.ingestion.selections import select
from tests.ingestion.servers import serving

TODAY = dt.date(2025, 6, 1)


def listed(*titles: str) -> bytes:
    """Return a synthetic list."""
    return json.dumps([paper(id=title, title=title) for title in titles]).encode()


class Handler(BaseHTTPRequestHandler):
    server: Lists

    def do_GET(self) -> None:
        name = self.path.rpartition("/")[2].removesuffix(".json")
        assert self.path == f"/{name.rstrip('0123456789')}/{name}.json"
        self.server.asked.append(name)
        body = self.server.bodies.get(name)
        etag = f'"{hash(body)}"'
        if body is None:
            self.send(404, b"404: Not Found")
        elif self.headers.get("If-None-Match") == etag:
            self.server.unchanged.append(name)
            self.send(304)
        else:
            self.send(200, body, etag)

    def send(self, status: int, body: bytes = b"", etag: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        if etag:
            self.send_header("ETag", etag)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Log nothing."""


class Lists(ThreadingHTTPServer):
    """A server of ``bodies`` by list."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.bodies: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.unchanged: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


@pytest.fixture
def server() -> Iterator[Lists]:
    with serving(Lists()) as running:
        running.bodies = {"nips2020": listed("a", "b"), "icml2021": listed("c")}
        yield running


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two venues in three years."""
    known = [VenueYear(venue, year) for venue in ("nips", "icml") for year in (2020, 2021, 2025)]
    monkeypatch.setattr(fetching, "paper_lists", lambda _: known)


@dataclass
class Attempt:
    """The outcome of one run."""

    raw: Path
    lines: list[str] = field(default_factory=list)
    error: str = ""

    def go(
        self, server: Lists, wanted: RefreshRequest | None = None, today: dt.date = TODAY
    ) -> Attempt:
        server.asked.clear()
        server.unchanged.clear()
        self.error = ""
        inbox = self.raw.parent / "inbox"
        inbox.mkdir(exist_ok=True)
        run = RefreshRun(self.lines.append)
        with connect() as connection, Client(sleep=lambda _: None) as http:
            initialise_source(connection, self.raw, SOURCE)
            try:
                files = fetch_with(
                    http,
                    SOURCE,
                    self.raw,
                    inbox,
                    wanted or RefreshRequest(),
                    run,
                    server.url,
                    today,
                )
                list(land_each(connection, files, SOURCE, self.raw))
            except IngestionError as error:
                self.error = str(error)
        assert not list(inbox.iterdir())
        return self


def titles(raw: Path) -> list[str]:
    query = "select title from read_parquet(?) order by title"
    rows = duckdb.execute(query, [f"{raw}/papercopilot/*/papers.parquet"]).fetchall()
    return [title for (title,) in rows]


def test_lists_that_are_there_land_and_the_others_are_no_error(
    server: Lists, tmp_path: Path
) -> None:
    attempt = Attempt(tmp_path / "raw").go(server)
    assert attempt.error == ""
    assert attempt.lines[-1] == "6 lists requested; 4 do not exist"
    assert titles(attempt.raw) == ["a", "b", "c"]
    held = snapshots(attempt.raw, SOURCE)
    assert {one.parts[0]["part"] for one in held} == {"nips2020", "icml2021"}
    assert {one.licence for one in held} == {"none declared: ask before you pass the lists on"}


def test_a_list_is_asked_for_again_when_it_is_due_and_lands_when_it_changed(
    server: Lists, tmp_path: Path
) -> None:
    attempt = Attempt(tmp_path / "raw").go(server)
    assert attempt.go(server, today=TODAY + dt.timedelta(days=6)).error == ""
    assert server.asked == []
    attempt.go(server, today=TODAY + dt.timedelta(days=7))
    assert sorted(server.asked) == ["icml2025", "nips2025"]
    server.bodies["icml2021"] = listed("c", "d")
    attempt.go(server, today=TODAY + dt.timedelta(days=90))
    assert len(server.asked) == 6
    assert server.unchanged == ["nips2020"]
    assert titles(attempt.raw) == ["a", "b", "c", "c", "d"]


def test_a_venue_and_year_is_fetched_alone_even_if_it_is_held(
    server: Lists, tmp_path: Path
) -> None:
    attempt = Attempt(tmp_path / "raw").go(server)
    attempt.go(server, RefreshRequest([2020], full=True, venues=["nips"]))
    assert (server.asked, server.unchanged) == (["nips2020"], [])
    assert titles(attempt.raw) == ["a", "b", "c"]


def test_a_list_that_fails_stops_no_other_and_is_fetched_the_next_day(
    server: Lists, tmp_path: Path
) -> None:
    good, server.bodies["nips2020"] = server.bodies["nips2020"], b"[]"
    attempt = Attempt(tmp_path / "raw").go(server)
    assert "/nips/nips2020.json: " in attempt.error
    assert titles(attempt.raw) == ["c"]
    server.bodies["nips2020"] = good
    attempt.go(server, today=TODAY + dt.timedelta(days=1))
    assert (attempt.error, server.asked) == ("", ["nips2020"])
    assert titles(attempt.raw) == ["a", "b", "c"]


def test_a_list_that_came_but_could_not_land_is_asked_for_after_the_others(
    server: Lists, tmp_path: Path
) -> None:
    server.bodies["nips2020"] = json.dumps([paper(author_num={"n": 2})]).encode()
    attempt = Attempt(tmp_path / "raw").go(server)
    assert "column 'author_count', row 1" in attempt.error
    server.bodies["nips2020"] = listed("a")
    attempt.go(server, today=TODAY + dt.timedelta(days=1))
    assert "nips2020" in server.asked
    assert titles(attempt.raw) == ["a", "c"]


def test_the_notice_is_the_first_thing_said_where_lists_are_on(
    server: Lists, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PAPERCOPILOT_SWITCH, "yes")
    monkeypatch.setattr(fetching, "paper_lists", lambda _: [])
    lines: list[str] = []
    assert list(fetch(SOURCE, tmp_path, tmp_path, RefreshRequest(), RefreshRun(lines.append))) == []
    assert "declares no licence for its lists" in lines[0]
    assert not (tmp_path / FETCH_LOG).exists()


def test_the_table_of_lists_says_which_years_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "venue,on,first_year,every\niccv,yes,2021,2\nicml,yes,2025,1\nrss,no,2005,1\n"
    select(monkeypatch, tmp_path, "papercopilot", rows)
    found = paper_lists(2025)
    names = ["iccv2021", "iccv2023", "iccv2025", "icml2025", "icml2026"]
    assert [one.name for one in found] == names
    assert [one.name for one in requested(found, RefreshRequest([2025]))] == [
        "iccv2025",
        "icml2025",
    ]
    assert requested(found, RefreshRequest([2025], venues=["icml"])) == [VenueYear("icml", 2025)]
    select(monkeypatch, tmp_path, "papercopilot", rows.replace("2021", "soon"))
    with pytest.raises(IngestionError, match="a number of years"):
        paper_lists(2025)


def test_the_lists_that_come_with_the_project_are_well_formed() -> None:
    found = [one.name for one in paper_lists(2025)]
    assert len(found) == len(set(found))
    assert {"nips1987", "iccv2025", "iclr2026"} <= set(found)
