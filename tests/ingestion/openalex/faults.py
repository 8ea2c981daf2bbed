"""A server that answers like OpenAlex and misbehaves on request, and works in OpenAlex's shape."""

from __future__ import annotations

import gzip
import json
import socket
import struct
import threading
from collections.abc import Callable
from typing import Any

from tests.bench.openalex_server import Handler, Replay, cursor_of, page_body
from tests.ingestion.servers import drip

Fault = Callable[["FaultyReplay", Handler, int, int], None]
PER_PAGE = 3


def work(number: int, year: int = 2020, **changes: Any) -> dict[str, Any]:
    """A synthetic work in the shape of the API's."""
    found = {
        "id": f"https://openalex.org/W{number}",
        "doi": f"https://doi.org/10.1/{number}",
        "title": f"Work {number}",
        "publication_year": year,
        "publication_date": f"{year}-03-01",
        "type": "article",
        "language": "en",
        "primary_location": {"source": {"id": "https://openalex.org/S1", "display_name": "V"}},
        "authorships": [
            {
                "author_position": "first",
                "author": {"id": f"https://openalex.org/A{number}", "display_name": "Ada"},
                "institutions": [{"id": "https://openalex.org/I1", "type": "education"}],
                "raw_affiliation_strings": ["Example University"],
            }
        ],
        "topics": [
            {"id": f"https://openalex.org/T{n}", "display_name": "T", "score": 1 / n}
            for n in (1, 2)
        ],
        "keywords": [],
        "cited_by_count": number,
        "counts_by_year": [{"year": 2024, "cited_by_count": 1}],
        "is_retracted": False,
        "abstract_inverted_index": {"word": [0], "two\u2028lines": [1]},
        "created_date": "2024-01-01",
        "updated_date": "2024-02-02T00:00:00",
    }
    return {**found, **changes}


def works(count: int, year: int = 2020) -> list[dict[str, Any]]:
    """As many works of a year, with ids that no other year has."""
    return [work(year * 10_000 + n, year) for n in range(count)]


class FaultyReplay(Replay):
    """A replay in which the pages in ``faults`` are answered by a fault, once for each listed.

    A fault listed as the only element of a tuple is there for good.
    """

    def __init__(self, years: dict[int, list[dict[str, Any]]], per_page: int = PER_PAGE) -> None:
        super().__init__(years, per_page)
        self.years, self.per_page = years, per_page
        self.faults: dict[tuple[int, int], list[Fault] | tuple[Fault]] = {}
        self.extra: dict[str, bytes] = {}
        self.stop = threading.Event()

    def answer(self, handler: Handler, path: str, asked: Any) -> None:
        if asked.get("cursor") in self.extra:
            self.calls += 1
            return handler.send(self.extra[asked["cursor"]])
        return super().answer(handler, path, asked)

    def page(self, handler: Handler, year: int, number: int) -> None:
        waiting = self.faults.get((year, number), [])
        if isinstance(waiting, tuple):
            waiting[0](self, handler, year, number)
        elif waiting:
            waiting.pop(0)(self, handler, year, number)
        else:
            super().page(handler, year, number)

    def body(self, year: int, number: int) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(page_body(self.years[year], number, self.per_page))
        return found


def packed(body: dict[str, Any]) -> bytes:
    return gzip.compress(json.dumps(body).encode(), mtime=0)


def status(code: int, **headers: str) -> Fault:
    """An error status with a JSON body."""

    def fault(server: FaultyReplay, handler: Handler, year: int, number: int) -> None:
        handler.send(b'{"error":"trouble","message":"try later"}', code, **headers)

    return fault


def raw_body(body: bytes, **headers: str) -> Fault:
    """HTTP 200 with any bytes."""

    def fault(server: FaultyReplay, handler: Handler, year: int, number: int) -> None:
        handler.send(body, **headers)

    return fault


def changed(change: Callable[[dict[str, Any]], None]) -> Fault:
    """The page that was asked for, changed."""

    def fault(server: FaultyReplay, handler: Handler, year: int, number: int) -> None:
        body = server.body(year, number)
        change(body)
        handler.send(packed(body))

    return fault


