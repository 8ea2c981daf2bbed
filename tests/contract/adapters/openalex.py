"""OpenAlex's works of one publication year."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from ingestion.fetching.credentials import OPENALEX_KEY
from ingestion.sources.openalex import api
from ingestion.sources.openalex.source import SOURCE
from tests.bench.openalex_server import cursor_of, page_body
from tests.contract.adapter import Adapter
from tests.ingestion.fetching.file_faults import File, Handler, Server
from tests.ingestion.openalex.faults import PER_PAGE, meta, works

YEAR, COUNT = 2020, 15
MAX_REPEATS = 200


class WorksHandler(Handler):
    """A handler that answers a page of works, whose place is its cursor, and the counts by year."""

    server: Works

    @property
    def query(self) -> dict[str, str]:
        query = parse_qs(urlsplit(self.path).query)
        assert query["api_key"]
        return {name: values[0] for name, values in query.items()}

    @property
    def place(self) -> str:
        return "counts" if "group_by" in self.query else self.query["cursor"]

    @property
    def file(self) -> File:
        if self.place == "counts":
            groups = [{"key": str(YEAR), "count": COUNT}]
            counts = {"meta": {"count": COUNT, "groups_count": 1}, "group_by": groups}
            return File(json.dumps(counts).encode())
        number = int(self.place.removeprefix("page").replace("*", "0"))
        return File(page_body(self.server.works, number, PER_PAGE))

    def give(self, file: File) -> None:
        self.send(file.body)


class Works(Server):
    """A server of ``works``, three per page."""

    def __init__(self) -> None:
        super().__init__(WorksHandler)
        self.works: list[dict[str, Any]] = []


def publish(server: Server, state: int) -> None:
    """Serve five pages of works."""
    assert isinstance(server, Works)
    server.works = [{**work, "title": f"State {state}"} for work in works(COUNT, YEAR)]


def same_again(handler: Handler) -> None:
    """Answer with the requested page and a new cursor to the same works, many times in a row."""
    number = len(handler.server.requests) + 100
    body = json.loads(page_body(works(COUNT, YEAR), 2, PER_PAGE))
    # The pages end at some time, so that the test of a client that follows every cursor ends too.
    body["meta"]["next_cursor"] = cursor_of(number) if number < MAX_REPEATS else None
    handler.server.faults[cursor_of(number)] = (same_again,)
    handler.send(json.dumps(body).encode())


ADAPTERS = {
    "openalex": Adapter(
        source=SOURCE,
        serve=Works,
        publish=publish,
        place=cursor_of(2),
        file=f"openalex/works-{YEAR}.jsonl.gz",
        limits=((api, "MAX_PAGE_BYTES"),),
        selection="name,kind,on,names,ids\nvenue,venue,yes,V,S1\n",
        lies={
            "a page leads to itself": (meta(next_cursor=cursor_of(2)), "after 9 of 15 works"),
            "a page leads back": (meta(next_cursor="*"), "after 9 of 15 works"),
            "the same records again and again": (same_again, "after 9 of 15 works"),
            "an end too early": (meta(next_cursor=None), "after 9 of 15 works"),
            "more records stated than listed": (meta(count=1000), "after 15 of 1000 works"),
        },
        long_wait="paused",
        secrets={OPENALEX_KEY: "SECRET/KEY"},
        switch=OPENALEX_KEY,
    )
}
