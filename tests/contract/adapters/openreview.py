"""OpenReview's notes."""

from __future__ import annotations

from ingestion.fetching.credentials import OPENREVIEW_PASSWORD, OPENREVIEW_USERNAME
from ingestion.sources.openreview import api
from ingestion.sources.openreview.source import SOURCE
from tests.contract.adapter import Adapter
from tests.ingestion.fetching.file_faults import Server
from tests.ingestion.openreview import faults
from tests.ingestion.openreview.faults import Reviews, changed, noted

VENUE = "ACME.cc/2024"


def publish(server: Server, state: int) -> None:
    """Serve four pages of one list, and one page of another."""
    assert isinstance(server, Reviews)
    title = {"title": {"value": f"A synthetic paper in state {state}"}}
    server.notes = {
        VENUE: [noted(VENUE, n, content=title) for n in range(1, 9)],
        "JOURNAL": [noted("JOURNAL", 30)],
    }


ADAPTERS = {
    "openreview": Adapter(
        source=SOURCE,
        serve=Reviews,
        publish=publish,
        place=f"{VENUE}/2",
        file="openreview/acme.jsonl.gz",
        limits=((api, "MAX_PAGE_BYTES"),),
        selection=(
            f"venue,on,first_year,every,venueid\nacme,yes,,,{VENUE}\njournal,yes,,,JOURNAL\n"
        ),
        lies={
            "the page before again": (changed(faults.again), "its notes moved after 3 of 8"),
            "an empty page": (changed(faults.emptied), "without a new record: 1, after 3 of 8"),
            "more records than stated": (changed(faults.longer), "more records than it states"),
            "a stated number that moves": (
                changed(lambda page: page.update(count=9)),
                "the stated number of records changes to 9, after 3 of 8 notes",
            ),
            "a record of another venue": (
                changed(lambda page: page["notes"].append(noted("OTHER.cc", 50))),
                "a note belongs to 'OTHER.cc', not to 'ACME.cc/2024'",
            ),
            "a record twice on a page": (
                changed(lambda page: page["notes"].append(page["notes"][0])),
                "a record appears twice, after 3 of 8 notes",
            ),
        },
        long_wait="paused",
        secrets={OPENREVIEW_USERNAME: faults.USERNAME, OPENREVIEW_PASSWORD: faults.PASSWORD},
    )
}
