"""OpenAlex's works: years that are due, complete lists of pages, and names of venues."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from ingestion.sources.openalex import fetch
from ingestion.sources.openalex.fetch import plain_name
from tests.contract.sites import work
from tests.ingestion.servers import File, file, status
from tests.ingestion.sources.refreshes import Refreshes, refreshing

TODAY = dt.datetime.now(dt.UTC).date()
YEARS = TODAY.year - fetch.FIRST_YEAR + 1


@pytest.fixture
def openalex(tmp_path: Path) -> Iterator[Refreshes]:
    with refreshing("openalex", tmp_path) as refreshes:
        yield refreshes


def test_a_year_with_works_is_one_file_of_all_its_pages(openalex: Refreshes) -> None:
    run = openalex.refresh()
    # A look-up of the venue, a page for each year, and the second page of 2020.
    assert (run.state, run.calls) == ("complete", 1 + YEARS + 1)
    (snapshot,) = openalex.snapshots()
    assert (snapshot.file, snapshot.rows) == ("openalex/works-2020.jsonl.gz", 6)
    query = parse_qs(urlsplit(openalex.server.requests[-1]).query)
    assert query["filter"] == [f"primary_location.source.id:S1,publication_year:{fetch.FIRST_YEAR}"]
    assert query["api_key"] == ["SECRET/KEY"]


def test_a_stored_year_is_due_again_after_its_days(
    openalex: Refreshes, monkeypatch: pytest.MonkeyPatch
) -> None:
    openalex.refresh(years=[2020])
    assert openalex.refresh(years=[2020]).calls == 0
    assert openalex.refresh(years=[2020], full=True).calls == 3
    monkeypatch.setattr(fetch, "SETTLED_DAYS", 0)
    assert openalex.refresh(years=[2020]).calls == 3


def test_the_price_of_each_call_is_added_up(openalex: Refreshes) -> None:
    respond = openalex.server.respond

    def priced(path: str, query: dict[str, str]) -> File | None:
        answer = respond(path, query)
        assert answer is not None
        return File(answer.body, {"X-RateLimit-Cost-USD": "0.0001"})

    openalex.server.respond = priced
    assert openalex.refresh(years=[2020]).cost_usd == pytest.approx(0.0003)


def page(count: int, cursor: str | None, *works: dict[str, Any]) -> File:
    return file(json.dumps({"meta": {"count": count, "next_cursor": cursor}, "results": works}))


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        (page(6, None), "ends after 3 of 6 works"),
        (page(6, "third", work(1), work(2)), "ends after 3 of 6 works"),
        (page(3, None, work(4)), "ends after 4 of 6 works"),
        (page(1000, None, work(4), work(5), work(6)), "ends after 6 of 1000 works"),
    ],
    ids=["an early end", "works again", "fewer stated", "more stated"],
)
def test_a_list_that_ends_early_is_not_stored(
    openalex: Refreshes, second: File, reason: str
) -> None:
    first = openalex.server.respond
    openalex.server.respond = lambda path, query: (
        second if query.get("cursor") == "second" else first(path, query)
    )
    run = openalex.refresh(years=[2020])
    assert run.state == "degraded"
    assert f"the list of 2020 {reason}" in run.reason
    assert openalex.snapshots() == []


def test_a_year_that_fails_does_not_stop_the_others(openalex: Refreshes) -> None:
    openalex.server.faults["/works"] = [status(403)]
    run = openalex.refresh(years=[2020, 2021])
    assert run.state == "degraded"
    assert [snapshot.file for snapshot in openalex.snapshots()] == ["openalex/works-2020.jsonl.gz"]


def test_a_stored_year_without_works_and_a_venue_without_a_source_are_errors(
    openalex: Refreshes,
) -> None:
    openalex.refresh(years=[2020])
    respond = openalex.server.respond
    openalex.server.respond = lambda path, query: (
        respond(path, query) if path == "/sources" else page(0, None)
    )
    assert "it lists no work of 2020 any more" in openalex.refresh(years=[2020], full=True).reason
    openalex.server.respond = lambda *_: file('{"results": []}')
    reason = openalex.refresh(years=[2020], full=True).reason
    assert "no source is named like nips: Synthetic Conference" in reason


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Proceedings of the 38th International Conference on Machine Learning", None),
        ("2021 IEEE/CVF International Conference on Machine Learning (ICML)", None),
        ("The Thirty-Eighth Annual International Conference on Machine Learning - ICML '21", None),
        ("Machine Learning", "machine learning"),
        ("Workshop at the International Conference on Machine Learning", "workshop at the int"),
    ],
)
def test_a_name_is_compared_without_year_ordinal_and_abbreviation(
    name: str, plain: str | None
) -> None:
    assert plain_name(name).startswith(plain or "international conference on machine learning")
