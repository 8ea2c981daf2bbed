"""Find stored files that were altered since they were stored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ingestion.errors import IngestionError, combined
from ingestion.landing.schema import Source, table_path
from ingestion.landing.snapshots import sha256, snapshots

RESTORE = "restore it, or delete its folder and land the file again"


def check_tables(raw: Path, source: Source) -> None:
    """Check the Parquet of each snapshot against the hash in its manifest.

    Raises IngestionError, which names every altered or missing table.
    """
    if errors := list(verify(raw, source, originals=False)):
        raise combined(source.name, errors)


def verify(raw: Path, source: Source, *, originals: bool = True) -> Iterator[IngestionError]:
    """Hash every stored table of a source and its original; yield an error for each altered one."""
    for snapshot in snapshots(raw, source):
        table = table_path(raw, source, snapshot.snapshot_id)
        hashes = {table: snapshot.table_sha256}
        if originals:
            hashes[table.parent / "original" / Path(snapshot.file).name] = snapshot.sha256
        for path, digest in hashes.items():
            if not path.is_file():
                yield IngestionError(path.relative_to(raw), f"it is missing: {RESTORE}")
            elif sha256(path) != digest:
                rule = f"it was altered since it landed: {RESTORE}"
                yield IngestionError(path.relative_to(raw), rule)
