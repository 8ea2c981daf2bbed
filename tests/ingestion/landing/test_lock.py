"""Two landings into one raw folder run one after the other."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from ingestion.landing import lock
from ingestion.landing.lock import source_lock
from ingestion.landing.snapshots import TEMPORARY_PREFIX, snapshots
from ingestion.sources.papercopilot.source import SOURCE
from tests.builders import ROOT, gzipped_json, paper

Write = Callable[[str, str | bytes], Path]
LAND = """
import pathlib, sys
from ingestion.landing.snapshots import connect
from ingestion.refresh import land_directory
from ingestion.registry import SOURCES
folder, raw = map(pathlib.Path, sys.argv[1:])
with connect() as connection:
    land_directory(connection, SOURCES["papercopilot"], raw, folder, print)
"""


def test_landings_at_once_take_turns(write: Write, tmp_path: Path) -> None:
    """Each landing first removes folders of a killed one, and must not remove those of another."""
    for number in range(40):
        records = [paper(id=str(i), title=f"{number} {i}") for i in range(20)]
        write(f"papercopilot/icml/icml{1980 + number}.json.gz", gzipped_json(records))
    command = [sys.executable, "-c", LAND]
    running = [
        subprocess.Popen(
            [*command, str(tmp_path), str(tmp_path / "raw")],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    errors = [process.communicate()[1] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0], errors
    assert len(snapshots(tmp_path / "raw", SOURCE)) == 40
    assert not list((tmp_path / "raw" / "papercopilot").glob(f"{TEMPORARY_PREFIX}*"))


def test_a_landing_that_waits_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "SILENT_SECONDS", 0.05)
    lines: list[str] = []
    waits = threading.Event()

    def log(line: str) -> None:
        lines.append(line)
        waits.set()

    def land() -> None:
        with source_lock(tmp_path, "epoch", log):
            lines.append("landed")

    with source_lock(tmp_path, "epoch", lines.append), source_lock(tmp_path, "ror", lines.append):
        other = threading.Thread(target=land)
        other.start()
        assert waits.wait(10)
        assert "landed" not in lines
    other.join(10)
    waiting = f"waiting for another process, which lands files of epoch in {tmp_path}"
    assert lines == [waiting, "landed"]
