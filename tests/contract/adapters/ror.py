"""ROR: the record of its dump, the dump, and the changes by API."""

from __future__ import annotations

from ingestion.fetching import downloads
from ingestion.fetching.credentials import ROR_CLIENT_ID
from ingestion.sources.ror import fetch
from ingestion.sources.ror.source import SOURCE
from tests.contract.adapter import Adapter
from tests.ingestion.fetching.file_faults import Server, answer
from tests.ingestion.ror.faults import (
    CHANGED,
    DUMP,
    JUNE,
    NEXT,
    SINCE,
    api_files,
    body,
    dump_files,
    place,
    record,
)

RECORD = "api/records/6347574"


def publish_dump(server: Server, state: int) -> None:
    """Serve a dump that grows with the state, and no changes since then."""
    dump = [*DUMP, *(record(100 + n, JUNE) for n in range(state))]
    files = dump_files(dump, "https://zenodo.org")
    server.files.update({RECORD: files["record"], "ror-data.zip": files["ror-data.zip"]})
    server.files.update(api_files([], 60))


def publish_changes(server: Server, state: int) -> None:
    """Serve three pages of changes since the dump."""
    publish_dump(server, 1)
    status = "active" if state == 1 else "inactive"
    server.files.update(api_files([{**one, "status": status} for one in CHANGED], 63))


def dump_adapter(place: str, *, is_checked: bool) -> Adapter:
    return Adapter(
        source=SOURCE,
        serve=Server,
        publish=publish_dump,
        place=place,
        file="ror/ror-data.zip",
        limits=((downloads, "MAX_BYTES"), (downloads, "MAX_JSON_BYTES")),
        is_checked=is_checked,
        lies={"a body of another kind": (answer(b"[]\n"), "")},
    )


ADAPTERS = {
    "ror record": dump_adapter(RECORD, is_checked=False),
    "ror dump": dump_adapter("ror-data.zip", is_checked=False),
    "ror changes": Adapter(
        source=SOURCE,
        serve=Server,
        publish=publish_changes,
        place=place(2),
        file=f"ror/ror-changes-since-{SINCE}.json",
        limits=((fetch, "MAX_PAGE_BYTES"),),
        lies={
            "the page before again": (
                answer(body(CHANGED[:20], 45)),
                "it ends early, after 25 of 45 organisations",
            ),
            "more records than stated": (
                answer(body([*CHANGED[20:40], record(70, NEXT)], 45)),
                "it has more records than it states, after 46 of 45 organisations",
            ),
            "a stated number that moves": (
                answer(body(CHANGED[20:40], 44)),
                "the stated number of records changes to 44, after 20 of 45 organisations",
            ),
        },
        secrets={ROR_CLIENT_ID: "Very/Secret+ID"},
    ),
}
