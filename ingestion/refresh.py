"""Ingest the new data of a source, from its publisher or a directory, and record its state."""

from __future__ import annotations

import datetime as dt
import tempfile
import traceback
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

import duckdb

from ingestion.errors import (
    MAX_SHOWN,
    ForbiddenError,
    IncompleteError,
    IngestionError,
    SourceOffError,
    combined,
    printable,
)
from ingestion.landing.files import discover, seen, unread
from ingestion.landing.schema import Source, parquet, table_path
from ingestion.landing.set_aside import update_set_aside
from ingestion.landing.snapshots import (
    Landing,
    Snapshot,
    Validator,
    connect,
    initialise_source,
    land,
    reinstate,
    source_lock,
)
from ingestion.registry import fetching
from ingestion.run import RefreshRun
from ingestion.state import is_due, record_files, record_refresh, state_of

# A file may lose a quarter of its rows, if it has at least so many.
SMALLEST, LOST = 20, 0.25
# The terminal shows the line of a log that has this.
ASKING = "asking"


def refresh(
    connection: duckdb.DuckDBPyConnection, run: RefreshRun, validate: Validator | None = None
) -> list[Landing]:
    """Ingest the publisher's new data, and record the outcome as the source's state.

    A failed request, a rejected file or an unforeseen error degrades ``run``. Stored data stays as
    it is, and other sources continue. A source whose last refresh was complete is due again after
    its ``refresh_days``.
    """
    source, raw = run.source, run.raw
    landings = list[Landing]()
    with source_lock(raw, source), tempfile.TemporaryDirectory() as inbox, run.client:
        initialise_source(connection, raw, source)
        if not run.is_full and not run.accepted and not is_due(raw, source):
            return []
        run.log(f"{ASKING} {source.publisher}")
        run.inbox = Path(inbox)
        run.empty = dict(state_of(raw, source).empty)
        errors = list[IngestionError]()
        try:
            landings.extend(_fetched(connection, run, validate, errors))
            _conclude(connection, run, errors)
        except (SourceOffError, IngestionError) as error:
            run.end(error.state, str(error))
        except Exception as error:  # noqa: BLE001 - no error of one source may stop another source
            # Only the type is shown, because the message may contain a key.
            run.log("".join(traceback.format_tb(error.__traceback__)))
            run.end("degraded", f"{source.name}: unforeseen {type(error).__name__}")
        update_set_aside(connection, raw, source)
        record_refresh(run, is_done=not any(isinstance(one, IncompleteError) for one in errors))
    return landings


def land_directory(
    connection: duckdb.DuckDBPyConnection,
    run: RefreshRun,
    directory: Path,
    validate: Validator | None = None,
) -> list[Landing]:
    """Ingest a source's files from a directory: all of them, or none if one breaks a rule."""
    source, raw = run.source, run.raw
    with source_lock(raw, source):
        initialise_source(connection, raw, source)
        before = seen(directory, source)
        files = discover(directory, source, dt.datetime.now(dt.UTC))
        accepted = f"accepted names are {', '.join(source.globs)}"
        left = [f"{name} is not read: {accepted}" for name in unread(directory, source)]
        landings = land(connection, files, source, raw, validate)
        skipped = [landing.file for landing in landings if landing.status == "skipped"]
        left += [f"{name} is skipped: it has no table of this source" for name in skipped]
        twins = {file.name for file in files} - {landing.file for landing in landings}
        left += [f"{name} has the bytes of another file" for name in sorted(twins)]
        for line in left[:MAX_SHOWN]:
            run.log(printable(line))
        if left:
            run.end("files", f"{len(left)} files were not stored; {left[0]}")
        update_set_aside(connection, raw, source)
        names = {landing.file for landing in landings if landing.status != "withdrawn"}
        record_files(raw, source, [file for file in files if file.name in names], before)
    return landings


def look_at(directory: Path, sources: Iterable[Source]) -> None:
    """Read files of a directory as ``land_directory`` does, but keep nothing.

    Raises IngestionError if a file breaks a rule.
    """
    with tempfile.TemporaryDirectory() as raw, connect() as connection:
        for source in sources:
            land_directory(connection, RefreshRun(source, Path(raw), lambda _: None), directory)


