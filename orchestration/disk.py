"""The disk that a run needs, estimated before it starts, so that it does not fill up halfway."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from ingestion.registry import SOURCES
from orchestration.settings import Settings

MEGABYTE = 10**6
# Ratios measured on 2026-11-26 and rounded up. The publishers' files: 88 MB, 144 MB as snapshots,
# 272 MB in the warehouse, 136 MB published. 100,000 synthetic works: 96 MB as snapshots with their
# texts, and up to 305 MB in the warehouse. A million: 963 MB and 1,700 MB. The sample: 40 MB in the
# warehouse, 33 MB published.
SNAPSHOT_PER_FILE = 2.0
WAREHOUSE_PER_SNAPSHOT = 3.0
PUBLISHED_PER_WAREHOUSE = 0.6
FULL = 10 * MEGABYTE
LEAST_WAREHOUSE = 50 * MEGABYTE


class DiskTooSmallError(RuntimeError):
    """Less disk is free than a run needs."""


def needed(settings: Settings) -> int:
    """Return the bytes that a run may add to the home, at most.

    New files land, the warehouse grows, and a publication stands next to the last one. Files that a
    live run will fetch are unknown, and not counted.
    """
    landing, tables = 0.0, float(LEAST_WAREHOUSE)
    root = settings.source_directory
    for name, source in SOURCES.items():
        stored = _size((settings.raw / name).rglob("*"))
        files = {path for glob in source.globs for path in root.glob(glob)} if root else set()
        snapshots = max(stored, SNAPSHOT_PER_FILE * _size(files))
        landing += snapshots - stored
        tables += snapshots * WAREHOUSE_PER_SNAPSHOT
    growth = max(tables - _size([settings.warehouse]), 0)
    return round(landing + growth + tables * PUBLISHED_PER_WAREHOUSE)


def statement(settings: Settings) -> str:
    """Return what a run needs and what is free.

    Raises DiskTooSmallError if a run needs more than is free.
    """
    bytes_needed, free = needed(settings), shutil.disk_usage(settings.home).free
    shown = f"A run needs up to {_megabytes(bytes_needed)} of disk; {_megabytes(free)} are free"
    if bytes_needed > free:
        raise DiskTooSmallError(
            f"{shown} at {settings.home}. Free some, or set COMPUTE_DIVIDE_HOME to another disk"
        )
    return shown


def is_full(settings: Settings) -> bool:
    """Whether the disk of the home is nearly full, which causes errors of many kinds.

    A failed run has removed some of its files before this function is called.
    """
    return shutil.disk_usage(settings.home).free < FULL


def _size(paths: Iterable[Path]) -> int:
    return sum(path.stat().st_size for path in paths if path.is_file())


def _megabytes(number: int) -> str:
    return f"{number / MEGABYTE:,.0f} MB"
