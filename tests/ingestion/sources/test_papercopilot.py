"""Paper lists: the table of venues, conditional requests, and lists that do not exist yet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingestion import venues
from ingestion.sources.papercopilot.fetch import paper_lists
from tests.contract.sites import SITES, THIS_YEAR
from tests.ingestion.servers import answer, status
from tests.ingestion.sources.refreshes import Refreshes, refreshing

PLACE = SITES["papercopilot"].place


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Refreshes]:
    with refreshing("papercopilot", tmp_path) as refreshes:
        yield refreshes


def test_a_venue_meets_every_year_or_every_second_year(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "venues.csv"
    table.write_text("venue,papercopilot\nnips,2023\neccv,2020/2\njmlr,\n")
    monkeypatch.setattr(venues, "PATH", table)
    names = [paper_list.name for paper_list in paper_lists(2024)]
    assert names == ["nips2023", "nips2024", "nips2025", "eccv2020", "eccv2022", "eccv2024"]


def test_every_selected_venue_has_a_first_year() -> None:
    assert {paper_list.venue for paper_list in paper_lists(2026)} >= {"nips", "icml", "eccv"}


def test_the_list_of_next_year_may_be_missing(source: Refreshes) -> None:
    run = source.refresh()
    assert (run.state, run.calls) == ("complete", 2)
    assert [snapshot.file for snapshot in source.snapshots()] == [
        f"papercopilot/nips{THIS_YEAR}.json"
    ]


def test_lists_are_requested_again_after_a_week_or_a_failure(source: Refreshes) -> None:
    source.server.faults[PLACE] = [status(403)]
    assert source.refresh().state == "degraded"
    assert source.refresh().calls == 2
    assert source.refresh().calls == 0


def test_a_request_for_one_year_fetches_it_alone(source: Refreshes) -> None:
    source.refresh(years=[THIS_YEAR], full=True)
    assert source.server.requests == [PLACE]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"[]", "the list is empty"),
        (b'[{"title": "a"},', "not a paper list"),
        (b'[{"name": "a"}]', "not a paper list"),
        (b'[{"title": "\xff"}]', "not a paper list"),
    ],
)
def test_other_json_is_no_paper_list(source: Refreshes, body: bytes, reason: str) -> None:
    source.server.faults[PLACE] = [answer(body)]
    run = source.refresh()
    assert run.state == "degraded"
    assert reason in run.reason
