"""A lock, so that only one process at a time lands files of a source."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

SILENT_SECONDS = 2.0


@contextmanager
def source_lock(raw: Path, source: str, log: Callable[[str], None]) -> Iterator[None]:
    """Wait until no other process lands files of a source; after 2 seconds, log which one does.

    If a process is killed, the operating system releases its lock.
    """
    raw.mkdir(parents=True, exist_ok=True)
    lock, owner = FileLock(raw / f".{source}.lock"), raw / f".{source}.owner"
    try:
        lock.acquire(timeout=SILENT_SECONDS)
    except Timeout:
        named = owner.read_text(encoding="utf-8") if owner.is_file() else "another process"
        log(f"waiting for {named or 'another process'}, which lands files of {source} in {raw}")
        lock.acquire()
    try:
        started = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        owner.write_text(f"process {os.getpid()} (started {started})", encoding="utf-8")
        yield
    finally:
        lock.release()
