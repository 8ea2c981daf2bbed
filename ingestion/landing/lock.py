"""A lock, so that only one process at a time lands files of a source."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

SILENT_SECONDS = 2.0


@contextmanager
def source_lock(raw: Path, source: str, log: Callable[[str], None]) -> Iterator[None]:
    """Wait until no other process lands files of a source; after 2 seconds, say so.

    If a process is killed, the operating system releases its lock.
    """
    raw.mkdir(parents=True, exist_ok=True)
    lock = FileLock(raw / f".{source}.lock")
    try:
        lock.acquire(timeout=SILENT_SECONDS)
    except Timeout:
        log(f"waiting for another process, which lands files of {source} in {raw}")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()
