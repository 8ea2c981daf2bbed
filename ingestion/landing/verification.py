"""Find stored files that were altered since they landed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ingestion.errors import IngestionError, combined
from ingestion.landing.marks import Mark, mark_of, read_marks, write_marks
from ingestion.landing.schema import Source, table_path
from ingestion.landing.snapshots import Snapshot, sha256, snapshots

CHECKED = ".{}.checked.json"
RESTORE = "restore it, or delete its folder and land the file again"


def check_tables(raw: Path, source: Source) -> None:
    """Check the Parquet of each snapshot against the hash in its manifest.

    A table is hashed again if its size or its time of change has changed since the last check. A
    snapshot of an older version of the code has no hash, and is accepted. Raises IngestionError,
    which names every altered or missing table.
    """
    file = raw / CHECKED.format(source.name)
    before, now = read_marks(file), dict[str, Mark]()
    errors = []
    for snapshot in snapshots(raw, source):
        path = table_path(raw, source, snapshot.snapshot_id)
        mark = mark_of(path, snapshot.table_sha256)
        is_checked = before.get(snapshot.snapshot_id) == mark
        if not mark or (not is_checked and _is_altered(path, snapshot)):
            errors.append(_error(path, raw))
        else:
            now[snapshot.snapshot_id] = mark
    write_marks(file, before, now)
    if errors:
        raise combined(source.name, errors)


def verify(raw: Path, source: Source) -> Iterator[IngestionError]:
    """Hash every stored original and table of a source, and yield an error for each altered one."""
    for snapshot in snapshots(raw, source):
        table = table_path(raw, source, snapshot.snapshot_id)
        original = table.with_name("original") / Path(snapshot.file).name
        if not original.is_file() or sha256(original) != snapshot.sha256:
            yield _error(original, raw)
        if not table.is_file() or _is_altered(table, snapshot):
            yield _error(table, raw)


def _is_altered(path: Path, snapshot: Snapshot) -> bool:
    return snapshot.table_sha256 not in (None, sha256(path))


def _error(path: Path, raw: Path) -> IngestionError:
    rule = "it was altered since it landed" if path.is_file() else "it is missing"
    return IngestionError(path.relative_to(raw), f"{rule}: {RESTORE}")
