"""Paper lists: the selected ones of an archive, which is fetched if it has changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.builders import paper
from tests.contract.sites import archive
from tests.ingestion.servers import file
from tests.ingestion.sources.refreshes import Refreshes, make_due, refreshing


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Refreshes]:
    with refreshing("papercopilot", tmp_path) as refreshes:
        yield refreshes


def serve(source: Refreshes, tag: str, **lists: Any) -> None:
    content = archive({f"nips/{name}.json": papers for name, papers in lists.items()})
    source.server.respond = lambda *_: file(content, ETag=tag)


def names(source: Refreshes) -> list[str]:
    return sorted(snapshot.file for snapshot in source.snapshots())


def test_an_unchanged_archive_is_not_sent_again(source: Refreshes) -> None:
    serve(source, '"1"', nips2018=[paper()])
    source.refresh()
    make_due(source.raw, "papercopilot")
    run = source.refresh()
    assert (run.state, run.calls, len(names(source))) == ("complete", 1, 1)
    assert source.server.headers[-1]["If-None-Match"] == '"1"'


def test_a_list_that_fails_is_asked_for_again_and_the_others_are_stored(source: Refreshes) -> None:
    serve(source, '"1"', nips2017=[paper()], nips2018=[], nips2019=[paper(title="Two")])
    run = source.refresh()
    assert run.state == "degraded"
    assert "nips2018.json: the list has no readable records" in run.reason
    assert names(source) == ["papercopilot/nips2017.json", "papercopilot/nips2019.json"]
    assert source.refresh().state == "degraded"
