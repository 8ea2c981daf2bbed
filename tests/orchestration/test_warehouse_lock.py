"""A process that waits for the warehouse reports at once, and again, which process it waits for."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from orchestration import warehouse
from orchestration.warehouse import warehouse_lock
from tests.builders import ROOT

HOLD = """
import sys, time
from pathlib import Path
from orchestration.warehouse import warehouse_lock
with warehouse_lock(Path(sys.argv[1])):
    print("locked", flush=True)
    sys.stdin.readline()
"""


def test_a_waiting_process_names_the_holder_at_once_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warehouse, "REPORT_SECONDS", 0.3)
    path = tmp_path / "sample.duckdb"
    lines: list[str] = []
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], cwd=ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as holder:  # fmt: skip
        assert holder.stdout is not None
        assert holder.stdout.readline() == "locked\n"
        since = json.loads((tmp_path / "warehouse.holder.json").read_text())["since"]

        def report(line: str) -> None:
            assert holder.stdin is not None
            lines.append(line)
            if len(lines) == 3:
                holder.stdin.write("\n")
                holder.stdin.flush()

        with warehouse_lock(path, report):
            pass
    assert set(lines) == {
        f"Waiting for the warehouse, which is locked by process {holder.pid} since {since}"
    }
    assert len(lines) >= 3


def test_a_free_warehouse_is_locked_in_silence(tmp_path: Path) -> None:
    lines: list[str] = []
    for _ in range(2):
        with warehouse_lock(tmp_path / "sample.duckdb", lines.append):
            assert (tmp_path / "warehouse.holder.json").exists()
        assert not (tmp_path / "warehouse.holder.json").exists()
    assert lines == []


def test_an_unreadable_note_of_the_holder_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "sample.duckdb"
    released = threading.Event()
    locked = threading.Event()

    def hold() -> None:
        with warehouse_lock(path):
            (tmp_path / "warehouse.holder.json").write_text('{"pid"')
            locked.set()
            released.wait(20)

    thread = threading.Thread(target=hold)
    thread.start()
    assert locked.wait(20)
    lines: list[str] = []

    def report(line: str) -> None:
        lines.append(line)
        released.set()

    with warehouse_lock(path, report):
        thread.join()
    assert lines[0].endswith("locked by another process")
