"""The state of a source after its last refresh: one small file next to its snapshots."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec

from ingestion.errors import IngestionError
from ingestion.landing.files import SourceFile, terms
from ingestion.landing.schema import Source
from ingestion.landing.snapshots import STATE
from ingestion.run import RefreshRun

# The states in which the publisher has answered every request.
ANSWERED = ("complete", "incomplete")


@dataclass(frozen=True)
class SourceState:
    """A source, its terms, and the outcome of its last refresh. Times are ISO 8601, UTC.

    ``state`` is the state of a ``RefreshRun``, ``files`` (read from a directory) or ``absent`` (no
    file of the source). ``reason`` explains a state, or what a complete refresh left out. ``calls``
    and ``cost_usd`` count the last attempt, and ``empty`` is that of the run. ``answered_at`` is
    when the publisher first answered ``compute-divide check``. ``seen`` stands for the files of a
    directory that were read.
    """

    source: str
    publisher: str
    licence: str
    citation: str
    refresh_days: int
    state: str = "absent"
    reason: str = ""
    attempted_at: str | None = None
    succeeded_at: str | None = None
    calls: int = 0
    cost_usd: float = 0.0
    empty: dict[str, str] = field(default_factory=dict)
    answered_at: str | None = None
    seen: str = ""


def state_of(raw: Path, source: Source) -> SourceState:
    """Return the stored state of a source, or its declared state before its first refresh.

    Raises IngestionError if the stored state is not readable.
    """
    path = raw / source.name / STATE
    content = path.read_bytes() if path.is_file() else b""
    if not content:
        return replace(_declared(source), reason="nothing was fetched")
    try:
        return msgspec.json.decode(content, type=SourceState)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise IngestionError(path, f"not readable ({error}): delete it and run again") from error


def is_due(raw: Path, source: Source) -> bool:
    """Return whether the last refresh did not come to an end, or is ``refresh_days`` old."""
    state = state_of(raw, source)
    last = state.attempted_at if state.state == "forbidden" else state.succeeded_at
    if state.state not in (*ANSWERED, "forbidden") or last is None:
        return True
    age = dt.datetime.now(dt.UTC).date() - dt.datetime.fromisoformat(last).date()
    return age.days >= source.refresh_days


def record_refresh(run: RefreshRun, *, is_done: bool = True) -> None:
    """Store the outcome of a refresh from the publisher; an attempt counts unless it is off.

    If it refused a file, it is not done, and the next run asks again.
    """
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    outcome: dict[str, Any] = {
        "calls": run.calls,
        "cost_usd": round(run.cost_usd, 6),
        "empty": run.empty,
    }
    times = {} if run.state == "off" else {"attempted_at": now}
    # Without a call, the run does not show that the publisher answers.
    if run.state in ANSWERED and run.calls > 0 and is_done:
        times["succeeded_at"] = now
    _write(run.raw, run.source, state=run.state, reason=run.reason, **outcome, **times)


def record_answer(raw: Path, source: Source) -> None:
    """Store when the publisher first answered ``compute-divide check``."""
    state = state_of(raw, source)
    if state.answered_at is None:
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        (raw / source.name).mkdir(parents=True, exist_ok=True)
        _store(raw, replace(state, answered_at=now))


def record_files(raw: Path, source: Source, files: Sequence[SourceFile], seen: str) -> None:
    """Store that a source was read from files (oldest first), with the terms of the newest file."""
    newest = files[-1] if files else source
    _write(
        raw,
        source,
        state="files" if files else "absent",
        reason="" if files else "no file was given",
        seen=seen,
        **terms(newest),
    )


def _declared(source: Source) -> SourceState:
    return SourceState(source.name, refresh_days=source.refresh_days, **terms(source))


def _write(raw: Path, source: Source, **outcome: Any) -> None:  # noqa: ANN401 - values of JSON
    """Store an outcome. It keeps what it does not have itself of earlier refreshes."""
    before = state_of(raw, source)
    names = ("attempted_at", "succeeded_at", "empty", "answered_at")
    kept = {name: getattr(before, name) for name in names}
    _store(raw, replace(_declared(source), **kept | outcome))


def _store(raw: Path, state: SourceState) -> None:
    path = raw / state.source / STATE
    # A rename, so that a killed run leaves the old file or the new one.
    new = path.with_suffix(".new")
    new.write_bytes(msgspec.json.format(msgspec.json.encode(state), indent=1) + b"\n")
    new.replace(path)