def replaced(old: bytes, new: bytes) -> Fault:
    """The page that was asked for, with other bytes where some stand first."""

    def fault(server: FaultyReplay, handler: Handler, year: int, number: int) -> None:
        body = json.dumps(server.body(year, number)).encode()
        assert old in body
        handler.send(gzip.compress(body.replace(old, new, 1), mtime=0))

    return fault


def dripping(server: FaultyReplay, handler: Handler, year: int, number: int) -> None:
    """A body of one byte after the other."""
    drip(handler)


def silence(server: FaultyReplay, handler: Handler, year: int, number: int) -> None:
    """No answer until the test ends."""
    server.stop.wait(10)


def reset(server: FaultyReplay, handler: Handler, year: int, number: int) -> None:
    """Half of a body, then a reset."""
    body = server.pages[year][number]
    handler.send_response(200)
    handler.send_header("Content-Encoding", "gzip")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body[: len(body) // 2])
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    handler.close_connection = True


def truncated(server: FaultyReplay, handler: Handler, year: int, number: int) -> None:
    """Gzip that lacks its end, in a response that is whole."""
    handler.send(server.pages[year][number][:-12])


def too_long(server: FaultyReplay, handler: Handler, year: int, number: int) -> None:
    """A Content-Length beyond the body."""
    body = server.pages[year][number]
    handler.send(body, Content_Length=str(len(body) + 10))
    handler.close_connection = True


def too_short(server: FaultyReplay, handler: Handler, year: int, number: int) -> None:
    """A Content-Length within the body, so that the rest is taken for the next answer."""
    body = gzip.decompress(server.pages[year][number])
    handler.send(body, Content_Length=str(len(body) - 10))


def endless(server: FaultyReplay, handler: Handler, year: int, number: int) -> None:
    """A body that goes on for as long as someone reads it."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.end_headers()
    handler.close_connection = True
    try:
        while not server.stop.is_set():
            handler.wfile.write(b" " * 65536)
    except OSError:
        pass


def empty_then_rest(server: FaultyReplay, handler: Handler, year: int, number: int) -> None:
    """An empty page whose cursor leads to the page that was asked for."""
    server.extra["detour"] = server.pages[year][number]
    body = server.body(year, number)
    body["results"], body["meta"]["next_cursor"] = [], "detour"
    handler.send(packed(body))


def empty_for_ever(server: FaultyReplay, handler: Handler, year: int, number: int) -> None:
    """Empty pages, each with a new cursor."""
    body = server.body(year, number)
    body["results"] = []
    for step in range(10):
        body["meta"]["next_cursor"] = f"empty{step + 1}"
        server.extra[f"empty{step}"] = packed(body)
    body["meta"]["next_cursor"] = "empty0"
    handler.send(packed(body))


def cursor_to(cursor: str | None) -> Fault:
    """The page with another cursor."""

    def change(body: dict[str, Any]) -> None:
        body["meta"]["next_cursor"] = cursor

    return changed(change)


def count_of(count: int) -> Fault:
    """The page with another number of works that the list has."""

    def change(body: dict[str, Any]) -> None:
        body["meta"]["count"] = count

    return changed(change)


def add_a_work_of_before(body: dict[str, Any]) -> None:
    """The list moved by one while it was read."""
    number = int(body["results"][0]["id"].rpartition("W")[2])
    body["results"].insert(0, work(number - 1))


def next_stage(body: dict[str, Any]) -> None:
    """A later stage of the API's schema: fields that were not there before."""
    for one in body["results"]:
        one.update(is_xpac=False, awards=[{"id": "https://openalex.org/G1"}])


def retyped(body: dict[str, Any]) -> None:
    """A field that becomes an object."""
    for one in body["results"]:
        one["authorships"] = {"first": "Ada"}


NOT_UTF8 = replaced(b'"Work ', b'"Work \xff')
DEEP = replaced(b'"word": [0]', b'"word": ' + b"[" * 90_000)
SPENT = {"X_RateLimit_Remaining": "0", "X_RateLimit_Remaining_USD": "0"}
HTML = b"<!DOCTYPE html><html>checking your browser</html>"
ERROR = json.dumps({"error": "Internal", "message": "search backend failed"}).encode()
BOMB = gzip.compress(b" " * 3_000_000, mtime=0)
REDIRECT = status(302, Location="http://elsewhere.invalid/works?api_key=SECRET-KEY")
SAME_CURSOR = cursor_to(cursor_of(2))
