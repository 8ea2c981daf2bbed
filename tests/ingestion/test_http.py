"""The HTTP client: retries, waits, limits, conditional requests, redirects and silent hosts."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingestion import http
from ingestion.errors import (
    ForbiddenError,
    IngestionError,
    LongWaitError,
    NotFoundError,
)
from ingestion.http import Client
from ingestion.landing.files import Download
from tests.ingestion.servers import (
    WAITS,
    Fault,
    File,
    Handler,
    Publisher,
    answer,
    cut,
    file,
    route,
    serving,
    silence,
    status,
)

URL = "https://example.org/list.json"
TABLE = "https://example.org/table.csv"


def respond(path: str, query: dict[str, str]) -> File | None:
    files = {
        "/list.json": file("[1, 2]"),
        "/table.csv": file("a,b\n1,2\n", ETag='"1"', Last_Modified="Mon, 03 Aug 2026 10:00:00 GMT"),
    }
    return files.get(path)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    with serving(Publisher(respond)) as running:
        route(monkeypatch, running.url, timeout=0.3)
        yield running


def get() -> list[int]:
    with Client() as client:
        return client.get_json(URL, list[int]).value


@pytest.mark.parametrize(
    "fault",
    [
        status(429, Retry_After="0"),
        status(503),
        cut,
        answer("<!DOCTYPE html>"),
        answer('{"error": "search backend failed"}'),
        answer(b'["\xff"]'),
        answer("[" * 150_000),
        answer(gzip.compress(b"[1, 2]")[:-9], Content_Encoding="gzip", Content_Length="99"),
        answer("[1]", 206),
        answer("", 304),
    ],
    ids=["429", "503", "cut", "HTML", "error", "not UTF-8", "nesting", "cut gzip", "206", "304"],
)
def test_an_answer_that_is_not_good_is_requested_again(server: Publisher, fault: Fault) -> None:
    server.faults["/list.json"] = [fault, fault]
    assert get() == [1, 2]
    assert len(server.requests) == 3


@pytest.mark.parametrize(
    ("fault", "kind", "reason"),
    [
        (status(500), IngestionError, r"HTTP 500 Internal Server Error \(5 attempts\)"),
        (status(404), NotFoundError, "HTTP 404 Not Found: try later"),
        (status(401), IngestionError, "HTTP 401 Unauthorized: try later"),
        (answer(r'{"error": "a\n\u001b[2J"}', 404), NotFoundError, r"Found: a \\x1b\[2J$"),
        (answer("[1"), IngestionError, r"not the expected JSON.*\(5 attempts\)"),
        (answer("<html>", Content_Type="text/html"), IngestionError, "web page instead of data"),
        (status(302, Location=URL), IngestionError, "it redirects without end"),
    ],
    ids=["500", "404", "401", "ESC", "cut JSON", "HTML", "endless redirects"],
)
def test_an_answer_that_is_never_good_is_an_error(
    server: Publisher, fault: Fault, kind: type[IngestionError], reason: str
) -> None:
    server.faults["/list.json"] = [fault] * 40
    with pytest.raises(kind, match=reason) as caught:
        get()
    assert caught.value.file == URL


def test_a_request_states_who_asks(server: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPUTE_DIVIDE_REPOSITORY", "https://example.org/code")
    monkeypatch.setenv("COMPUTE_DIVIDE_MAILTO", "ada@example.org")
    get()
    program, contact = server.headers[-1]["User-Agent"].split(maxsplit=1)
    assert program.startswith("compute-divide/")
    assert contact == "(+https://example.org/code; mailto:ada@example.org)"


@pytest.mark.parametrize("host", ["example.org", "data.example.org", "elsewhere.invalid"])
def test_a_redirect_stays_at_its_site_and_the_key_at_its_host(server: Publisher, host: str) -> None:
    """Data of another site is not the publisher's, and nobody read the robots.txt there."""
    server.faults["/old.json"] = [status(302, Location=f"https://{host}/list.json")]
    query, headers = {"api_key": "secret"}, {"Authorization": "Bearer secret"}
    url = "https://example.org/old.json"
    with Client() as client:
        if host == "elsewhere.invalid":
            with pytest.raises(IngestionError, match="redirects to another site, elsewhere") as got:
                client.get_json(url, list[int], params=query, headers=headers)
            assert got.value.file == url
        else:
            assert client.get_json(url, list[int], params=query, headers=headers).value == [1, 2]
    asked = ["/old.json?api_key=secret", "/list.json"]
    assert server.requests == asked[: 1 if host == "elsewhere.invalid" else 2]
    assert ("Authorization" in server.headers[-1]) == (host != "data.example.org")


@pytest.mark.parametrize(
    ("place", "error"),
    [
        ("http://example.org/list.json", "to http"),
        ("https://data.example.org/list.json", "forbids"),
    ],
)
def test_where_a_redirect_leads_is_not_asked_without_tls_or_leave(
    server: Publisher, place: str, error: str
) -> None:
    server.faults["/old.json"] = [status(302, Location=place)]
    server.faults[ROBOTS] = [answer(""), answer("User-agent: *\nDisallow: /list")]
    with Client() as client, pytest.raises(IngestionError, match=error):
        client.get_json("https://example.org/old.json", list[int])
    assert server.requests == ["/old.json"]


