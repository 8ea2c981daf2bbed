"""A publication becomes the latest by one rename, or not at all."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import Mock

import pytest

from orchestration.publish.assets import new_publication

BUILD = Mock(refusal=lambda: "")


def test_the_link_is_switched_when_the_folder_is_complete(tmp_path: Path) -> None:
    for text in ("first", "second"):
        with new_publication(tmp_path, text, BUILD) as folder:
            (folder / "index.html").write_text(text)
            assert (tmp_path / "latest").exists() == (text == "second")
        assert (tmp_path / "latest" / "index.html").read_text() == text
    assert {path.name for path in tmp_path.iterdir()} == {"first", "second", "latest"}


def test_a_failure_leaves_the_last_publication(tmp_path: Path) -> None:
    with new_publication(tmp_path, "20260101T000000Z", BUILD) as folder:
        (folder / "index.html").write_text("first")
    with pytest.raises(FileNotFoundError), new_publication(tmp_path, "2", BUILD) as folder:
        (folder / "index.html").rename(folder / "no folder" / "index.html")
    assert (tmp_path / "latest" / "index.html").read_text() == "first"
    assert {path.name for path in tmp_path.iterdir()} == {"20260101T000000Z", "latest"}


def test_leftovers_of_a_killed_run_are_deleted(tmp_path: Path) -> None:
    (tmp_path / ".publishing-1" / "20260101T000000Z").mkdir(parents=True)
    with new_publication(tmp_path, "20260102T000000Z", BUILD):
        pass
    assert not list(tmp_path.glob(".publishing-*"))
