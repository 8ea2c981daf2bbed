"""The HTTP client and downloads against a faulty server on loopback."""

from __future__ import annotations

import gzip
import io
import json
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests

from ingestion.errors import IngestionError
from ingestion.fetching import downloads as client
from ingestion.fetching import http as transport
from ingestion.fetching.downloads import download, fetch, get_json
from ingestion.fetching.http import Client, public_url, retry_after
from ingestion.landing.schema import RemoteFile
from ingestion.landing.snapshots import Snapshot
from ingestion.sources.epoch.source import SOURCE
from ingestion.sources.ror import source as ror
from tests.ingestion.servers import drip, serving

BODY = b"Model,Organization,Publication date\nA,B,2020-01-01\n"
MODIFIED = "Wed, 05 Aug 2026 10:00:00 GMT"


class Handler(BaseHTTPRequestHandler):
    """A handler that answers by path; ``hits`` counts the requests of each path."""

    hits: dict[str, int]

    def do_GET(self) -> None:
        name = self.path.split("?")[0].strip("/")
        self.hits[name] = self.hits.get(name, 0) + 1
        getattr(self, f"answer_{name}")()

    def send(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for header, value in headers.items():
            self.send_header(header.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def answer_good(self) -> None:
        if self.headers.get("If-None-Match") == '"v1"':
            return self.send(304)
        return self.send(200, BODY, ETag='"v1"', Last_Modified=MODIFIED, Content_Type="text/csv")

    def answer_missing(self) -> None:
        self.send(404)

    def answer_page(self) -> None:
        self.send(200, b"<html>challenge</html>", Content_Type="text/html; charset=utf-8")

    def answer_empty(self) -> None:
        self.send(200, b"", Content_Type="text/csv")

    def answer_record(self) -> None:
        link = f"http://{self.headers['Host']}/good"
        body = json.dumps({"files": [{"key": "v9-ror-data.csv", "links": {"self": link}}]})
        self.send(200, body.encode(), Content_Type="application/json")

    def answer_drip(self) -> None:
        drip(self)

    def answer_gzip(self) -> None:
        drip(self, gzip.compress(BODY)[:9] + b"\0", Content_Encoding="gzip")

    def answer_chunks(self) -> None:
        self.protocol_version = "HTTP/1.1"
        drip(self, b"1\r\n \r\n", Transfer_Encoding="chunked")

    def answer_slow(self) -> None:
        drip(self, b"\n", times=50)

    def answer_refusal(self) -> None:
        drip(self, status=403)

    def answer_moved(self) -> None:
        drip(self, status=302, Location="/good")

    def answer_short(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(BODY) + 100))
        self.end_headers()
        self.wfile.write(BODY)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def server() -> Iterator[tuple[str, dict[str, int]]]:
    handler = type("Counted", (Handler,), {"hits": {}})
    with serving(ThreadingHTTPServer(("127.0.0.1", 0), handler)) as running:
        yield f"http://127.0.0.1:{running.server_port}", handler.hits


@pytest.fixture
def http() -> Iterator[Client]:
    with Client(sleep=lambda _: None) as made:
        yield made


def remote(base: str, name: str) -> RemoteFile:
    return RemoteFile("notable_ai_models.csv", f"{base}/{name}?api_key=SECRET")


def snapshot(url: str, etag: str) -> Snapshot:
    values: dict[str, object] = dict.fromkeys(Snapshot.__dataclass_fields__, "")
    return Snapshot(**{**values, "url": url, "etag": etag, "last_modified": MODIFIED})  # type: ignore[arg-type]


def test_a_file_arrives_completely_with_its_date(
    server: tuple[str, dict[str, int]], http: Client, tmp_path: Path
) -> None:
    file = download(http, SOURCE, remote(server[0], "good"), tmp_path, None)
    assert file is not None
    assert file.path.read_bytes() == BODY
    assert (str(file.vintage), file.vintage_rule, file.etag) == ("2026-08-05", "publisher", '"v1"')
    assert file.url == f"{server[0]}/good"


@pytest.mark.parametrize("is_terminal", [True, False])
def test_a_progress_bar_is_shown_only_in_a_terminal(
    server: tuple[str, dict[str, int]],
    http: Client,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    is_terminal: bool,
) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(screen, "isatty", lambda: is_terminal)
    monkeypatch.setattr("sys.stderr", screen)
    download(http, SOURCE, remote(server[0], "good"), tmp_path, None)
    assert ("notable_ai_models.csv:" in screen.getvalue()) == is_terminal
    assert (f"0.00/{len(BODY)}.0" in screen.getvalue()) == is_terminal


def test_an_unchanged_file_is_not_fetched_again(
    server: tuple[str, dict[str, int]], http: Client, tmp_path: Path
) -> None:
    stored = snapshot(f"{server[0]}/good", '"v1"')
    assert download(http, SOURCE, remote(server[0], "good"), tmp_path, stored) is None


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing", "HTTP 404"),
        ("page", "a web page instead"),
        ("empty", "the body is empty"),
        ("short", "while reading it"),
    ],
)
def test_an_incomplete_file_is_an_error_without_the_key(
    server: tuple[str, dict[str, int]],
    http: Client,
    tmp_path: Path,
    name: str,
    message: str,
) -> None:
    with pytest.raises(IngestionError, match=message) as caught:
        download(http, SOURCE, remote(server[0], name), tmp_path, None)
    assert caught.value.file == f"{server[0]}/{name}"
    assert "SECRET" not in str(caught.value)


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "PACE_SECONDS", 0.1)