def test_a_requested_wait_is_kept(server: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "LONGEST_WAIT_SECONDS", 0.5)
    server.faults["/list.json"] = [status(429, Retry_After="0")]
    assert get() == [1, 2]
    server.faults["/list.json"] = [status(429, Retry_After="1")]
    with pytest.raises(LongWaitError):
        get()


@pytest.mark.parametrize(
    "headers", [{}, {"Content_Encoding": "gzip"}], ids=["plain", "a gzip bomb"]
)
def test_a_body_has_a_limit(
    server: Publisher, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str]
) -> None:
    monkeypatch.setattr(http, "MAX_JSON_BYTES", 100_000)
    body = json.dumps([1] * 500_000).encode()
    server.faults["/list.json"] = [answer(gzip.compress(body) if headers else body, **headers)]
    with pytest.raises(IngestionError, match="the body is larger than 100000 bytes"):
        get()


def test_a_file_is_downloaded_once_until_it_changes(server: Publisher, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    with Client() as client:
        download = client.download(TABLE, path)
        assert download == Download('"1"', "Mon, 03 Aug 2026 10:00:00 GMT")
        assert path.read_text() == "a,b\n1,2\n"
        assert client.download(TABLE, path, download) is None
    assert server.headers[-1]["If-Modified-Since"] == "Mon, 03 Aug 2026 10:00:00 GMT"


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (answer("<p>Not here</p>\n", Content_Type="text/html"), "a web page instead of data"),
        (answer(""), "the body is empty"),
        (answer("a,b\n1"), "the last line has no line break"),
    ],
)
def test_a_file_that_is_not_complete_is_an_error(
    server: Publisher, tmp_path: Path, fault: Fault, reason: str
) -> None:
    server.faults["/table.csv"] = [fault] * 5
    with Client() as client, pytest.raises(IngestionError, match=reason):
        client.download(TABLE, tmp_path / "table.csv")


ROBOTS = "/robots.txt"


def test_a_host_is_paced_by_what_it_says(server: Publisher) -> None:
    """Crossref states a rate, Hugging Face what is left, and a robots.txt a delay."""
    server.faults[ROBOTS] = [answer("User-agent: *\nCrawl-delay: 10")]
    server.faults["/list.json"] = [
        answer("[1]"),
        answer("[1]", X_Rate_Limit_Limit="1", X_Rate_Limit_Interval="20s"),
        answer("[1]"),
        answer("[1]", RateLimit='"api";r=0;t=200'),
        answer("[1]"),
    ]
    WAITS.clear()
    for _ in range(5):
        get()
    assert [round(wait) for wait in WAITS] == [0, 0, 10, 10, 22, 200]
    server.faults["/list.json"] = [answer("[1]", RateLimit='"api";r=0;t=900')]
    get()
    with pytest.raises(LongWaitError, match=r"example\.org: it asks us to wait until "):
        get()


@pytest.mark.parametrize(
    ("fault", "requests", "reasons"),
    [
        (
            silence,
            5,
            [r"no answer: ReadTimeout \(5 attempts\)", r"example\.org: it did not answer"],
        ),
        (status(403), 1, ["HTTP 403", "refused a request"]),
        (status(429), 5, ["HTTP 429", "asked for fewer requests"]),
        (
            answer('{"status": "error", "message": "no such filter"}'),
            15,
            [*3 * ["not the expected JSON.*: no such filter"], "no good answer to 3 requests"],
        ),
    ],
    ids=["silence", "403", "429", "a body of error"],
)
def test_a_host_that_refuses_is_asked_no_more(
    server: Publisher, fault: Fault, requests: int, reasons: list[str]
) -> None:
    server.faults["/list.json"] = [fault] * 16
    for reason in reasons:
        with pytest.raises(IngestionError, match=reason):
            get()
    assert len(server.requests) == requests


@pytest.mark.parametrize("text", ["<p>Page</p>", "User-agent: *\nDisallow: /other"])
def test_robots_is_read_once_and_obeyed(server: Publisher, text: str) -> None:
    server.faults[ROBOTS] = [answer(text, Content_Type="text/html")]
    assert [get(), get()] == [[1, 2]] * 2
    http.HOSTS.clear()
    server.faults[ROBOTS] = [answer("User-agent: *\nDisallow: /list")]
    with pytest.raises(ForbiddenError, match=r"example\.org: its robots.txt forbids"):
        get()
    assert len(server.requests) == 2
    with Client() as client:  # an interface is for programs
        assert client.get_json("https://api.example.org/list.json", list[int]).value == [1, 2]


def drip(handler: Handler) -> None:
    """Send one byte each 50 ms."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b" ")
        time.sleep(0.05)


def test_a_slow_answer_and_a_long_source_come_to_an_end(
    server: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "MAX_TRANSFER_SECONDS", 0.2)
    server.faults["/list.json"] = [drip]
    with pytest.raises(IngestionError, match="the server sends it too slowly"):
        get()
    with pytest.raises(IngestionError, match=r"example\.org: it sent an answer too slowly earlier"):
        get()
    assert len(server.requests) == 1
    http.HOSTS.clear()
    monkeypatch.setattr(http, "MAX_SOURCE_SECONDS", -1)
    with pytest.raises(LongWaitError, match="the time for this source has run out"):
        get()
