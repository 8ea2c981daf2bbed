"""arXiv's OAI-PMH server."""

from __future__ import annotations

import datetime as dt

from ingestion.sources.arxiv import api, fetch
from ingestion.sources.arxiv.source import SOURCE
from tests.contract.adapter import Adapter
from tests.ingestion.arxiv.faults import NOON, TODAY, Oai, page, record, same_again, with_token
from tests.ingestion.fetching.file_faults import Server

MONTH = TODAY.replace(day=1)
YESTERDAY = MONTH - dt.timedelta(days=1)
START = YESTERDAY.replace(day=1)


def publish(server: Server, state: int) -> None:
    """Serve three pages of the month before, and one page of this month."""
    assert isinstance(server, Oai)
    pages = [
        [record(n, title=f"A synthetic paper in state {state}") for n in range(p, p + 3)]
        for p in (1, 4, 7)
    ]
    server.fill("cs/old", *pages)
    server.fill("cs/new", [record(20, datestamp=str(TODAY))])


ADAPTERS = {
    "arxiv": Adapter(
        source=SOURCE,
        serve=Oai,
        publish=publish,
        place="cs/old/2",
        file=f"arxiv/cs_{START}_{YESTERDAY}.zip",
        limits=((api, "MAX_PAGE_BYTES"),),
        selection="set,on\ncs,yes\neess,no\n",
        patches=(
            (fetch, "EARLIEST", START),
            (fetch, "now", lambda: NOON),
            (api, "SECONDS_A_CALL", 0.0),
        ),
        lies={
            "a page leads to itself": (
                with_token("cs/old/2&amp;more=%20"),
                "a page leads back to an earlier one, after 6 records",
            ),
            "the same records for ever": (same_again, "without a new record: 1, after 6 records"),
            "an empty page": (page(token="cs/old/3"), "a listing without any record"),
            "fewer records than stated": (
                page(record(4), token="", size=9),
                "it ends early, after 4 of 9 records",
            ),
            "a record of another day": (
                page(record(4, datestamp=str(MONTH))),
                f"a record of {MONTH} is outside the date range",
            ),
        },
        long_wait="paused",
        has_every_fault=True,
    )
}
