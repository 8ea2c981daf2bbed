"""OpenAlex's works: by DOI from stored lists, years that are due, complete pages, the release."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import duckdb
import pytest

from ingestion.credentials import OPENALEX_KEY
from ingestion.landing.files import discover
from ingestion.registry import SOURCES
from ingestion.sources.openalex import fetch
from tests.builders import NOW, land_file, stored
from tests.contract.sites import add_list, work
from tests.ingestion.servers import answer, file
from tests.ingestion.sources.refreshes import Refreshes, make_due, refreshing


@pytest.fixture
def openalex(tmp_path: Path) -> Iterator[Refreshes]:
    with refreshing("openalex", tmp_path) as refreshes:
        yield refreshes


def asked(openalex: Refreshes) -> list[list[str]]:
    """Return the DOIs of each request."""
    queries = [parse_qs(urlsplit(path).query) for path in openalex.server.requests]
    assert {query["api_key"][0] for query in queries} == {"SECRET/KEY"}
    filters = [query["filter"][0].removesuffix(",is_paratext:false") for query in queries]
    return [text.removeprefix("doi:").split("|") for text in filters]


def test_the_papers_of_lists_are_asked_for_by_doi(openalex: Refreshes) -> None:
    run = openalex.refresh()
    assert (run.state, run.calls) == ("complete", 3)
    files = {snapshot.file: snapshot.rows for snapshot in openalex.snapshots()}
    assert files == {"openalex/works-2020.jsonl.gz": 120, "openalex/works-2019.jsonl.gz": 1}
    assert [len(dois) for dois in asked(openalex)] == [100, 20, 1]


def test_without_a_key_years_beyond_the_calls_of_a_day_wait(
    openalex: Refreshes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(OPENALEX_KEY)
    monkeypatch.setattr(fetch, "KEYLESS", 2)
    run = openalex.refresh()
    assert (run.state, run.calls) == ("paused", 2)
    assert "1 calls for 2019 wait: without a key it answers 2 calls a day" in run.reason
    assert [one.file for one in openalex.snapshots()] == ["openalex/works-2020.jsonl.gz"]


def test_a_doi_has_one_spelling_and_what_is_none_is_left_out(openalex: Refreshes) -> None:
    spellings = [
        "https://doi.org/10.1/a",
        "10.1234/B",
        "HTTPS://DOI.ORG/10.1234/b",
        "none",
        "10.1/a,b",
    ]
    add_list(openalex.raw, {2018: spellings})
    openalex.refresh()
    assert asked(openalex)[-1] == ["10.1234/b"]


def test_old_years_are_due_after_a_year_unless_their_lists_grew(openalex: Refreshes) -> None:
    openalex.refresh()
    age(openalex, days=31)
    assert openalex.refresh().calls == 0
    add_list(openalex.raw, {2019: [f"10.1234/{n}" for n in range(10)]})
    assert openalex.refresh().calls == 1
    age(openalex, days=366)
    assert openalex.refresh().calls == 3


def age(openalex: Refreshes, days: int) -> None:
    """Let the refresh and the works of all years be so old."""
    make_due(openalex.raw, "openalex")
    day = dt.datetime.now(dt.UTC) - dt.timedelta(days=days)
    for path in openalex.raw.glob("openalex/2*/manifest.json"):
        manifest = json.loads(path.read_text())
        path.write_text(json.dumps(manifest | {"retrieved_at": day.isoformat()}))


def page(count: int, *works: dict[str, Any]) -> str:
    return json.dumps({"meta": {"count": count}, "results": works})


def test_a_page_that_the_server_cut_is_asked_for_again(openalex: Refreshes) -> None:
    openalex.server.faults["/works"] = [answer(page(100, work(1)))]
    assert (openalex.refresh().state, openalex.snapshots()[-1].rows) == ("complete", 120)
    openalex.server.respond = lambda *_: file(page(100, work(1)))
    run = openalex.refresh(full=True)
    assert run.state == "degraded"
    assert "the page has 1 of 100 works (5 attempts)" in run.reason.replace(" - at `$`", "")
    openalex.server.respond = lambda *_: file(page(1, work(1), work(2)))
    note = "a page has more records than the 1 that its 'meta.count' states: fetch it again"
    assert note in openalex.refresh(full=True).reason


def test_a_few_unknown_works_are_no_error_and_a_hundred_are(openalex: Refreshes) -> None:
    add_list(openalex.raw, {2018: ["10.1234/unknown"]})
    assert openalex.refresh(full=True).state == "complete"
    add_list(openalex.raw, {2018: [f"10.1234/unknown{n}" for n in range(100)]})
    assert "it has none of the 101 works of 2018" in openalex.refresh(full=True).reason


PART = """
copy (
    select
        'https://openalex.org/W' || n as id, 'A work' as title, 2020 as publication_year,
        [{'id': 'T1', 'display_name': 'T', 'score': 0.5, 'subfield': {
            'id': 'https://openalex.org/subfields/' || if(n = 2, 1705, 1702), 'display_name': 'S'}}]
            as topics,
        n = 3 as is_xpac, n = 4 as is_paratext, map {'word': [0]} as abstract_inverted_index,
        timestamp '2026-09-01 01:02:03' as updated_date, 'not read' as fulltext,
        [{'author': {'id': 'A1', 'display_name': 'Ada'}, 'raw_affiliation_strings': ['ETH']}]
            as authorships
    from range(1, 6) as numbers (n)
) to '{path}'
"""


def test_a_part_of_the_release_gives_the_works_of_the_field(tmp_path: Path) -> None:
    """Other topics, the expansion pack and paratext are left out."""
    source, raw = SOURCES["openalex"], tmp_path / "raw"
    path = tmp_path / "openalex" / "works" / "updated_date=2026-09-01" / "part_0000.parquet"
    path.parent.mkdir(parents=True)
    duckdb.execute(PART.replace("{path}", str(path)))
    (file,) = discover(tmp_path, source, NOW)
    land_file(path, source, raw, file.name)
    columns = "work_id, authorships[1].raw_affiliation_strings, abstract, unmapped"
    works = [(f"https://openalex.org/W{n}", ["ETH"], "word", None) for n in (1, 5)]
    assert sorted(stored(raw, source, columns)) == works