def leave_out(connection: duckdb.DuckDBPyConnection, run: RefreshRun, reason: str) -> list[Landing]:
    """Give a source that a run does not read its empty table, and record that it is off."""
    with source_lock(run.raw, run.source):
        initialise_source(connection, run.raw, run.source)
        run.end("off", reason)
        record_refresh(run)
    return []


def _fetched(
    connection: duckdb.DuckDBPyConnection,
    run: RefreshRun,
    validate: Validator | None,
    errors: list[IngestionError],
) -> Iterator[Landing]:
    """Fetch and ingest one file after another; ``errors`` receives those of files that failed.

    Raises IngestionError if every file failed.
    """
    check, asked = partial(_check, run, validate), 0
    for fetch_file in fetching(run.source).fetch(run):
        asked += 1
        try:
            if file := fetch_file():
                if file.name in run.accepted:
                    reinstate(run.raw, run.source, file.path)
                yield from land(connection, [file], run.source, run.raw, check)
        except IngestionError as error:
            errors.append(error)
    if errors and len(errors) == asked:
        raise combined(run.source.name, errors)


def _conclude(
    connection: duckdb.DuckDBPyConnection, run: RefreshRun, errors: Sequence[IngestionError]
) -> None:
    """End a refresh with what failed, and with what is missing at the sites that answered."""
    forbidden = {error.file for error in errors if isinstance(error, ForbiddenError)}
    missing = "; ".join(_missing(connection, run, forbidden))
    failed = [combined(run.source.name, errors)] if errors else []
    reasons = [str(error) for error in failed]
    reasons += [f"the publisher's files {missing}"] if missing else []
    states = [error.state for error in failed if not missing or error.state != "forbidden"]
    if reasons:
        run.end(next(iter(states), "incomplete"), "; ".join(reasons))


def _check(
    run: RefreshRun,
    validate: Validator | None,
    connection: duckdb.DuckDBPyConnection,
    new: Sequence[Landing],
) -> None:
    """Compare new files with those that are stored, and ``validate`` them."""
    for landing in new:
        file, stored = landing.snapshot, run.stored(Path(landing.file).name)
        if file and stored and (fault := _fault(run, file, stored)):
            raise IncompleteError(landing.file, fault)
    if validate:
        validate(connection, new)


def _fault(run: RefreshRun, new: Snapshot, stored: Snapshot) -> str:
    """Return what a new file lost of the stored one, or that it is older; else an empty text."""
    if new.vintage < stored.vintage:
        return f"it is of {new.vintage}, and the stored file of {stored.vintage}: an old copy"
    if new.file in run.accepted:
        return ""
    accept = f"if it is intended: make report ACCEPT={new.file} REASON=..."
    may_lose = LOST * max(stored.rows, SMALLEST)
    if stored.rows - new.rows > may_lose:
        rows = f"{new.rows:,} rows of {stored.rows:,}, and it may lose {may_lose:,.0f}"
        return f"{rows}; {accept}"
    if columns := _lacks(run.source, new) - _lacks(run.source, stored):
        return f"it lacks {', '.join(sorted(columns))}, which metrics need; {accept}"
    return ""


def _lacks(source: Source, snapshot: Snapshot) -> set[str]:
    """Return the columns that metrics need and that a file does not have."""
    needed = {column.name for column in source.columns if column.needed}
    return needed.intersection(*(part["missing"] for part in snapshot.parts))


def _missing(
    connection: duckdb.DuckDBPyConnection, run: RefreshRun, forbidden: Collection[str]
) -> Iterator[str]:
    """Name what the newest files of a source lack, or have too much of, but ``forbidden`` sites."""
    newest = run.newest().values()
    tables = [table_path(run.raw, run.source, snapshot.snapshot_id) for snapshot in newest]
    rows = parquet([table_path(run.raw, run.source), *tables])
    for expected in run.source.expected:
        counts = dict(
            connection.execute(
                f"select value, count(*) from (select {expected.values} as value from {rows})"
                " group by value"
            ).fetchall()
        )
        found = [
            (value, counts.get(value, 0), due)
            for value, due in expected.rows().items()
            if expected.site(value) not in forbidden
        ]
        few = [f"{value} ({n:,} rows)" if n else value for value, n, due in found if n < due.start]
        many = [f"{value} ({n:,} rows)" for value, n, due in found if n >= due.stop]
        if few:
            yield f"lack {expected.what}: {', '.join(few)}"
        if many:
            yield f"have too many {expected.what}: {', '.join(many)}"
