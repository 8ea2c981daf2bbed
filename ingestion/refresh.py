"""Ingest the new data of a source, from its publisher or a directory, and record its state."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import duckdb

from ingestion.credentials import OFF, credential
from ingestion.downloads import listed_files
from ingestion.errors import IngestionError, LongWaitError, SourceOffError, combined
from ingestion.http import Client
from ingestion.landing.files import discover, unread
from ingestion.landing.lock import source_lock
from ingestion.landing.schema import Source, literal
from ingestion.landing.set_aside import update_set_aside
from ingestion.landing.snapshots import (
    Landing,
    NewTable,
    Validator,
    initialise_source,
    land,
    land_together,
    newest_by_file,
    no_validation,
    snapshots,
)
from ingestion.registry import fetch_of
from ingestion.request import FetchFile, RefreshRequest, RefreshRun
from ingestion.state import is_due, record_files, record_refresh

# A file that has lost more than half of its rows since its last snapshot is rejected.
MIN_ROW_SHARE = 0.5


def refresh(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    raw: Path,
    request: RefreshRequest,
    run: RefreshRun,
    validate: Validator = no_validation,
) -> list[Landing]:
    """Ingest the publisher's new data, and record the outcome as the source's state.

    A failed request, a rejected file or an unforeseen error degrades ``run``. Stored data stays as
    it is, and other sources continue. A source whose last refresh was complete is due again after
    its ``refresh_days``.
    """
    landings: list[Landing] = []
    with source_lock(raw, source.name, run.log):
        initialise_source(connection, raw, source)
        if not request.full and not is_due(raw, source):
            return []
        try:
            landings.extend(_fetched(connection, source, raw, request, run, validate))
        except SourceOffError as error:
            run.end("off", str(error))
        except LongWaitError as error:
            run.end("paused", _first_line(error, raw))
        except IngestionError as error:
            run.end("degraded", _first_line(error, raw))
        except Exception as error:  # noqa: BLE001 - no error of one source may stop another source
            # Only the type is shown, because the message may contain a key.
            run.log("".join(traceback.format_tb(error.__traceback__)))
            run.end("degraded", f"{source.name}: unforeseen {type(error).__name__}")
        update_set_aside(connection, raw, source)
        record_refresh(raw, source, run)
    return landings


def land_directory(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    raw: Path,
    directory: Path,
    log: Callable[[str], None],
    validate: Validator = no_validation,
) -> list[Landing]:
    """Ingest a source's files from a directory: all of them, or none if one breaks a rule."""
    with source_lock(raw, source.name, log):
        initialise_source(connection, raw, source)
        files = discover(directory, source, dt.datetime.now(dt.UTC))
        for name in unread(directory, source):
            log(f"{name} is not read: accepted names are {', '.join(source.globs)}")
        landings = land_together(connection, files, source, raw, validate)
        update_set_aside(connection, raw, source)
        used = {landing.file for landing in landings if landing.status != "withdrawn"}
        record_files(raw, source, [file for file in files if file.name in used])
    return landings


def _first_line(error: IngestionError, raw: Path) -> str:
    """Return the error without DuckDB's advice and without paths of local folders."""
    return re.sub(rf"{re.escape(str(raw))}\S*/", "", str(error).splitlines()[0])


def _fetched(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    raw: Path,
    request: RefreshRequest,
    run: RefreshRun,
    validate: Validator,
) -> Iterator[Landing]:
    """Fetch and ingest the files of a ``fetch.py``, or the listed ones, one after another."""
    validate = validate if request.full else _reject_shrunken(source, raw, validate)
    if source.name in map(str.strip, credential(OFF).split(",")):
        raise SourceOffError(f"{OFF} names it")
    fetch = fetch_of(source) or listed_files
    with tempfile.TemporaryDirectory() as inbox, Client() as client:
        try:
            files = fetch(client, source, raw, Path(inbox), request, run)
            yield from _land_each(connection, files, source, raw, validate)
        finally:
            run.calls = client.calls


def _land_each(
    connection: duckdb.DuckDBPyConnection,
    files: Iterable[FetchFile],
    source: Source,
    raw: Path,
    validate: Validator,
) -> Iterator[Landing]:
    """Fetch and ingest one file after another. A file that fails does not stop the next one."""
    errors: list[IngestionError] = []
    for fetch_file in files:
        try:
            file = fetch_file()
            if file is not None:
                yield land(connection, file, source, raw, validate)
        except LongWaitError as error:
            if not errors:
                raise
            errors.append(error)
            break
        except IngestionError as error:
            errors.append(error)
    if errors:
        raise combined(source.name, errors)


def _reject_shrunken(source: Source, raw: Path, validate: Validator) -> Validator:
    """Return a validator that first rejects a file with less than ``MIN_ROW_SHARE`` of its rows."""
    stored = newest_by_file(snapshots(raw, source))

    def validate_rows(connection: duckdb.DuckDBPyConnection, tables: Sequence[NewTable]) -> None:
        for table in tables:
            name = table.file.name
            before = stored[name].rows if name in stored else 0
            ((now,),) = connection.execute(
                f"select count(*) from read_parquet({literal(table.path)})"
            ).fetchall()
            if now < MIN_ROW_SHARE * before:
                rule = (
                    f"{now:,} rows, less than half of the {before:,} stored rows; --full accepts it"
                )
                raise IngestionError(name, rule)
        validate(connection, tables)

    return validate_rows
