"""The state of a source after its last refresh: one small file next to its snapshots."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import msgspec

from ingestion.fetching.request import RefreshRun
from ingestion.landing.files import SourceFile
from ingestion.landing.schema import Source
from ingestion.landing.snapshots import STATE

FILES, ABSENT = "files", "absent"
# After this number of days a file is fetched again even if the publisher reports it as unchanged.
TRUST_DAYS = 30


@dataclass(frozen=True)
class SourceState:
    """A source, its terms, and the outcome of its last refresh. Times are ISO 8601, UTC.

    ``state`` is the state of a ``RefreshRun``, ``files`` (read from given files) or ``absent`` (no
    file was given). ``reason`` explains every state but ``complete`` and ``files``. ``calls`` and
    ``cost_usd`` count the last attempt. ``whole_at`` is the last time at which every file was
    fetched, even if the publisher reported it as unchanged. ``stated_rows`` is the number of active
    records that the publisher stated, if it stated one.
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
        """Return whether the last refresh did not get all data of the publisher."""
        return self.state in ("paused", "degraded")


def state_of(raw: Path, source: Source) -> SourceState:
    """Return the stored state of a source, or its declared state before its first refresh."""
    path = raw / source.name / STATE
    content = path.read_bytes() if path.is_file() else b""
    if not content:
        return replace(_declared(source), reason="nothing was fetched")
    try:
        return msgspec.json.decode(content, type=SourceState)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return replace(_declared(source), reason=f"{STATE} was not readable and is rebuilt")


def record_refresh(raw: Path, source: Source, run: RefreshRun) -> None:
    """Store the outcome of a refresh from the publisher; an attempt counts unless it is off."""
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    before = state_of(raw, source)
    # A run that had nothing to fetch made no call, so it does not show that the publisher answers.
    is_answered = run.state == "complete" and run.calls > 0
    state = replace(
        _declared(source),
        state=run.state,
        reason=run.reason,
        attempted_at=before.attempted_at if run.state == "off" else now,
        succeeded_at=now if is_answered else before.succeeded_at,
        whole_at=now if run.landed_all else before.whole_at,
        calls=run.calls,
        cost_usd=round(run.cost_usd, 6),
        stated_rows=run.stated,
    )
    replace_text(raw / source.name / STATE, _text(state))


def record_files(raw: Path, source: Source, files: Sequence[SourceFile]) -> None:
    """Store that a source was read from files (oldest first), with the terms of the newest file.

    The state keeps the times of refreshes, so that the same files give the same state.
    """
    before = state_of(raw, source)
    state = replace(
        _declared(source),
        reason="" if files else "no file was given",
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
    """Return whether a 304 Not Modified from this publisher is still trusted."""
    if state.whole_at is None:
        return False
    age = dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(state.whole_at)
    return age < dt.timedelta(days=TRUST_DAYS)


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
    """Replace a file atomically, so that a killed run leaves the old file or the new one."""
    new = path.with_name(f".{path.name.removeprefix('.')}.new")
    with new.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    new.replace(path)
