"""Awards: both feeds, what is never stored, and awards that are set aside."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.contract.sites import awarded
from tests.ingestion.servers import HOST, File, file
from tests.ingestion.sources.refreshes import Refreshes, make_due, refreshing


@pytest.fixture
def awards(tmp_path: Path) -> Iterator[Refreshes]:
    with refreshing("awards", tmp_path) as refreshes:
        yield refreshes


def feeds(path: str, query: dict[str, str]) -> File | None:
    """Return a page of NAIRR, and one of two pages of ACCESS."""
    if path != "/current-projects.json":
        return None
    page = int(query["page"])
    if "nairr" in query[HOST]:
        projects, pages = [awarded(n) for n in range(4)] + [awarded(4, resources=[])], 1
    else:
        resource = {"resourceId": 1, "resourceName": "Machine", "units": None, "allocation": 7.5}
        changes = {"requestNumber": None, "beginDate": "2026-01-02", "endDate": "2026-06-30"}
        projects, pages = [awarded(0, projectId=page, resources=[resource], **changes)], 2
    return file(json.dumps({"projects": projects, "pages": pages, "filters": {}}))


def test_both_feeds_are_read_without_persons_titles_and_abstracts(awards: Refreshes) -> None:
    awards.server.respond = feeds
    run = awards.refresh()
    assert (run.state, run.calls) == ("complete", 3)
    rows = awards.rows("feed, project, begins::varchar, resource, units, amount")
    assert rows[:2] == [
        ("access", "1", "2026-01-02", "Machine", None, 7.5),
        ("access", "2", "2026-01-02", "Machine", None, 7.5),
    ]
    assert rows[2] == (
        "nairr", "NAIRR0", "2024-04-22", "NCSA Delta GPU (Delta GPU)", "GPU Hours", 12000.0
    )  # fmt: skip
    stored = b"".join(path.read_bytes() for path in awards.raw.rglob("*") if path.is_file())
    assert b"Example University" in stored
    assert not any(text in stored for text in (b"Ada", b"secret", b"propose"))


def test_an_unchanged_feed_costs_its_first_and_last_page(awards: Refreshes) -> None:
    def paged(*ended: int) -> Callable[[str, dict[str, str]], File | None]:
        going = [awarded(n) for n in range(10) if n not in ended]

        def respond(path: str, query: dict[str, str]) -> File | None:
            projects = going[2 * int(query["page"]) - 2 :][:2] if "json" in path else []
            return file(json.dumps({"projects": projects, "pages": 5})) if projects else None

        return respond

    awards.server.respond = paged()
    assert awards.refresh().calls == 10
    make_due(awards.raw, "awards")
    assert (awards.refresh().calls, len(awards.snapshots())) == (4, 2)
    awards.server.respond = paged(4)
    make_due(awards.raw, "awards")
    run = awards.refresh()
    assert (run.state, run.calls, len(awards.snapshots())) == ("complete", 10, 4)
    assert awards.refresh(full=True).calls == 10
