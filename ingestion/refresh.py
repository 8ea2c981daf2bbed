"""Land the new data of a source, from its publisher or a directory, and record its state."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import sys
import tempfile
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import duckdb
from tqdm import tqdm

from ingestion.errors import IngestionError, SourceOffError, combined
from ingestion.fetching.request import RefreshRequest, RefreshRun
from ingestion.fetching.state import record_files, record_refresh
from ingestion.landing.files import SourceFile, discover, unread
from ingestion.landing.lock import source_lock
from ingestion.landing.schema import Source, literal
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
from ingestion.registry import fetchers

LANDING_THREADS = 2
# A file that has lost more than half of its rows since it last landed is rejected.
MIN_ROW_SHARE = 0.5


def refresh(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    raw: Path,
    request: RefreshRequest,
    run: RefreshRun,
    validate: Validator = no_validation,
) -> list[Landing]:
    """Land the publisher's new data, and record the outcome as the source's state.

    A failed request, a rejected file or an unforeseen error degrades ``run``. Stored data stays as
    it is, and other sources continue. Only a refresh of all years changes the state.
    """
    landings: list[Landing] = []
    with source_lock(raw, source.name, run.log):
        initialise_source(connection, raw, source, run.log)
        try:
            landings.extend(_land_new(connection, source, raw, request, run, validate))
        except SourceOffError as error:
            run.turn_off(str(error))
        except IngestionError as error:
            run.degrade(_first_line(error, raw))
        except Exception as error:  # noqa: BLE001 - no error of one source may stop another source
            run.log("".join(traceback.format_tb(error.__traceback__)))
            run.degrade(_unforeseen(source, error))
        if request.years is None:
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
    """Land a source's files from a directory: all of them, or none if one breaks a rule."""
    with source_lock(raw, source.name, log):
        initialise_source(connection, raw, source, log)
        files = discover(directory, source, dt.datetime.now(dt.UTC))
        for name in unread(directory, source):
            log(f"{name} is not read: accepted names are {', '.join(source.globs)}")
        is_quiet = not sys.stderr.isatty()
        shown = tqdm(files, desc=source.name, unit="file", disable=is_quiet)
        landings = land_together(connection, shown, source, raw, validate)
        used = {landing.file for landing in landings if landing.status != "withdrawn"}
        record_files(raw, source, [file for file in files if file.name in used])
    return landings


def _first_line(error: IngestionError, raw: Path) -> str:
    """Return the error without DuckDB's advice and without paths of local folders."""
    return re.sub(rf"{re.escape(str(raw))}\S*/", "", str(error).splitlines()[0])


def _unforeseen(source: Source, error: Exception) -> str:
    """Return only the type of an error, because its message may contain a key."""
    cause = error.strerror if isinstance(error, OSError) else None
    return f"{source.name}: unforeseen {type(error).__name__}{f' ({cause})' if cause else ''}"


def _land_new(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    raw: Path,
    request: RefreshRequest,
    run: RefreshRun,
    validate: Validator,
) -> Iterator[Landing]:
    """Land the files of each fetcher first, because the next one plans from stored files."""
    validate = validate if request.full else _reject_shrunken(source, raw, validate)
    for fetcher in fetchers(source):
        land_files = land_together if fetcher.lands_together else land_each
        with (
            tempfile.TemporaryDirectory() as inbox,
            closing(fetcher.fetch(source, raw, Path(inbox), request, run)) as files,
        ):
            yield from land_files(connection, files, source, raw, validate)
        run.landed_all |= run.fetches_all and run.state == "complete"


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
                    f"{now:,} rows, less than half of the {before:,} stored rows; --full lands it"
                )
                raise IngestionError(name, rule)
        validate(connection, tables)

    return validate_rows


def land_each(
    connection: duckdb.DuckDBPyConnection,
    files: Iterable[SourceFile],
    source: Source,
    raw: Path,
    validate: Validator = no_validation,
) -> Iterator[Landing]:
    """Land files in separate threads while ``files`` fetches the next one; yield them in order.

    ``connection`` works on one core after that. If a file breaks a rule, the others continue, and
    IngestionError is raised at the end for all failed files.
    """
    errors: list[IngestionError] = []

    def land_one(file: SourceFile) -> list[Landing]:
        landings = []
        try:
            with connection.cursor() as cursor:
                landings.append(land(cursor, file, source, raw, validate))
        except IngestionError as error:
            errors.append(error)
        # After a full disk or a kill the folder stays, and a later run resumes from it.
        _discard(file)
        return landings

    waiting: deque[Future[list[Landing]]] = deque()
    # Landing must leave a core to the fetch.
    connection.execute("set threads = 1")
    with ThreadPoolExecutor(LANDING_THREADS) as executor:
        for file in _until_error(files, errors):
            waiting.append(executor.submit(land_one, file))
            while waiting and waiting[0].done():
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    if errors:
        raise combined(source.name, errors)


def _until_error(files: Iterable[SourceFile], errors: list[IngestionError]) -> Iterator[SourceFile]:
    try:
        yield from files
    except IngestionError as error:
        errors.append(error)


def _discard(file: SourceFile) -> None:
    """Remove the folder of a fetched file that has landed or was rejected."""
    if file.fetched_into is not None:
        shutil.rmtree(file.fetched_into)
