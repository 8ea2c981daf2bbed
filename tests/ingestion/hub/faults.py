"""A server that answers like the Hub's listing, its faults, and synthetic models."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.ingestion.fetching.file_faults import Fault, File, Handler, Server, answer

WINDOW = 500
POLICY = f'"fixed window";"api";q={WINDOW};w=300'
SPENT = {"RateLimit": '"api";r=0;t=42'}


def listed(account: str, number: int, **changes: Any) -> dict[str, Any]:
    """Return a synthetic model in the shape of the listing."""
    found = {
        "_id": f"{number:024}",
        "id": f"{account}/synthetic-{number}",
        "createdAt": "2024-05-06T07:08:09.000Z",
        "downloads": 10 * number,
        "downloadsAllTime": 100 * number,
        "gated": False,
        "likes": number,
        "pipeline_tag": "text-generation",
        "private": False,
        "tags": ["synthetic", "arxiv:0000.00000"],
    }
    return {**found, **changes}


class HubHandler(Handler):
    """A handler of pages of an account at ``account/page``, from page 1."""

    server: Hub

    @property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.path).query)

    @property
    def place(self) -> str:
        return f"{self.query['author'][0]}/{self.query.get('cursor', ['1'])[0]}"

    @property
    def file(self) -> File:
        return self.server.files.get(self.place, File(b"[]"))

    def note(self) -> None:
        super().note()
        self.server.tokens.append(self.headers.get("Authorization"))
        self.server.queries.append(self.query)

    def give(self, file: File) -> None:
        self.send(file.body)

    def send(self, body: bytes, status: int = 200, **headers: str) -> None:
        """Send a page with the link to the next page, if it exists, and the calls left."""
        self.server.calls += 1
        account, _, page = self.place.rpartition("/")
        following = f"{account}/{int(page) + 1}"
        if following in self.server.files:
            headers = {"Link": self.server.link(following), **headers}
        left = {"RateLimit": f'"api";r={WINDOW - self.server.calls};t=300'}
        super().send(body, status, **{**left, "RateLimit_Policy": POLICY, **headers})


class Hub(Server):
    """A server of ``files`` by place, which keeps the ``tokens`` and ``queries`` of requests.

    ``public_url`` is the host that links name, by default the server itself.
    """

    def __init__(self, public_url: str = "") -> None:
        super().__init__(HubHandler)
        self.public_url = public_url or self.url
        self.calls = 0
        self.tokens: list[str | None] = []
        self.queries: list[dict[str, list[str]]] = []

    def fill(self, account: str, *pages: list[dict[str, Any]]) -> None:
        """Put an account's pages on the server."""
        for number, models in enumerate(pages, start=1):
            self.files[f"{account}/{number}"] = File(json.dumps(models).encode())

    def link(self, place: str) -> str:
        """Return the header with a link to a place."""
        account, _, page = place.rpartition("/")
        query = urlencode({"author": account, "cursor": page})
        return f'<{self.public_url}/api/models?{query}>; rel="next"'


def models_of(handler: Handler) -> list[dict[str, Any]]:
    """Return the models of the requested page."""
    found: list[dict[str, Any]] = json.loads(handler.file.body)
    return found


def changed(change: Callable[[list[dict[str, Any]]], object]) -> Fault:
    """Return a fault that sends the requested page with changes."""

    def fault(handler: Handler) -> None:
        models = models_of(handler)
        change(models)
        handler.send(json.dumps(models).encode())

    return fault


def empty_then(place: str) -> Fault:
    """Return a fault that sends an empty page with a link to a place."""

    def fault(handler: Handler) -> None:
        assert isinstance(handler.server, Hub)
        handler.send(b"[]", Link=handler.server.link(place))

    return fault


def leads_to(place: str) -> Fault:
    """Return a fault that sends the page with a link to another place."""

    def fault(handler: Handler) -> None:
        assert isinstance(handler.server, Hub)
        handler.send(handler.file.body, Link=handler.server.link(place))

    return fault


def same_again(handler: Handler) -> None:
    """Answer with a new link that leads to the same models, for ever."""
    assert isinstance(handler.server, Hub)
    place = f"{handler.place.rpartition('/')[0]}/{handler.server.calls + 100}"
    handler.server.files[place] = handler.file
    handler.server.faults[place] = (same_again,)
    handler.send(handler.file.body, Link=handler.server.link(place))


def leads_away(handler: Handler) -> None:
    """Send the page with a link to another host."""
    handler.send(
        handler.file.body, Link='<http://elsewhere.invalid/api/models?cursor=2>; rel="next"'
    )


def renamed(models: list[dict[str, Any]]) -> None:
    """Rename a field, as a later API might do."""
    for model in models:
        model["downloadCount"] = model.pop("downloads")


def retyped(models: list[dict[str, Any]]) -> None:
    """Change a field into an object."""
    for model in models:
        model["tags"] = {"all": model["tags"]}


UNAUTHORIZED = answer(
    b'{"error": "Invalid credentials in Authorization header"}', 401, Content_Type="json"
)
