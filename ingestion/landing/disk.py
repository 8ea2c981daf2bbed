"""Write files so that neither a kill nor a power cut leaves half of one."""

from __future__ import annotations

import os
from pathlib import Path


def flush(folder: Path) -> None:
    """Flush the files and folders below a folder, and the folder itself."""
    for path in (*folder.rglob("*"), folder):
        flush_one(path)


def flush_one(path: Path) -> None:
    """Flush a file, or the names in a folder. A rename lasts if the folder is flushed after it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace_text(path: Path, text: str) -> None:
    """Replace a file atomically, so that a killed run leaves the old file or the new one."""
    new = path.with_name(f".{path.name.removeprefix('.')}.new")
    new.write_text(text, encoding="utf-8")
    flush_one(new)
    new.replace(path)
