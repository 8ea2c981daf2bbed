"""A first live day is compared with the record as it is."""

from __future__ import annotations

from pathlib import Path

from orchestration.judge.headlines import FILE, write
from orchestration.run.settings import RECORD_SOURCES, Settings


def test_the_headlines_before_a_first_live_day_are_those_of_the_record(
    record_home: Path, tmp_path: Path
) -> None:
    """After a change of them: ``python -m orchestration.judge.headlines``."""
    made = tmp_path / "headlines.csv"
    write(Settings(record_home, RECORD_SOURCES).warehouse, made)
    assert made.read_text(encoding="utf-8") == FILE.read_text(encoding="utf-8")
