"""Crossref's works: complete lists of pages, titles of proceedings, and what is read of a work."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from ingestion.sources.crossref import fetch
from ingestion.sources.crossref import source as crossref_source
from tests.contract.sites import deposited
from tests.ingestion.servers import File, file
from tests.ingestion.sources.refreshes import Refreshes, refreshing

YEAR = dt.datetime.now(dt.UTC).year


@pytest.fixture
def crossref(tmp_path: Path) -> Iterator[Refreshes]:
    with refreshing("crossref", tmp_path) as refreshes, pytest.MonkeyPatch.context() as patch:
        for module in (fetch, crossref_source):
            patch.setattr(module, "FIRST_YEAR", YEAR)
        yield refreshes


def page(total: int, *works: dict[str, Any], cursor: str = "next") -> File:
    message = {"total-results": total, "items": list(works), "next-cursor": cursor}
    return file(json.dumps({"status": "ok", "message": message}))


def test_a_venue_and_year_is_one_file_of_all_its_pages(crossref: Refreshes) -> None:
    run = crossref.refresh()
    assert (run.state, run.calls) == ("complete", 2)
    (snapshot,) = crossref.snapshots()
    assert (snapshot.file, snapshot.rows) == (f"crossref/nips{YEAR}.jsonl.gz", 6)
    query = parse_qs(urlsplit(crossref.server.requests[0]).query)
    assert query["filter"][0].split(",") == [
        "type:proceedings-article",
        "type:journal-article",
        "type:book-chapter",
        f"from-pub-date:{YEAR}-01-01",
        f"until-pub-date:{YEAR}-12-31",
        f"container-title:Synthetic {YEAR}",
        f"container-title:{YEAR - 2000}th Synthetic",
    ]
    assert crossref.refresh(full=True).calls == 2


def test_each_author_has_a_slot(crossref: Refreshes) -> None:
    people = [
        {"given": "Ada", "family": "One", "affiliation": [{"name": "Texas A&amp;amp;M "}]},
        {"name": "A Group", "affiliation": []},
        {"family": "Two", "affiliation": [{"name": "MIT; Meta"}, {"name": "ETH"}]},
    ]
    title = {"title": ["<i>In vitro</i> &amp; more"], "subtitle": ["A Study"]}
    works = (
        deposited(1, author=people, **title),
        deposited(2),
        {"DOI": "10.1/3", "title": ["T"]},
    )
    crossref.server.respond = lambda *_: page(3, *works)
    assert crossref.refresh().state == "complete"
    assert crossref.rows("title, authors, affiliations, doi, link, venue, year")[0] == (
        "In vitro & more: A Study", "Ada One;A Group;Two", "Texas A&M;;MIT+Meta+ETH", "10.1/1",
        "https://doi.org/10.1/1", "nips", YEAR,
    )  # fmt: skip
    assert crossref.rows("doi, authors, affiliations, affiliations_are")[1:] == [
        ("10.1/2", "Ada One", None, None),
        ("10.1/3", None, None, None),
    ]


def test_a_volume_names_the_track(crossref: Refreshes) -> None:
    volumes = ["Proceedings of KDD", "Companion Proceedings of WWW", "2024 CVPR Workshops (CVPRW)"]
    works = [deposited(n, **{"container-title": [name]}) for n, name in enumerate(volumes)]
    crossref.server.respond = lambda *_: page(3, *works)
    crossref.refresh()
    assert sorted(crossref.rows("doi, track")) == [
        ("10.1/0", None), ("10.1/1", "other"), ("10.1/2", "workshop"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("second", "count"),
    [(page(6), 3), (page(6, deposited(1)), 3), (page(6, deposited(4), cursor=""), 4)],
    ids=["an empty page", "works again", "no cursor"],
)
def test_a_list_that_ends_early_is_not_stored(
    crossref: Refreshes, second: File, count: int
) -> None:
    first = crossref.server.respond
    crossref.server.respond = lambda path, query: (
        first(path, query) if query["cursor"] == "*" else second
    )
    run = crossref.refresh()
    assert f"nips{YEAR}.jsonl.gz: the list is cut off: {count} of 6 records" in run.reason
    assert crossref.snapshots() == []
