"""The Hub's listing."""

from __future__ import annotations

from ingestion.fetching.credentials import HUB_TOKEN
from ingestion.sources.hub import api
from ingestion.sources.hub.source import SOURCE
from tests.contract.adapter import Adapter
from tests.ingestion.fetching.file_faults import Server
from tests.ingestion.hub.faults import Hub, changed, leads_away, leads_to, listed, same_again


def publish(server: Server, state: int) -> None:
    """Serve three pages of one account, and one page of another."""
    assert isinstance(server, Hub)
    pages = [[listed("acme", state * n) for n in range(p, p + 3)] for p in (1, 4, 7)]
    server.fill("acme", *pages)
    server.fill("uni", [listed("uni", state)])


ADAPTERS = {
    "hub": Adapter(
        source=SOURCE,
        serve=lambda: Hub(api.API),
        publish=publish,
        place="acme/2",
        file="hub/models.jsonl.gz",
        limits=((api, "MAX_PAGE_BYTES"),),
        selection="account,on\nacme,yes\nuni,yes\nother,no\n",
        lies={
            "a page leads back": (leads_to("acme/1"), "leads back to an earlier one, after 6"),
            "a page leads to itself": (leads_to("acme/2"), "leads back to an earlier one, after 6"),
            "the same records for ever": (same_again, "pages in a row without a new record: 4"),
            "a page leads to another host": (
                leads_away,
                "'elsewhere.invalid', which is not follow",
            ),
            "a record of another account": (
                changed(lambda page: page.append(listed("other", 1))),
                "'other/synthetic-1' belongs to another account",
            ),
        },
        long_wait="paused",
        has_every_fault=True,
        secrets={HUB_TOKEN: "hf_SYNTHETIC/TOKEN"},
    )
}
