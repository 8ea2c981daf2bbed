"""Sources of listed files: conditional requests, a file that fails, and lost rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingestion.stored import withdraw
from tests.builders import csv_text, model
from tests.ingestion.servers import File, answer, file
from tests.ingestion.sources.refreshes import Refreshes, make_due, refreshing

LAST = "/data/all_ai_models.csv"
NAME = "epoch/notable_ai_models.csv"


@pytest.fixture
def epoch(tmp_path: Path) -> Iterator[Refreshes]:
    with refreshing("epoch", tmp_path) as refreshes:
        yield refreshes


def lists(rows: int, **headers: str) -> dict[str, File]:
    labels = {"Organization categorization": "Academia,Industry"}
    text = csv_text([model(Model=f"M{n}", **labels) for n in range(rows)])
    names = ("notable", "all")
    return {
        f"/data/{name}_ai_models.csv": file(text + "\n" * n, **headers)
        for n, name in enumerate(names)
    }


def test_a_file_is_asked_for_when_it_is_due_and_sent_if_it_has_changed(epoch: Refreshes) -> None:
    files = lists(3, ETag='"1"', Last_Modified="Mon, 03 Aug 2026 10:00:00 GMT")
    epoch.server.respond = lambda path, _: files.get(path)
    assert epoch.refresh().state == "complete"
    (vintage,) = {snapshot.vintage for snapshot in epoch.snapshots()}
    assert vintage == "2026-08-03"
    assert epoch.refresh().calls == 0
    make_due(epoch.raw, "epoch")
    run = epoch.refresh()
    assert (run.state, run.calls, len(epoch.snapshots())) == ("complete", 2, 2)


def test_a_file_that_fails_does_not_stop_the_others(epoch: Refreshes) -> None:
    epoch.server.faults[LAST] = [answer("Model\nonly\n")]
    run = epoch.refresh()
    assert run.state == "degraded"
    assert "epoch/all_ai_models.csv, column 'organization': a required column" in run.reason
    assert "lack models of a list with a label: all Academia, all Industry" in run.reason
    assert [snapshot.file for snapshot in epoch.snapshots()] == [NAME]


def test_a_file_that_lost_rows_is_asked_for_again_or_accepted_by_name(epoch: Refreshes) -> None:
    """Other files keep their guards, also in a full refresh. The gate's limit is a quarter."""
    epoch.refresh()
    make_due(epoch.raw, "epoch")
    smaller = lists(14)
    epoch.server.respond = lambda path, _: smaller.get(path)
    lost = "14 rows of 20, and it may lose 5; if it is intended: make report ACCEPT="
    for full in (False, False, True):
        run = epoch.refresh(full=full)
        assert f"{lost}{NAME} REASON=..." in run.reason
        assert run.state == "incomplete"
    assert NAME not in epoch.refresh(accepted=[NAME]).reason
    (accepted,) = (one for one in epoch.snapshots() if one.rows == 14)
    assert accepted.file == NAME


def test_an_older_file_than_the_stored_one_is_not_stored(epoch: Refreshes) -> None:
    for rows, day in ((20, 5), (21, 4)):
        files = lists(rows, Last_Modified=f"Mon, 0{day} Aug 2026 10:00:00 GMT")
        epoch.server.respond = lambda path, _, files=files: files.get(path)
        run = epoch.refresh(full=True)
    assert run.state == "incomplete"
    assert f"{NAME}: it is of 2026-08-04, and the stored file of 2026-08-05" in run.reason
    assert {snapshot.rows for snapshot in epoch.snapshots()} == {20}


def test_an_accepted_file_comes_back_from_a_withdrawal(epoch: Refreshes) -> None:
    epoch.refresh()
    (stored,) = (one for one in epoch.snapshots() if one.file == NAME)
    withdraw(epoch.raw, "epoch", stored.snapshot_id, "a gate stopped it")
    make_due(epoch.raw, "epoch")
    epoch.refresh()
    assert stored not in epoch.snapshots()
    epoch.refresh(accepted=[NAME])
    assert stored in epoch.snapshots()
