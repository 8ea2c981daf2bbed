"""A server that answers like OpenAlex, its faults, and synthetic works."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable
from typing import Any

from tests.bench.openalex_server import Handler, Replay, cursor_of
from tests.ingestion.fetching.file_faults import File, status
from tests.ingestion.servers import drip

Fault = Callable[[Any], None]
"""A fault takes the handler, whose ``file`` is the requested page without gzip."""
PER_PAGE = 3


def work(number: int, year: int = 2020, **changes: Any) -> dict[str, Any]:
    """Return a synthetic work in the shape of the API's."""
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
    """Synthetic works of a year, with ids that no other year has."""
    return [work(year * 10_000 + n, year) for n in range(count)]


class FaultyReplay(Replay):
    """A server that answers the pages in ``faults`` with each listed fault once.

    A fault in a tuple lasts for ever. ``extra`` has pages by cursor.
    """

    def __init__(self, years: dict[int, list[dict[str, Any]]], per_page: int = PER_PAGE) -> None:
        super().__init__(years, per_page)
        self.faults: dict[tuple[int, int], list[Fault] | tuple[Fault]] = {}
        self.extra: dict[str, bytes] = {}
        self.stop = threading.Event()

    def answer(self, handler: Handler, path: str, query: Any) -> None:
        if query.get("cursor") in self.extra:
            self.calls += 1
            return handler.send(self.extra[query["cursor"]])
        return super().answer(handler, path, query)

    def page(self, handler: Handler, year: int, number: int) -> None:
        faults = self.faults.get((year, number))
        if not faults:
            return super().page(handler, year, number)
        handler.file = File(gzip.decompress(self.pages[year][number]))  # type: ignore[attr-defined]
        fault = faults[0] if isinstance(faults, tuple) else faults.pop(0)
        return fault(handler)


def packed(body: Any) -> bytes:
    return gzip.compress(json.dumps(body).encode(), mtime=0)


def changed(change: Callable[[dict[str, Any]], object]) -> Fault:
    """Return a fault that sends the requested page with changes."""

    def fault(handler: Any) -> None:
        body = json.loads(handler.file.body)
        change(body)
        handler.send(json.dumps(body).encode())

    return fault


def meta(**values: Any) -> Fault:
    """Return a fault that sends the requested page with other values in its header."""
    return changed(lambda body: body["meta"].update(values))


def replaced(old: bytes, new: bytes) -> Fault:
    """Return a fault that replaces the first occurrence of some bytes in the page."""

    def fault(handler: Any) -> None:
        assert old in handler.file.body
        handler.send(handler.file.body.replace(old, new, 1))

    return fault


def dripping(handler: Handler) -> None:
    """Send a body byte by byte."""
    drip(handler)


def empty_then_rest(handler: Any) -> None:
    """Send an empty page with a cursor that leads to the requested page."""
    handler.server.extra["detour"] = handler.file.body
    changed(lambda body: body.update(results=[], meta={**body["meta"], "next_cursor": "detour"}))(
        handler
    )


def empty_for_ever(handler: Any) -> None:
    """Send empty pages, each with a new cursor."""
    body = json.loads(handler.file.body)
    body["results"] = []
    for step in range(10):
        body["meta"]["next_cursor"] = f"empty{step + 1}"
        handler.server.extra[f"empty{step}"] = packed(body)
    handler.send(handler.server.extra["empty0"])


def add_a_work_of_before(body: dict[str, Any]) -> None:
    """Add a work of the page before, as if the list moved by one during the fetch."""
    number = int(body["results"][0]["id"].rpartition("W")[2])
    body["results"].insert(0, work(number - 1))


def next_stage(body: dict[str, Any]) -> None:
    """Add fields that did not exist before, as a later schema of the API might do."""
    for one in body["results"]:
        one.update(is_xpac=False, awards=[{"id": "https://openalex.org/G1"}])


def retyped(body: dict[str, Any]) -> None:
    """Change a field into an object."""
    for one in body["results"]:
        one["authorships"] = {"first": "Ada"}


NOT_UTF8 = replaced(b'"Work ', b'"Work \xff')
DEEP = replaced(b'"word":[0]', b'"word":' + b"[" * 90_000)
SPENT = {"X_RateLimit_Remaining": "0", "X_RateLimit_Remaining_USD": "0"}
REDIRECT = status(302, Location="http://elsewhere.invalid/works?api_key=SECRET-KEY")
SAME_CURSOR = meta(next_cursor=cursor_of(2))
