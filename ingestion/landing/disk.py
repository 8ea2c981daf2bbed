"""Flush files and folders to the disk, so that a power cut does not lose them."""

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
