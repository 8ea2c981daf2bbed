"""DBLP's releases."""

from __future__ import annotations

import gzip

from ingestion.fetching import downloads
from ingestion.sources.dblp import fetch
from ingestion.sources.dblp.source import SOURCE
from tests.builders import dblp_record, dblp_xml
from tests.contract.adapter import Adapter
from tests.ingestion.fetching.file_faults import File, Server, answer

PAGE = "entities/collection/10.4230/dblp.xml"
RELEASE = "storage/artifacts/dblp/xml/2026/dblp-2026-10-03.xml.gz"


def publish(server: Server, state: int) -> None:
    """Serve a page that names a release, and the release."""
    records = [dblp_record(f"conf/nips/S{n}", title=f"State {state}, paper {n}") for n in range(20)]
    server.files[PAGE] = File(b"10.4230/dblp.xml.2026-10-03", "text/html")
    server.files[RELEASE] = File(gzip.compress(dblp_xml(*records), mtime=0), "application/gzip")


def adapter(place: str, **lies: tuple[bytes, str]) -> Adapter:
    return Adapter(
        source=SOURCE,
        serve=Server,
        publish=publish,
        place=place,
        file="dblp/dblp-2026-10-03.xml.gz",
        limits=((downloads, "MAX_BYTES"), (fetch, "MAX_PAGE_BYTES")),
        is_checked=False,
        selection="venue,stream,on\nnips,conf/nips,yes\n",
        # The page of releases is a web page.
        not_applicable=("HTML once",) if place == PAGE else (),
        lies={name: (answer(body), message) for name, (body, message) in lies.items()},
    )


ADAPTERS = {
    "dblp page": adapter(
        PAGE,
        no_release=(b"<html>Making sure you're not a bot!</html>", "names no release"),
        no_date=(
            b"10.4230/dblp.xml.2026-13-01",
            "the newest release has an invalid date: month must be",
        ),
    ),
    "dblp release": adapter(RELEASE, no_gzip=(b"<html></html>", "")),
}
