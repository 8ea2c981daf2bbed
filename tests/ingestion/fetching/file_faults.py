"""A server of a publisher's files on loopback, with its faults and its files."""

from __future__ import annotations

import dataclasses
import datetime as dt
import gzip
import io
import json
import socket
import struct
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingestion.fetching.request import RefreshRequest, RefreshRun
from ingestion.fetching.state import STATE, SourceState, state_of
from ingestion.landing.schema import RemoteFile, Source
from ingestion.landing.snapshots import snapshots
from ingestion.refresh import refresh
from ingestion.sources.clusters import source as clusters
from ingestion.sources.epoch import source as epoch
from ingestion.sources.hardware import source as hardware
from ingestion.sources.ror import source as ror
from tests import builders
from tests.builders import connected, csv_text, model
from tests.ingestion.servers import serving

Fault = Callable[["Handler"], None]
MONDAY, TUESDAY = "Mon, 03 Aug 2026 10:00:00 GMT", "Tue, 04 Aug 2026 10:00:00 GMT"


@dataclasses.dataclass
class File:
    """The file at a path; if ``lies``, the server answers 304 even if the file has changed."""

    body: bytes
    kind: str = "text/csv"
    etag: str = '"1"'
    modified: str = MONDAY
    lies: bool = False


class Server(ThreadingHTTPServer):
    """A server of ``files`` by place; ``faults`` come first, once each, or for ever in a tuple."""

    daemon_threads = True

    def __init__(self, handler: type[Handler] | None = None) -> None:
        super().__init__(("127.0.0.1", 0), handler or Handler)
        self.files: dict[str, File] = {}
        self.faults: dict[str, list[Fault] | tuple[Fault]] = {}
        self.requests: list[tuple[str, bool]] = []
        self.stop = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """A handler that records in ``server.requests`` each place and whether it was conditional."""

    protocol_version = "HTTP/1.1"
    # Without this, each body waits 40 ms until its headers are acknowledged.
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        self.note()
        waiting = self.server.faults.get(self.place, [])
        if isinstance(waiting, tuple):
            waiting[0](self)
        elif waiting:
            waiting.pop(0)(self)
        else:
            self.give(self.file)

    def note(self) -> None:
        """Record the request."""
        self.server.requests.append((self.place, "If-None-Match" in self.headers))

    @property
    def place(self) -> str:
        """Return the place of the request, which is the key of its file and its faults."""
        return self.path.strip("/")

    @property
    def file(self) -> File:
        return self.server.files[self.place]

    def give(self, file: File) -> None:
        known = self.headers.get("If-None-Match")
        if known is not None and (file.lies or known == file.etag):
            return self.send(b"", 304)
        return self.send(
            file.body, ETag=file.etag, Last_Modified=file.modified, Content_Type=file.kind
        )

    def send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@contextmanager
def publishing(publisher: Publisher) -> Iterator[Server]:
    """Run a server with the publisher's files."""
    server = Server()
    publisher.fill(server)
    with serving(server):
        yield server


@dataclasses.dataclass(frozen=True)
class Publisher:
    """A source, its files by path in each state (1, 2, ...), and the path of faults."""

    source: Source
    files: Callable[[int, str], dict[str, File]]
    path: str

    def fill(self, server: Server, state: int = 1) -> None:
        """Put the files of a state on a server."""
        server.files.update(self.files(state, server.url))

    def at(self, url: str) -> Source:
        """Return the source with the server's address."""
        if self.source is ror.SOURCE:
            return dataclasses.replace(
                self.source,
                remote_files=lambda get: ror.remote_files(lambda _: get(f"{url}/record")),
            )
        remote = [RemoteFile(path, f"{url}/{path}") for path in self.files(1, url)]
        return dataclasses.replace(self.source, remote_files=lambda _: remote)


def _models(state: int, _: str) -> dict[str, File]:
    rows = [model(Model=f"Synthetic-{n}") for n in range(20 * state)]
    names = ("notable_ai_models.csv", "all_ai_models.csv")
    return {name: File(csv_text(rows).encode() + b"\n" * (name[0] == "a")) for name in names}


def _clusters(state: int, _: str) -> dict[str, File]:
    row = {
        "Name": "A",
        "Status": "Existing",
        "Sector": "Private",
        "First Operational Date": "2024-01-01",
        "16-bit OP/s": "1e18",
    }
    return {
        "gpu_clusters.csv": File(
            csv_text([{**row, "Name": f"{n}"} for n in range(20 * state)]).encode()
        )
    }


def _hardware(state: int, _: str) -> dict[str, File]:
    rows = [builders.hardware(**{"Hardware name": f"Acme {n}"}) for n in range(20 * state)]
    return {"ml_hardware.csv": File(csv_text(rows).encode())}


def _organisations(state: int, url: str) -> dict[str, File]:
    out = io.BytesIO()
    records = [
        {
            "id": f"https://ror.org/0{n:08}",
            "status": "active",
            "types": ["Education"],
            "name": f"U {n}",
        }
        for n in range(20 * state)
    ]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("v1-ror-data.json"), json.dumps(records))
    link = {"key": "ror-data.zip", "links": {"self": f"{url}/ror-data.zip"}}
    return {
        "record": File(json.dumps({"files": [link]}).encode(), "application/json"),
        "ror-data.zip": File(out.getvalue(), "application/zip"),
    }


PUBLISHERS = {
    "epoch": Publisher(epoch.SOURCE, _models, "all_ai_models.csv"),
    "clusters": Publisher(clusters.SOURCE, _clusters, "gpu_clusters.csv"),
    "hardware": Publisher(hardware.SOURCE, _hardware, "ml_hardware.csv"),
    "ror": Publisher(ror.SOURCE, _organisations, "ror-data.zip"),
    "ror's record": Publisher(ror.SOURCE, _organisations, "record"),
}


