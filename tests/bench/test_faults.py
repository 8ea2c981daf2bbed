"""The reader of the bench sees what is partial, and the comparison sees what differs."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bench.faults import READ_SECONDS, Reader, hashes


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
