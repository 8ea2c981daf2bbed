"""Stored files: check them against their hashes, or take one out of use."""

from __future__ import annotations

import datetime as dt
import json
import sys
from dataclasses import asdict
from pathlib import Path

from ingestion.errors import IngestionError
from ingestion.landing.set_aside import update_set_aside
from ingestion.landing.snapshots import WITHDRAWN, connect, snapshots, source_lock, verify
from ingestion.registry import SOURCES

# The licence of reduced lists, which were plain lists before.
FORMER = "derived facts"
TAKEN_OVER = "a reduced list in the form before the source reduced, which has it as typed records"


def verify_all(raw: Path) -> None:
    """Print the stored files of each source, and each error.

    Raises IngestionError if a file differs from its hash, or if there is no file.
    """
    altered = stored = 0
    for source in SOURCES.values():
        try:
            errors = list(verify(raw, source))
            number = len(snapshots(raw, source))
            stored += number
            print(f"{number:>7} snapshots  {source.name}")
        except IngestionError as error:
            errors = [error]
        for line in errors:
            print(f"error: {line}", file=sys.stderr)
        altered += len(errors)
    if altered:
        raise IngestionError(raw, f"{altered} stored files differ from their manifests")
    if not stored:
        raise IngestionError(raw, "nothing is stored; COMPUTE_DIVIDE_SOURCES selects the folder")


def withdraw(raw: Path, name: str, snapshot: str, reason: str) -> Path:
    """Take a snapshot of a source out of use, and return the folder that keeps it with the reason.

    Its bytes are never stored again, and the next run rebuilds the tables that read it. Raises
    IngestionError if there is no such source or snapshot, or no reason.
    """
    if name not in SOURCES:
        raise IngestionError(name, f"no source has this name; the sources are {', '.join(SOURCES)}")
    source, folder = SOURCES[name], raw / name
    with source_lock(raw, source):
        by_id = {stored.snapshot_id: stored for stored in snapshots(raw, source)}
        if not reason.strip():
            raise IngestionError(snapshot, "a withdrawal needs a reason")
        if snapshot not in by_id:
            names = ", ".join(by_id) or "none"
            raise IngestionError(snapshot, f"{name} has no such snapshot; stored: {names}")
        record = {
            **asdict(by_id[snapshot]),
            "reason": reason.strip(),
            "withdrawn_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        }
        text = json.dumps(record, indent=1, ensure_ascii=False) + "\n"
        # The rename comes last, so a killed command leaves the snapshot in use.
        (folder / snapshot / "withdrawn.json").write_text(text, encoding="utf-8")
        (folder / snapshot).replace(folder / WITHDRAWN / snapshot)
        with connect() as connection:
            update_set_aside(connection, raw, source)
    return folder / WITHDRAWN / snapshot


def withdraw_former(raw: Path) -> None:
    """Withdraw reduced lists in the plain format, from before they had a source of their own."""
    for snapshot in snapshots(raw, SOURCES["lists"]):
        if snapshot.licence.startswith(FORMER):
            withdraw(raw, "lists", snapshot.snapshot_id, TAKEN_OVER)
