"""The reader of the bench finds partial publications, and the comparison finds differences."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.bench.faults import READ_SECONDS, Reader, Result, hashes, page_text, read_results


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
        result("Kills of first runs", 5, kills=5, reads=234, differences=1, partial=["a"]),
        result("A full disk", 2, found="full | no space"),
        result("Sizes over 400 days", 0, facts={"sizes": "| day |", "no_news": "1.6"}),
    ]
    results.write_text("".join(f"{json.dumps(asdict(one))}\n" for one in played))
    page = page_text(read_results(results))
    assert "- 14 faults, 12 of them kills of whole runs" in page
    assert "1 differences in 3 rounds" in page
    assert "checked the publication 1,234 times meanwhile: 1 partial" in page
    assert "| Kills of first runs | 12 | 2 | 1 |" in page
    assert "A full disk:\n  full | no space" in page
    assert "A run without news takes 1.6 s" in page
    assert page.endswith("| day |\n")


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
