"""If a crash, a power cut or a copy has damaged state, the next run repairs it by itself."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from orchestration import settings
from orchestration.assets import publish
from orchestration.assets.publish import new_publication
from orchestration.settings import Settings
from orchestration.warehouse import holder_of, remove_if_damaged

NAME = "20260102T030405Z"


def publish_text(published: Path, text: str, name: str = NAME) -> None:
    with new_publication(published, name) as folder:
        (folder / "figures").mkdir()
        (folder / "figures" / "a.csv").write_text(text)
        (folder / "manifest.json").write_text(text)


def test_publications_of_one_second_are_two_folders(tmp_path: Path) -> None:
    for text in ("first", "second"):
        publish_text(tmp_path, text)
    assert (tmp_path / NAME / "manifest.json").read_text() == "first"
    assert (tmp_path / "latest").readlink() == Path(f"{NAME}-2")
    assert (tmp_path / "latest" / "manifest.json").read_text() == "second"


@pytest.mark.parametrize("name", ["latest", ".latest-new"])
def test_a_folder_in_place_of_the_link_is_kept_aside(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "manifest.json").write_text("restored")
    publish_text(tmp_path, "new")
    assert (tmp_path / "latest" / "manifest.json").read_text() == "new"
    (kept,) = tmp_path.glob(".restored-*")
    assert (kept / "manifest.json").read_text() == "restored"
    assert not (tmp_path / ".latest-new").exists()


def test_every_byte_is_on_disk_before_the_switch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[str] = []

    def note(handle: int) -> None:
        flushed.append(str(Path(f"/proc/self/fd/{handle}").readlink()))

    monkeypatch.setattr("os.fsync", note)
    point = publish._point
    seen: list[str] = []

    def switch(link: Path, target: str) -> None:
        seen.extend(flushed)
        point(link, target)

    monkeypatch.setattr(publish, "_point", switch)
    publish_text(tmp_path, "new")
    names = [path.removeprefix(f"{tmp_path}/").partition("/")[2] for path in seen]
    assert sorted(names) == ["", "figures", "figures/a.csv", "manifest.json"]


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def overwritten(path: Path) -> None:
    path.write_bytes(b"\0" * path.stat().st_size)


@pytest.mark.parametrize("spoil", [cut, overwritten])
def test_a_damaged_warehouse_is_removed_and_named(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    path = tmp_path / "sample.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "create table a as select range as n, hash(range) as h from range(200000)"
        )
    lines: list[str] = []
    remove_if_damaged(path, lines.append)
    assert path.exists()
    assert lines == []
    spoil(path)
    remove_if_damaged(path, lines.append)
    assert not path.exists()
    assert len(lines) == 1
    assert "sample.duckdb is damaged" in lines[0]
    assert "every table is built again" in lines[0]
    remove_if_damaged(path, lines.append)


def test_a_program_that_holds_the_warehouse_is_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "sample.duckdb"
    assert holder_of(path) == ""
    duckdb.connect(str(path)).close()
    assert holder_of(path) == ""
    opened = f"c = duckdb.connect({str(path)!r}, read_only=True)"
    program = f"import duckdb; {opened}; print(1, flush=True); input()"
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        other.stdout.readline()
        found = holder_of(path)
        other.kill()
    assert found.endswith(f"(PID {other.pid})")
    path.write_bytes(b"damaged")
    assert holder_of(path) == ""


def test_a_warehouse_that_another_program_holds_is_not_removed(tmp_path: Path) -> None:
    path = tmp_path / "sample.duckdb"
    program = f"import duckdb; c = duckdb.connect({str(path)!r}); print(1, flush=True); input()"
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        other.stdout.readline()
        with pytest.raises(duckdb.IOException, match="Could not set lock"):
            remove_if_damaged(path, print)
        other.kill()
    assert path.exists()


def test_a_damaged_history_is_kept_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", "")
    chosen = Settings(tmp_path, "sample")
    settings.prepare(chosen)
    with dg.DagsterInstance.get() as instance:
        instance.get_runs_count()
    settings.prepare(chosen)
    assert not list(chosen.dagster_home.glob("history.damaged-*"))
    runs = chosen.dagster_home / "history" / "runs.db"
    runs.write_bytes(b"\1" * runs.stat().st_size)
    settings.prepare(chosen)
    assert len(list(chosen.dagster_home.glob("history.damaged-*/history/runs.db"))) == 1
    assert f"{runs} is no database: the history is kept in" in capsys.readouterr().err
    with dg.DagsterInstance.get() as instance:
        assert instance.get_runs_count() == 0
