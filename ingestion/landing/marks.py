"""Marks of files: a file with an unchanged mark is neither read nor written again."""

from __future__ import annotations

from pathlib import Path

import msgspec

from ingestion.landing.stored_json import read_or_empty

Mark = list[str | int | None]
"""The hash of what made or checked a file, its size and its times; empty if there is no file."""


def mark_of(path: Path, content: str | None) -> Mark:
    """Return the mark of a file; ``content`` identifies what its bytes must be."""
    if not path.is_file():
        return []
    stat = path.stat()
    return [content, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns]


def read_marks(record: Path) -> dict[str, Mark]:
    """Read the recorded marks. Without a readable record, every file counts as changed."""
    return read_or_empty(record, dict[str, Mark])


def write_marks(record: Path, before: dict[str, Mark], now: dict[str, Mark]) -> None:
    """Record the marks if one has changed."""
    if now != before:
        record.write_bytes(msgspec.json.encode(now))