@pytest.mark.usefixtures("hurry")
@pytest.mark.parametrize("name", ["drip", "gzip", "chunks"])
def test_a_dripping_body_is_given_up(
    server: tuple[str, dict[str, int]], http: Client, tmp_path: Path, name: str
) -> None:
    began = time.monotonic()
    with pytest.raises(IngestionError, match=r"bytes of the body in 0 s, which is too slow \(6 "):
        download(http, SOURCE, remote(server[0], name), tmp_path, None)
    assert time.monotonic() - began < 3
    assert server[1][name] == 6


@pytest.mark.usefixtures("hurry")
def test_a_slow_body_is_read_to_its_end(
    server: tuple[str, dict[str, int]],
    http: Client,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(transport, "MIN_BYTES", 2)
    file = download(http, SOURCE, remote(server[0], "slow"), tmp_path, None)
    assert file is not None
    assert file.path.read_bytes() == b"\n" * 50


@pytest.mark.usefixtures("hurry")
def test_a_dripping_refusal_is_a_refusal(
    server: tuple[str, dict[str, int]], http: Client, tmp_path: Path
) -> None:
    with pytest.raises(IngestionError, match=r"HTTP 403 Forbidden$"):
        download(http, SOURCE, remote(server[0], "refusal"), tmp_path, None)
    assert server[1]["refusal"] == 1


def test_the_body_of_a_redirect_is_not_read(
    server: tuple[str, dict[str, int]], http: Client, tmp_path: Path
) -> None:
    began = time.monotonic()
    file = download(http, SOURCE, remote(server[0], "moved"), tmp_path, None)
    assert file is not None
    assert file.path.read_bytes() == BODY
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("7", 7),
        ("Mon, 03 Aug 2020 10:00:00 GMT", 0),
        ("Mon, 03 Aug 2020 10:00:00 -0000", 0),
        ("Mon, 03 Aug 2020 10:00:00", 0),
        ("3 Aug 99999999999 10:00:00", None),
        ("nan", None),
        ("-1", None),
        ("soon", None),
        ("", None),
    ],
)
def test_what_a_server_asks_to_wait(text: str, wait: float | None) -> None:
    response = requests.Response()
    response.headers["Retry-After"] = text
    assert retry_after(response) == wait


def test_a_file_that_changed_at_no_known_time_is_dated_by_its_retrieval(
    server: tuple[str, dict[str, int]],
    http: Client,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(f"{__name__}.MODIFIED", "yesterday")
    file = download(http, SOURCE, remote(server[0], "good"), tmp_path, None)
    assert file is not None
    assert (file.vintage_rule, file.last_modified) == ("retrieval", "yesterday")


def test_a_body_above_the_limit_is_an_error(
    server: tuple[str, dict[str, int]],
    http: Client,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(client, "MAX_BYTES", 10)
    with pytest.raises(IngestionError, match="larger than 10 bytes"):
        download(http, SOURCE, remote(server[0], "good"), tmp_path, None)


def test_a_body_that_is_not_json_is_an_error(
    server: tuple[str, dict[str, int]], http: Client
) -> None:
    with pytest.raises(IngestionError, match="JSONDecodeError"):
        get_json(http, f"{server[0]}/good?api_key=SECRET")


def test_the_newest_dump_is_found_through_its_record(
    server: tuple[str, dict[str, int]],
    http: Client,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ror, "LATEST_RECORD", f"{server[0]}/record")
    (file,) = fetch(http, ror.SOURCE, tmp_path, [])
    assert (file.name, file.url) == ("ror/v9-ror-data.csv", f"{server[0]}/good")
    stored = snapshot(f"{server[0]}/good", '"v1"')
    assert fetch(http, ror.SOURCE, tmp_path, [stored]) == []


def test_public_url_drops_query_and_fragment() -> None:
    assert public_url("https://a.org/b?api_key=1#x") == "https://a.org/b"
    assert public_url("http://[bad?api_key=1") == "http://[bad"
