"""What is known of a source's last refresh: one small file beside its snapshots."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from ingestion.fetching.request import RefreshRun
from ingestion.landing.files import SourceFile
from ingestion.landing.schema import Source
from ingestion.landing.snapshots import STATE

FILES, ABSENT = "files", "absent"
# For so long a server is believed that says of a file that it has not changed.
BELIEVED_DAYS = 30


@dataclass(frozen=True)
class SourceState:
    """A source, its terms, and how its last refresh went. Times are ISO 8601, UTC.

    ``state`` is that of a ``RefreshRun``, or ``files`` (read from files that were given) or ``absent``
    (none was given); ``reason`` tells why where it is not ``complete`` or ``files``. ``calls`` and
    ``cost_usd`` are those of the last attempt. At ``whole_at`` every file was last fetched whatever
    the publisher says of changes.
    ``stated_rows`` is how many records in use the publisher stated then, if it did.
    """

    source: str
    publisher: str
    licence: str
    citation: str
    refresh_days: int
    state: str = ABSENT
    reason: str = ""
    attempted_at: str | None = None
    succeeded_at: str | None = None
    whole_at: str | None = None
    calls: int = 0
    cost_usd: float = 0.0
    stated_rows: int | None = None

    @property
    def is_behind(self) -> bool:
        """The publisher may have what is not held, though it was asked for."""
        return self.state in ("paused", "degraded")


def state_of(raw: Path, source: Source) -> SourceState:
    """The state of a source; before its first refresh, that nothing of it was asked for."""
    path = raw / source.name / STATE
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    if not text:
        return replace(_declared(source), reason="nothing was asked for")
    return SourceState(**json.loads(text))


def record_refresh(raw: Path, source: Source, run: RefreshRun) -> None:
    """Keep how a refresh from the publisher went; one that is off was no attempt."""
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    before = state_of(raw, source)
    # A run that found nothing due has learned nothing of what the publisher has now.
    is_answered = run.state == "complete" and run.calls > 0
    state = replace(
        _declared(source),
        state=run.state,
        reason=run.reason,
        attempted_at=before.attempted_at if run.state == "off" else now,
        succeeded_at=now if is_answered else before.succeeded_at,
        whole_at=now if run.landed_whole else before.whole_at,
        calls=run.calls,
        cost_usd=round(run.cost_usd, 6),
        stated_rows=run.stated,
    )
    replace_text(raw / source.name / STATE, _text(state))


def record_files(raw: Path, source: Source, files: Sequence[SourceFile]) -> None:
    """Keep that a source was read from files, oldest first, on the terms of the newest.

    Times are those of refreshes only, so that the same files give the same state.
    """
    before = state_of(raw, source)
    state = replace(
        _declared(source),
        reason="" if files else "no file of it was given",
        attempted_at=before.attempted_at,
        succeeded_at=before.succeeded_at,
        whole_at=before.whole_at,
    )
    for file in files[-1:]:
        state = replace(
            state,
            state=FILES,
            publisher=file.publisher,
            licence=file.licence,
            citation=file.citation,
        )
    replace_text(raw / source.name / STATE, _text(state))


def trusts_not_modified(state: SourceState) -> bool:
    """Whether a server is still believed that says of a file that it has not changed."""
    if state.whole_at is None:
        return False
    age = dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(state.whole_at)
    return age < dt.timedelta(days=BELIEVED_DAYS)


def _declared(source: Source) -> SourceState:
    return SourceState(
        source=source.name,
        publisher=source.publisher,
        licence=source.licence,
        citation=source.citation,
        refresh_days=source.refresh_days,
    )


def _text(state: SourceState) -> str:
    return json.dumps(asdict(state), indent=1, ensure_ascii=False) + "\n"


def replace_text(path: Path, text: str) -> None:
    """Replace a file in one step, so that a killed run leaves the old one or the new one."""
    new = path.with_name(f".{path.name.removeprefix('.')}.new")
    with new.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    new.replace(path)
