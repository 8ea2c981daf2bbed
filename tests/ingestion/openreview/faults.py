"""A server that answers like OpenReview's API v2, its faults, and synthetic notes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.ingestion.fetching.file_faults import Fault, File, Handler, Server, answer

HOUR = 500
USERNAME, PASSWORD, TOKEN = "who@synthetic.example", "S3CRET/word", "eyJ.SYNTHETIC+TOKEN"
ADDRESS = "author@synthetic.example"
SPENT = {"RateLimit_Remaining": "0", "RateLimit_Reset": "42"}


def noted(venueid: str, number: int, **changes: Any) -> dict[str, Any]:
    """Return a synthetic note in the shape of the API, with fields that must not be stored."""
    note = {
        "id": f"note{number}",
        "forum": f"note{number}",
        "number": number,
        "cdate": 1700000000000 + number,
        "tcdate": 1700000000000,
        "mdate": 1719287297883,
        "pdate": 1714610512428,
        "readers": ["everyone"],
        "signatures": [ADDRESS],
        "content": {
            "title": {"value": f"A synthetic paper {number}"},
            "abstract": {"value": "Synthetic."},
            "authors": {"value": ["Ann Synthetic", "Bo Synthetic"]},
            "authorids": {"value": [ADDRESS, "~Bo_Synthetic1"]},
            "keywords": {"value": ["synthesis"]},
            "venue": {"value": "Synthetic poster"},
            "venueid": {"value": venueid},
        },
    }
    content = {**note["content"], **changes.pop("content", {})}  # type: ignore[dict-item]
    return {**note, **changes, "content": content}


class ReviewHandler(Handler):
    """A handler of pages at ``venueid/offset``, and of ``login``."""

    server: Reviews

    @property
    def query(self) -> dict[str, str]:
        return {name: one for name, (one,) in parse_qs(urlsplit(self.path).query).items()}

    @property
    def place(self) -> str:
        if self.command == "POST":
            return "login"
        return f"{self.query['content.venueid']}/{self.query['offset']}"

    @property
    def file(self) -> File:
        if self.command == "POST":
            return File(json.dumps({"token": TOKEN, "user": {"id": USERNAME}}).encode())
        return File(json.dumps(self.page).encode())

    @property
    def page(self) -> dict[str, Any]:
        notes = self.server.notes.get(self.query["content.venueid"], [])
        first = int(self.query["offset"])
        return {"notes": notes[first : first + self.server.per_page], "count": len(notes)}

    def do_POST(self) -> None:  # noqa: N802 - the library names it
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.logins.append(json.loads(body))
        self.do_GET()

    def note(self) -> None:
        super().note()
        self.server.tokens.append(self.headers.get("Authorization"))
        if self.command == "GET":
            self.server.queries.append(self.query)

    def give(self, file: File) -> None:
        self.send(file.body)

    def send(self, body: bytes, status: int = 200, **headers: str) -> None:
        """Send with the calls left in the hour, and the content type of the API."""
        self.server.calls += 1
        left = {"RateLimit_Remaining": f"{HOUR - self.server.calls}", "RateLimit_Reset": "2227"}
        kind = {"Content_Type": "application/json; charset=utf-8"}
        super().send(body, status, **{**kind, **left, **headers})


class Reviews(Server):
    """A server of ``notes`` by venueid, which keeps ``tokens``, ``queries`` and ``logins``."""

    per_page = 3

    def __init__(self) -> None:
        super().__init__(ReviewHandler)
        self.calls = 0
        self.notes: dict[str, list[dict[str, Any]]] = {}
        self.tokens: list[str | None] = []
        self.queries: list[dict[str, str]] = []
        self.logins: list[dict[str, str]] = []

    @property
    def places(self) -> list[str]:
        return [place for place, _ in self.requests]


def changed(change: Callable[[dict[str, Any]], object]) -> Fault:
    """Return a fault that sends the requested page with changes."""

    def fault(handler: Handler) -> None:
        page = json.loads(handler.file.body)
        change(page)
        handler.send(json.dumps(page).encode())

    return fault


def refused(name: str, message: str, status: int, **more: Any) -> Fault:
    """Return a fault that refuses a request in the format of the API."""
    return answer(json.dumps({"name": name, "message": message, **more}).encode(), status)


CHALLENGE = refused("ChallengeRequiredError", "Challenge verification required", 403)
BROWSER = answer(
    b"<!DOCTYPE html>\n<title>Verifying your browser | OpenReview</title>",
    Content_Type="text/html; charset=utf-8",
)
WRONG_PASSWORD = refused("Error", "Invalid username or password (2025-03-05-1)", 400)


def spent_until(moment: str) -> Fault:
    """Return a fault of a spent rate limit, whose end only the body states."""
    body = {"name": "RateLimitError", "status": 429, "details": {"limit": 36, "resetTime": moment}}
    return answer(
        json.dumps(body).encode(), 429, RateLimit_Remaining="unknown", RateLimit_Reset="unknown"
    )


def again(page: dict[str, Any]) -> None:
    """Send the notes of the page before."""
    page["notes"] = [noted("ACME.cc/2024", n) for n in (1, 2, 3)]


def emptied(page: dict[str, Any]) -> None:
    """Send a page without notes before the end."""
    page["notes"] = []


def longer(page: dict[str, Any]) -> None:
    """Send more notes than are stated."""
    page["notes"] += [noted("ACME.cc/2024", n) for n in range(90, 97)]


def renamed(page: dict[str, Any]) -> None:
    """Rename a field, as a later API might do."""
    for note in page["notes"]:
        note["content"]["heading"] = note["content"].pop("title")


def retyped(page: dict[str, Any]) -> None:
    """Send a field without its wrapper, as API v1 does."""
    for note in page["notes"]:
        note["content"]["title"] = note["content"]["title"]["value"]
