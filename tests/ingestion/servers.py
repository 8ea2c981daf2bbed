"""A publisher on loopback: its files, its faults, and a way for public URLs to reach it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from requests.adapters import HTTPAdapter
from tenacity import wait_none

from ingestion import http

S = TypeVar("S", bound=ThreadingHTTPServer)


@contextmanager
def serving(server: S) -> Iterator[S]:
    """Run a server in a thread; at the end its event ``stop`` releases waiting answers."""
    with server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            getattr(server, "stop", threading.Event()).set()
            server.shutdown()
            thread.join()


@dataclass
class File:
    """A file at a publisher, with the headers of its answer."""

    body: bytes
    headers: dict[str, str]


def file(body: bytes | str, **headers: str) -> File:
    """Return a file; ``Last_Modified="..."`` sets the header Last-Modified."""
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    return File(body.encode() if isinstance(body, str) else body, fields)


Respond = Callable[[str, dict[str, str]], File | None]
"""``respond(path, query) -> file``; None if the publisher has nothing there."""
HOST = "@host"
"""The entry of the query with the host that the request names."""
Fault = Callable[["Handler"], None]


class Publisher(ThreadingHTTPServer):
    """A server of what ``respond`` returns; ``faults`` by path come first, once each."""

    daemon_threads = True

    def __init__(self, respond: Respond) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.respond = respond
        self.faults: dict[str, list[Fault]] = {}
        self.requests: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.stop = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """A handler that records each request, but those of robots.txt."""

    protocol_version = "HTTP/1.1"
    # Without this, each body waits 40 ms until its headers are acknowledged.
    disable_nagle_algorithm = True
    server: Publisher

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path != "/robots.txt":
            self.server.requests.append(self.path)
            self.server.headers.append(dict(self.headers))
        faults = self.server.faults.get(path)
        if faults:
            faults.pop(0)(self)
        elif (good := self.response()) is None:
            self.send(b"", 404)
        elif "ETag" in good.headers and self.headers.get("If-None-Match") == good.headers["ETag"]:
            self.send(b"", 304)
        else:
            self.send(good.body, **good.headers)

    def response(self) -> File | None:
        """Return the good answer to the request. There is no robots.txt."""
        parts = urlsplit(self.path)
        if parts.path == "/robots.txt":
            return None
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        query[HOST] = self.headers["Host"]
        return self.server.respond(parts.path, query)

    def send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Log nothing."""


def answer(body: bytes | str, status: int = 200, **headers: str) -> Fault:
    """Return a fault that sends the given answer."""
    content = file(body, **headers)
    return lambda handler: handler.send(content.body, status, **content.headers)


def status(code: int, **headers: str) -> Fault:
    """Return a fault that sends an error status with a JSON body."""
    return answer('{"message": "try later"}', code, **headers)


def silence(handler: Handler) -> None:
    """Send no answer until the test ends."""
    handler.server.stop.wait(20)


def cut(handler: Handler) -> None:
    """Send half of the body, and close the connection."""
    good = handler.response()
    assert good is not None
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(good.body)))
    handler.end_headers()
    handler.wfile.write(good.body[: len(good.body) // 2])
    handler.close_connection = True


WAITS: list[float] = []
"""The waits of the client in s, which it does not spend."""


class _Loopback(HTTPAdapter):
    """An adapter that sends every request to one server, whatever host the URL names."""

    def __init__(self, url: str) -> None:
        self._url = url
        super().__init__()

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> Any:
        public_url = str(request.url)
        parts = urlsplit(public_url)
        request.url = f"{self._url}{parts.path}{f'?{parts.query}' if parts.query else ''}"
        request.headers["Host"] = parts.netloc
        response = super().send(request, *args, **options)
        response.url = request.url = public_url
        return response


def route(patch: pytest.MonkeyPatch, url: str, timeout: float = 30) -> None:
    """Let every request of ingestion reach one server, and retry without a wait."""
    adapter = _Loopback(url)
    patch.setattr(http.Client, "get_adapter", lambda *_, **__: adapter)
    patch.setattr(http, "BACKOFF", wait_none())
    patch.setattr(http, "TIMEOUT", (5, timeout))
    patch.setattr(http, "sleep", WAITS.append)
