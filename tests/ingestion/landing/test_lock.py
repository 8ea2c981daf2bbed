"""Two landings into one raw folder run one after the other."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from ingestion.landing.snapshots import TEMPORARY_PREFIX, snapshots
from ingestion.sources.papercopilot.source import SOURCE
from tests.builders import ROOT, Write, gzipped_json, paper

LAND = """
import pathlib, sys
from ingestion.registry import SOURCES
from tests.builders import land_folder
folder, raw = map(pathlib.Path, sys.argv[1:])
land_folder(folder, SOURCES["papercopilot"], raw)
"""


def test_landings_at_once_take_turns(write: Write, tmp_path: Path) -> None:
    """Each landing first removes folders of a killed one, and must not remove those of another."""
    for number in range(12):
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
        for _ in range(2)
    ]
    errors = [process.communicate()[1] for process in running]
    assert [process.returncode for process in running] == [0, 0], errors
    assert len(snapshots(tmp_path / "raw", SOURCE)) == 12
    assert not list((tmp_path / "raw" / "papercopilot").glob(f"{TEMPORARY_PREFIX}*"))
