"""Withdraw a snapshot: it is kept with a reason, and no table reads it any more."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from pathlib import Path

from ingestion.errors import IngestionError
from ingestion.landing.schema import Source
from ingestion.landing.set_aside import update_set_aside
from ingestion.landing.snapshots import WITHDRAWN, connect, snapshots

RECORD = "withdrawn.json"


def withdraw(raw: Path, source: Source, snapshot_id: str, reason: str) -> Path:
    """Move a snapshot out of use, and return its new folder. Its bytes never land again.

    Raises IngestionError if there is no reason, or no such snapshot.
    """
    if not reason.strip():
        raise IngestionError(snapshot_id, "a withdrawal needs a reason")
    stored = {snapshot.snapshot_id: snapshot for snapshot in snapshots(raw, source)}
    if snapshot_id not in stored:
        names = ", ".join(stored) or "none"
        raise IngestionError(snapshot_id, f"{source.name} has no such snapshot; stored: {names}")
    folder, target = raw / source.name / snapshot_id, raw / source.name / WITHDRAWN / snapshot_id
    target.parent.mkdir(exist_ok=True)
    record = {
        **asdict(stored[snapshot_id]),
        "reason": reason.strip(),
        "withdrawn_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
    }
    text = json.dumps(record, indent=1, ensure_ascii=False) + "\n"
    # The rename is the last step, so a killed command leaves the snapshot in use.
    (folder / RECORD).write_text(text, encoding="utf-8")
    folder.replace(target)
    with connect() as connection:
        update_set_aside(connection, raw, source)
    return target