@dataclasses.dataclass
class Attempts:
    """Refreshes of one source into one folder; ``waits`` replaces sleeping.

    ``full`` and ``without`` are the defaults of ``go`` and ``table``.
    """

    source: Source
    raw: Path
    lines: list[str] = dataclasses.field(default_factory=list)
    waits: list[float] = dataclasses.field(default_factory=list)
    full: bool = False
    without: str = "unmapped"

    def go(self, *, full: bool | None = None) -> SourceState:
        """Refresh once and return the stored state."""
        request = RefreshRequest(full=self.full if full is None else full)
        with connected() as connection:
            run = RefreshRun(self.lines.append)
            refresh(connection, self.source, self.raw, request, run)
        kept = state_of(self.raw, self.source)
        assert (kept.state, kept.reason) == (run.state, run.reason)
        return kept

    def table(self, without: str = "") -> list[tuple[Any, ...]]:
        """Return all stored rows without their snapshot and some columns."""
        left_out = f"snapshot_id, vintage, {without or self.without}"
        return duckdb.execute(
            f"select * exclude ({left_out}) from read_parquet(?) order by all",
            [f"{self.raw}/{self.source.name}/*/{self.source.table}.parquet"],
        ).fetchall()

    def count(self) -> int:
        return len(snapshots(self.raw, self.source))

    def age(self, days: float) -> None:
        """Move the last complete fetch into the past."""
        path = self.raw / self.source.name / STATE
        then = dt.datetime.now(dt.UTC) - dt.timedelta(days=days)
        state = {**json.loads(path.read_text()), "whole_at": then.isoformat()}
        path.write_text(json.dumps(state))


def time_limits(request: pytest.FixtureRequest) -> tuple[float, float]:
    """Set the seconds to connect and to wait for an answer, which a test of a timeout shortens."""
    return 5, 0.3 if "timeout" in request.node.name else 30.0


def answer(body: bytes, status: int = 200, **headers: str) -> Fault:
    """Return a fault that sends the given answer."""
    return lambda handler: handler.send(body, status, **headers)


def status(code: int, **headers: str) -> Fault:
    """Return a fault that sends an error status with a JSON body."""
    return answer(b'{"message": "try later"}', code, **headers)


def silence(handler: Handler) -> None:
    """Send no answer until the test ends."""
    handler.server.stop.wait(10)


def reset(handler: Handler) -> None:
    """Send half of a body, and then reset the connection."""
    body = handler.file.body
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body[: len(body) // 2])
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    handler.close_connection = True


def packed(handler: Handler) -> None:
    """Send the complete file, gzipped."""
    handler.send(gzip.compress(handler.file.body), Content_Encoding="gzip", ETag='"1"')


def truncated(handler: Handler) -> None:
    """Send gzip without its end in a complete response."""
    handler.send(gzip.compress(handler.file.body)[:-12], Content_Encoding="gzip")


def too_long(handler: Handler) -> None:
    """Send a Content-Length that is larger than the body."""
    handler.send(handler.file.body, Content_Length=str(len(handler.file.body) + 10))
    handler.close_connection = True


def too_short(handler: Handler) -> None:
    """Send a Content-Length that is smaller than the body."""
    handler.send(handler.file.body, Content_Length=str(len(handler.file.body) - 5))
    handler.close_connection = True


def endless(handler: Handler, some: bytes = b" " * 65536, **headers: str) -> None:
    """Send a body that never ends."""
    handler.send_response(200)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.close_connection = True
    try:
        while not handler.server.stop.is_set():
            handler.wfile.write(some)
    except OSError:
        pass


def endless_nothing(handler: Handler) -> None:
    """Send endless gzip that unpacks to nothing."""
    endless(handler, gzip.compress(b"") * 1000, **{"Content-Encoding": "gzip"})


HTML = b"<!DOCTYPE html><html>checking your browser</html>\n"
ERROR = b'{"error": "search backend failed"}\n'
BOMB = answer(gzip.compress(b" " * 3_000_000), Content_Encoding="gzip")
REDIRECT = status(302, Location="http://elsewhere.invalid/file?key=1")
NO_URL = status(302, Location="http://[bad")
NOT_UTF8 = b'[{"id": "\xff"}]'
DEEP = b"[" * 150_000
# The first errors pass after one or a few requests, and the others last.
RETRYABLE = {
    "429 burst": [status(429)] * 2,
    "429 with Retry-After": [status(429, Retry_After="2")],
    "500": [status(500)] * 3,
    "503 with Retry-After": [status(503, Retry_After="7")],
    "timeout": [silence],
    "reset in the body": [reset],
    "gzip": [packed],
    "truncated gzip": [truncated],
    "Content-Length too long": [too_long],
    "Content-Length too short": [too_short],
    "HTML once": [answer(HTML, Content_Type="text/html")],
    "200 with an error once": [answer(ERROR)],
}
LASTING = {
    "500": (status(500), "HTTP 500 Internal Server Error (6 attempts)"),
    "404": (status(404), "HTTP 404 Not Found: try later"),
    "reset in the body": (reset, "while reading it (6 attempts)"),
    "truncated gzip": (truncated, "gzip (6 attempts)"),
    "endless body": (endless, "the body is larger than 200000 bytes"),
    "gzip bomb": (BOMB, "the body is larger than 200000 bytes"),
    "gzip of nothing without an end": (endless_nothing, "the body is larger than 200000 bytes"),
    "redirect": (REDIRECT, "a redirect to elsewhere.invalid is not followed"),
}
