"""The server of a publication drops idle clients, lists no folder, and stays quiet."""

from __future__ import annotations

import functools
import socket
import struct
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
import requests

from reports.serve import RangeHandler
from tests.ingestion.servers import serving


class Impatient(RangeHandler):
    """A handler that drops an idle client at once."""

    timeout = 0.01


class JoiningServer(ThreadingHTTPServer):
    """A server that waits for its threads when it is closed, so that their output is complete."""

    daemon_threads = False


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ThreadingHTTPServer]:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "large.csv").write_bytes(b"x" * 50_000_000)
    handler = functools.partial(RangeHandler, directory=str(tmp_path))
    with serving(JoiningServer(("127.0.0.1", 0), handler)) as server:
        yield server


def get(server: ThreadingHTTPServer, path: str) -> requests.Response:
    return requests.get(f"http://127.0.0.1:{server.server_port}{path}", stream=True, timeout=60)


def test_a_folder_is_not_listed_and_a_name_with_nul_is_not_found(
    server: ThreadingHTTPServer,
) -> None:
    paths = ("/data/", "/", "/data/%00", "/%00.csv")
    assert [get(server, path).status_code for path in paths] == [404] * 4


def test_headers_guard_a_page_and_name_no_version(server: ThreadingHTTPServer) -> None:
    for path in ("/data/large.csv", "/missing"):
        with get(server, path) as answer:
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "Python" not in answer.headers["Server"]


def test_a_text_is_packed_and_a_range_is_not(server: ThreadingHTTPServer, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>" + "a" * 10_000)
    with get(server, "/page.html") as answer:
        assert int(answer.headers["Content-Length"]) < 1_000
        assert answer.text == "<p>" + "a" * 10_000
    url = f"http://127.0.0.1:{server.server_port}/page.html"
    part = requests.get(url, headers={"Range": "bytes=0-2"}, timeout=60)
    assert (part.status_code, part.content) == (206, b"<p>")


def test_a_client_that_goes_away_leaves_no_traceback(
    server: ThreadingHTTPServer, capfd: pytest.CaptureFixture[str]
) -> None:
    with socket.create_connection(server.server_address[:2]) as client:  # type: ignore[arg-type]
        client.sendall(b"GET /data/large.csv HTTP/1.0\r\n\r\n")
        assert client.recv(10) == b"HTTP/1.0 2"
        # The connection is reset, and not closed in order.
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    server.shutdown()
    server.server_close()
    assert capfd.readouterr().err == ""


def test_an_idle_client_is_dropped() -> None:
    assert RangeHandler.timeout
    with (
        serving(ThreadingHTTPServer(("127.0.0.1", 0), Impatient)) as server,
        socket.create_connection(server.server_address[:2]) as client,  # type: ignore[arg-type]
    ):
        assert client.recv(1) == b""
