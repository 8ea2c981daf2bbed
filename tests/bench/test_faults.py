"""The reader of the bench finds partial publications, and the comparison finds differences."""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from tests.bench import staged
from tests.bench.faults import (
    READ_SECONDS,
    Reader,
    Result,
    Work,
    fuzzed_text,
    hashes,
    page_text,
    read_results,
)
from tests.bench.fuzz import Fuzzed

SECONDS_OF_A_STAGE = 0.5


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "published" / "1"
    folder.mkdir(parents=True)
    names = ("a.csv", "b.csv", "c.csv")
    for name in names:
        (folder / name).write_text(name)
    files = {name: hashlib.sha256(name.encode()).hexdigest() for name in names}
    (folder / "manifest.json").write_text(json.dumps({"files": files}))
    (folder.parent / "latest").symlink_to("1")
    return folder


def remove(folder: Path) -> None:
    (folder / "a.csv").unlink()


def change(folder: Path) -> None:
    (folder / "b.csv").write_text("other")


def empty(folder: Path) -> None:
    (folder / "manifest.json").write_text("")


def unlink(folder: Path) -> None:
    (folder.parent / "latest").unlink()


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        (remove, "1/a.csv is missing"),
        (change, "1/b.csv differs from its hash"),
        (empty, "1/manifest.json: "),
        (unlink, "latest is gone"),
    ],
)
def test_the_reader_sees_what_is_partial(
    folder: Path, damage: Callable[[Path], None], found: str
) -> None:
    reader = Reader()
    with reader.watching(folder.parents[1]):
        time.sleep(3 * READ_SECONDS)
        assert reader.partial == []
        damage(folder)
        time.sleep(3 * READ_SECONDS)
    assert reader.reads > 0
    assert reader.partial[-1].startswith(found)


def test_the_comparison_sees_a_changed_file(folder: Path) -> None:
    before = hashes(folder.parents[1])
    assert set(before) == {"a.csv", "b.csv", "c.csv"}
    change(folder)
    assert hashes(folder.parents[1]) != before


def result(scenario: str, faults: int, **values: object) -> Result:
    return Result(scenario, faults=faults, code="abc", **values)  # type: ignore[arg-type]


def test_the_page_adds_up_what_all_benches_did(tmp_path: Path) -> None:
    results = tmp_path / "results.jsonl"
    played = [
        result("Kills of first runs", 7, kills=7, reads=1000),
        result(
            *("Kills of first runs", 5),
            kills=5,
            reads=234,
            differences=1,
            found="different: a.csv",
            partial=["a"],
            stages={"landing": 2, "drawing": 3},
        ),
        result("Kills of first runs", 0),
        result("Kills of incremental runs", 1, kills=1, stages={"drawing": 1}),
        result("A full disk", 2, found="full | no space"),
        result("Sizes over 400 days", 0, facts={"sizes": "| day |", "no_news": "1.6"}),
    ]
    results.write_text("".join(f"{json.dumps(asdict(one))}\n" for one in played))
    page = page_text(read_results(results))
    assert "- 15 faults, 13 of them kills of whole runs" in page
    assert "Differences in 4 rounds: 1." in page
    assert "Kills of first runs:\n  different: a.csv" in page
    assert "checked the publication 1,234 times meanwhile. Partial or wrong ones: 1." in page
    assert "| Kills of first runs | 12 | 3 | 1 |" in page
    assert "| Kills of first runs | 0 | 2 | 0 | 0 | 3 | 0 | 5 |" in page
    assert "| all | 0 | 2 | 0 | 0 | 4 | 0 | 6 |" in page
    assert "7 earlier kills have no\nknown stage" in page
    assert "A full disk:\n  full | no space" in page
    assert "A run without news takes 1.6 s" in page
    assert "- No files were fuzzed." in page
    assert page.endswith("| day |\n")


def test_the_page_states_the_results_of_fuzzing() -> None:
    counts = Counter({("epoch", "refused"): 1200, ("ror", "refused"): 34, ("ror", "read"): 5})
    text = fuzzed_text(Fuzzed(counts + Counter({("ror", "fault"): 1}), {"ror: KeyError": b"{"}), 60)
    assert max(map(len, text.splitlines())) <= 100
    words = " ".join(text.split())
    assert "for 60 minutes, in 1,240 ways. 1,234 files were refused. 5 were read." in words
    assert words.endswith("error of another kind: 1 (ror: KeyError).")
    assert fuzzed_text(Fuzzed(counts), 60).endswith("kind: 0.")


def test_hashes_are_inexact_where_runs_state_their_times(folder: Path) -> None:
    home = folder.parents[1]
    (folder / "manifest.json").write_text(json.dumps({"release": "0123abc", "files": {}}))
    for name in ("a.csv", "b.csv"):
        (folder / name).write_text("fetched 2026-11-26T10:00:00+00:00 for 0123abc")
    exact, before = hashes(home), hashes(home, is_exact=False)
    (folder / "manifest.json").write_text(json.dumps({"release": "4567def", "files": {}}))
    (folder / "a.csv").write_text("fetched 2026-11-26T11:22:33.5+00:00 for 4567def")
    assert hashes(home) != exact
    (folder / "b.csv").write_text("fetched 2026-11-26T10:00:00+00:00 for 4567def")
    assert hashes(home, is_exact=False) == before
    change(folder)
    assert hashes(home, is_exact=False) != before


def test_the_requests_of_the_last_run_are_not_compared_after_live_runs(folder: Path) -> None:
    home, state = folder.parents[1], folder / "data/source_state.csv"
    state.parent.mkdir()
    found = []
    for row in ("papercopilot,258,94", "papercopilot,0,94", "papercopilot,0,93"):
        state.write_text(f"source,calls,files\n{row}\n")
        found.append(hashes(home, is_exact=False))
    assert found[0] == found[1] != found[2]


def pass_stages(output: Path) -> None:
    """Be a run that passes three stages, without work."""
    for stage in ("landing", "building", "publishing"):
        staged.note(output, stage)
        time.sleep(SECONDS_OF_A_STAGE)


def started(output: Path) -> BaseProcess:
    run = get_context("fork").Process(target=pass_stages, args=(output,))
    run.start()
    return run


@pytest.mark.parametrize(
    ("until", "reached"),
    [
        ("landing", "landing"),
        ("publishing", "publishing"),
        # It is killed when a stage that it does not have would be over.
        ("drawing", "publishing"),
        ("", "publishing"),
    ],
)
def test_a_run_is_followed_to_a_stage(tmp_path: Path, until: str, reached: str) -> None:
    work = Work("first", "sample", tmp_path)
    run = started(tmp_path)
    assert work.follow(run, tmp_path, until) == reached
    assert run.is_alive() == bool(until)
    run.join()


def test_a_run_is_followed_to_a_share_of_a_stage_that_was_measured(tmp_path: Path) -> None:
    work = Work("first", "sample", tmp_path)
    work.lengths["publishing"] = 2 * SECONDS_OF_A_STAGE
    for share, is_alive in ((0.1, True), (0.9, False)):
        run = started(tmp_path)
        assert work.follow(run, tmp_path, "publishing", share) == "publishing"
        assert run.is_alive() == is_alive
        run.join()
        (tmp_path / staged.FILE).unlink()
