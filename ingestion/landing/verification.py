"""Find stored files that were altered since they were stored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ingestion.errors import IngestionError, combined
from ingestion.landing.schema import Source, table_path
from ingestion.landing.snapshots import Snapshot, sha256, snapshots

RESTORE = "restore it, or delete its folder and land the file again"


def check_tables(raw: Path, source: Source) -> None:
    """Check the Parquet of each snapshot against the hash in its manifest.

    Raises IngestionError, which names every altered or missing table.
    """
    errors = [
        error
        for snapshot in snapshots(raw, source)
        for error in _table_errors(raw, source, snapshot)
    ]
    if errors:
        raise combined(source.name, errors)


def verify(raw: Path, source: Source) -> Iterator[IngestionError]:
    """Hash every stored original and table of a source, and yield an error for each altered one."""
    for snapshot in snapshots(raw, source):
        folder = table_path(raw, source, snapshot.snapshot_id).parent
        original = folder / "original" / Path(snapshot.file).name
        if not original.is_file() or sha256(original) != snapshot.sha256:
            yield _error(original, raw)
        yield from _table_errors(raw, source, snapshot)


def _table_errors(raw: Path, source: Source, snapshot: Snapshot) -> Iterator[IngestionError]:
    table = table_path(raw, source, snapshot.snapshot_id)
    if not table.is_file() or sha256(table) != snapshot.table_sha256:
        yield _error(table, raw)


def _error(path: Path, raw: Path) -> IngestionError:
    rule = "it was altered since it landed" if path.is_file() else "it is missing"
    return IngestionError(path.relative_to(raw), f"{rule}: {RESTORE}")
