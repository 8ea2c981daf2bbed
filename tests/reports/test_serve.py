"""The server of a publication sends ranges, packs texts, lists no folder, and stays quiet."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.reports.conftest import served


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "large.csv").write_bytes(b"x" * 50_000_000)
    (tmp_path / "404.html").write_text("There is no page")
    (tmp_path / "page.html").write_text("<p>" + "a" * 10_000)
    (tmp_path / "rows.parquet").write_bytes(b"PAR1" * 1_000)
    with served(tmp_path) as address:
        yield address


def get(address: str, **headers: str) -> requests.Response:
    return requests.get(address, headers=headers, stream=True, timeout=60)


def test_a_folder_is_not_listed_and_an_odd_name_is_not_found(site: str) -> None:
    paths = ("/data/", "/", "/data/%00", "/%00.csv", "/%2e%2e/secret", "/" + "x" * 1_000)
    for path in paths:
        assert get(site + path).status_code == 404, path
    assert get(f"{site}/missing").text == "There is no page"


def test_headers_guard_a_page_and_name_no_version(site: str) -> None:
    for path in ("/data/large.csv", "/missing"):
        with get(site + path) as answer:
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Server"] == "compute-divide"


def test_a_text_is_packed_and_a_range_or_a_packed_file_is_not(site: str) -> None:
    with get(f"{site}/page.html") as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert answer.text == "<p>" + "a" * 10_000
    with get(f"{site}/rows.parquet") as answer:
        assert int(answer.headers["Content-Length"]) == 4_000
    for asked, content in {"0-2": b"<p>", "0-0": b"<", "-3": b"aaa"}.items():
        with get(f"{site}/page.html", Range=f"bytes={asked}") as part:
            assert (part.status_code, part.content) == (206, content)


def test_a_publication_may_come_later(tmp_path: Path) -> None:
    with served(tmp_path / "latest") as address:
        assert get(f"{address}/index.html").status_code == 404
        (tmp_path / "first").mkdir()
        (tmp_path / "first" / "index.html").write_text("The report")
        (tmp_path / "latest").symlink_to("first")
        assert get(f"{address}/").text == "The report"


def test_a_client_that_goes_away_leaves_no_traceback(
    site: str, capfd: pytest.CaptureFixture[str]
) -> None:
    host, _, port = site.rpartition("/")[2].partition(":")
    with socket.create_connection((host, int(port))) as client:
        client.sendall(b"GET /data/large.csv HTTP/1.0\r\n\r\n")
        assert client.recv(10) == b"HTTP/1.1 2"
        # The connection is reset, and not closed in order.
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    assert get(f"{site}/page.html").status_code == 200
    assert capfd.readouterr().err == ""


def test_idle_clients_keep_nobody_waiting(site: str) -> None:
    host, _, port = site.rpartition("/")[2].partition(":")
    idle = [socket.create_connection((host, int(port))) for _ in range(100)]
    assert get(f"{site}/page.html").status_code == 200
    for client in idle:
        client.close()
