"""A server on loopback that answers like OpenAlex, for the benchmark and the tests."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from ingestion.sources.openalex.api import PER_PAGE

CALLS_PER_DAY = 10_000
GZIP_LEVEL = 6


def cursor_of(number: int) -> str:
    """Return the cursor of a page; pages count from 0."""
    return "*" if number == 0 else f"page{number}"


def page_body(works: Sequence[Mapping[str, Any]], number: int, per_page: int) -> bytes:
    """Return a page of works in the API's shape. The last page has no cursor."""
    start = number * per_page
    more = start + per_page < len(works)
    meta = {
        "count": len(works), "db_response_time_ms": 20, "page": None, "per_page": per_page,
        "next_cursor": cursor_of(number + 1) if more else None, "groups_count": None,
        "cost_usd": 0.0001,
    }  # fmt: skip
    body = {"meta": meta, "results": works[start : start + per_page], "group_by": []}
    return json.dumps(body, separators=(",", ":")).encode()


class Handler(BaseHTTPRequestHandler):
    """A handler that passes a request to the server and sends its answer."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Replay

    def do_GET(self) -> None:
        """Answer ``/works`` (a page, or counts) and ``/sources``."""
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        time.sleep(self.server.delay)
        self.server.answer(self, url.path, query)

    def send(self, body: bytes, status: int = 200, **headers: str) -> None:
        """Send a gzipped JSON body with the headers of the rate limit."""
        packed = {"Content-Encoding": "gzip"} if body[:2] == b"\x1f\x8b" else {}
        used = self.server.calls
        all_headers = {
            "Content-Type": "application/json",
            **packed,
            "Content-Length": str(len(body)),
            "X-RateLimit-Limit": str(CALLS_PER_DAY),
            "X-RateLimit-Remaining": str(CALLS_PER_DAY - used),
            "X-RateLimit-Credits-Used": "1",
            "X-RateLimit-Reset": "3600",
            "X-RateLimit-Limit-USD": "1",
            "X-RateLimit-Remaining-USD": f"{1 - used / CALLS_PER_DAY:.4f}",
            "X-RateLimit-Cost-USD": "0.0001",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        self.send_response(status)
        for name, value in all_headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Log nothing."""


class Replay(ThreadingHTTPServer):
    """A server of works by publication year. ``asked`` lists the requested (year, page)."""

    daemon_threads = True

    def __init__(
        self, works: Mapping[int, Sequence[Mapping[str, Any]]], per_page: int = PER_PAGE,
        delay: float = 0.0,
    ) -> None:  # fmt: skip
        super().__init__(("127.0.0.1", 0), Handler)
        self.delay, self.calls = delay, 0
        self.counts = {year: len(found) for year, found in works.items()}
        self.pages = {
            year: [
                gzip.compress(page_body(found, number, per_page), GZIP_LEVEL, mtime=0)
                for number in range(-(-len(found) // per_page))
            ]
            for year, found in works.items()
        }
        self.asked: list[tuple[int, int]] = []

    @property
    def url(self) -> str:
        """Return the base URL of the server."""
        return f"http://127.0.0.1:{self.server_port}"

    def answer(self, handler: Handler, path: str, query: Mapping[str, str]) -> None:
        """Answer one request."""
        self.calls += 1
        if "api_key" not in query:
            handler.send(b'{"error":"Unauthorized","message":"an API key is needed"}', 401)
        elif path == "/sources":
            named = {"id": "https://openalex.org/S1", "display_name": query["search"]}
            handler.send(json.dumps({"meta": {"count": 1}, "results": [named]}).encode())
        elif "group_by" in query:
            groups = [{"key": str(year), "count": n} for year, n in self.counts.items()]
            meta = {"count": sum(self.counts.values()), "groups_count": len(groups)}
            handler.send(json.dumps({"meta": meta, "group_by": groups}).encode())
        else:
            year = int(query["filter"].rsplit(":", 1)[-1])
            number = int(query["cursor"].removeprefix("page").replace("*", "0"))
            self.asked.append((year, number))
            self.page(handler, year, number)

    def page(self, handler: Handler, year: int, number: int) -> None:
        """Answer the request for a page of works."""
        handler.send(self.pages[year][number])
