"""Programmes of conferences: robots.txt, cut files, periods, and the papers of events."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingestion.credentials import PROCEEDINGS_SWITCH
from ingestion.sources.programme import proceedings
from ingestion.sources.programme.source import SOURCE
from tests.builders import land_file, stored
from tests.contract.sites import PROGRAMME_PLACE, event, programme_text
from tests.ingestion.servers import WAITS, answer, file, status
from tests.ingestion.sources.refreshes import Refreshes, make_due, refreshing

ROBOTS = "/robots.txt"
NAME = "neurips-2025-orals-posters.json"
MAIN = "https://openreview.net/group?id=NeurIPS.cc/2025/Conference"


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Refreshes]:
    with refreshing("programme", tmp_path) as refreshes:
        yield refreshes


def papers(path: Path, raw: Path, columns: str) -> list[tuple[Any, ...]]:
    land_file(path, SOURCE, raw)
    return stored(raw, SOURCE, columns)


def test_a_paper_is_one_event_and_states_its_track(tmp_path: Path) -> None:
    other = "https://openreview.net/group?id=NeurIPS.cc/2025/Datasets_and_Benchmarks_Track"
    events = [
        event(1, name="One", eventtype="Oral", sourceurl=MAIN),
        event(2, name="one", decision="Accept (oral)", sourceurl=MAIN),
        event(3, name="Two", eventtype="Oral", sourceurl=MAIN),
        event(4, name="Two", eventtype="Spotlight", sourceurl=MAIN),
        event(5, name="Three", decision="Accept (poster)", sourceurl=other),
        event(6, name="Four", decision="", sourceurl="TMLR-2025"),
        event(7, name="Five", sourceurl=None),
    ]
    path = tmp_path / NAME
    path.write_text(programme_text(events))
    assert papers(path, tmp_path / "raw", "title, status, track") == [
        ("one", "Accept (oral)", "main"),
        ("Two", "Oral", "main"),
        ("Three", "Accept (poster), other track: Datasets_and_Benchmarks_Track", "datasets"),
        ("Four", "Poster, other track: TMLR-2025", "journal"),
        ("Five", "Poster, other track: not stated", "other"),
    ]


def test_employers_are_divided_and_every_author_keeps_a_place(tmp_path: Path) -> None:
    institutions = [
        "Xi&amp;#x27;an Jiaotong University; Google",
        "None",
        "CMU / Apple",
        "ELLIS || Lab of Science and Technology, U & V",
        None,
        "",
    ]
    authors = [{"fullname": f"A;{n}", "institution": i} for n, i in enumerate(institutions)]
    events = [event(1, authors=authors, keywords=["a", "b"], abstract="None"), event(2, authors=[])]
    path = tmp_path / NAME
    path.write_text(programme_text(events))
    first, second = papers(path, tmp_path / "raw", "affiliations, authors, keywords, abstract")
    assert first[0].split(";") == [
        "Xi'an Jiaotong University+Google",
        "",
        "CMU+Apple",
        "ELLIS+Lab of Science and Technology, U & V",
        "",
        "",
    ]
    assert first[1:] == ("A,0;A,1;A,2;A,3;A,4;A,5", "a;b", None)
    assert second == (None, None, None, None)


def test_a_cut_programme_is_refused_and_the_last_whole_one_stays(source: Refreshes) -> None:
    source.refresh()
    before = source.snapshots()
    source.server.faults[PROGRAMME_PLACE] = [answer(programme_text([event(1)], count=2))]
    run = source.refresh(full=True)
    assert (run.state, source.server.requests) == ("degraded", [PROGRAMME_PLACE])
    assert "the file is cut: it has 1 of 2 events" in run.reason
    assert source.snapshots() == before


@pytest.mark.parametrize(
    ("key", "papers", "reason"),
    [
        ("institute", 20, "lack papers with affiliations of: nips {}"),
        ("institution", 2, "lack papers with affiliations of: nips {} (2 rows)"),
        ("institution", 21, "have too many papers with affiliations of: nips {} (21 rows)"),
    ],
)
def test_what_a_conference_of_six_main_papers_of_ten_cannot_have_is_named(
    source: Refreshes, key: str, papers: int, reason: str
) -> None:
    authors = [{"fullname": "Ada One", key: "Example University"}]
    events = [event(n, authors=authors) for n in range(papers)]
    source.server.respond = lambda *_: file(programme_text(events))
    run = source.refresh()
    year = dt.datetime.now(dt.UTC).year - 1
    assert (run.state, run.reason) == ("incomplete", f"the publisher's files {reason.format(year)}")


def test_without_a_readable_robots_txt_nothing_is_fetched(source: Refreshes) -> None:
    source.server.faults[ROBOTS] = [status(500)] * 5
    run = source.refresh()
    assert (run.state, source.snapshots()) == ("degraded", [])
    assert "https://neurips.cc/robots.txt: HTTP 500 Internal" in run.reason


def test_proceedings_are_read_a_year_a_file_and_a_request_a_second(
    source: Refreshes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The forms are those that readers of the site document; no answer was recorded."""
    folder = "/paper_files/paper/2019"
    links = '<li><a href="/paper_files/paper/2019/hash/{0}-Abstract.html">T</a><i>Ada One</i></li>'
    authors = [
        {"given_name": "Ada", "family_name": "One", "institution": "MIT; Google"},
        {"given_name": "Bo", "family_name": "Two", "institution": None},
    ]
    paper = {"title": "T", "authors": authors, "abstract": "A", "full_text": "F", "book": "B"}
    answers = {
        folder: file(2 * links.format("0a1b") + links.format("2c"), Content_Type="text/html"),
        f"{folder}/file/0a1b-Metadata.json": file(json.dumps(paper)),
        f"{folder}/file/2c-Metadata.json": file(json.dumps({**paper, "authors": []})),
    }
    respond = source.server.respond
    source.server.respond = lambda path, query: answers.get(path) or respond(path, query)
    monkeypatch.setenv(PROCEEDINGS_SWITCH, "yes")
    monkeypatch.setattr(proceedings, "YEARS", range(2019, 2020))
    WAITS.clear()
    assert source.refresh().state == "complete"
    assert source.server.requests[-3:] == [*answers]
    assert [round(wait) for wait in WAITS[-2:]] == [1, 1]
    columns = "authors, affiliations, abstract, status, track, affiliations_are"
    assert source.rows(columns)[-2:] == [
        ("Ada One;Bo Two", "MIT+Google;", "A", None, "main", "printed"),
        (None, None, "A", None, "main", None),
    ]
    assert source.refresh(full=False).calls == 0
    make_due(source.raw, "programme")
    source.refresh()
    assert source.server.requests == [PROGRAMME_PLACE]
