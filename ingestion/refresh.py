"""Refresh a source from its publisher: what it has that is new is landed, trouble is kept apart."""

from __future__ import annotations

import re
import shutil
import tempfile
import traceback
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import duckdb

from ingestion.errors import IngestionError, SourceOffError
from ingestion.fetching.request import RefreshRequest, RefreshRun
from ingestion.fetching.state import record_refresh
from ingestion.landing.files import SourceFile
from ingestion.landing.schema import Source, literal
from ingestion.landing.snapshots import (
    Landing,
    Validator,
    initialise_source,
    land,
    land_together,
    newest_by_file,
    no_validation,
    snapshots,
)
from ingestion.registry import fetchers

LANDERS = 2
# A file that has lost more than half of its rows since it last landed is taken for a broken one.
LEAST_SHARE = 0.5


def refresh(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    raw: Path,
    wanted: RefreshRequest,
    run: RefreshRun,
    judge: Validator = no_validation,
) -> list[Landing]:
    """Land what the publisher has that is new, and keep how it went as the source's state.

    A publisher without a good answer is no error, nor is one that ``judge`` does not take, nor
    anything else that goes wrong: ``run`` is degraded then, what is held stays, and other sources
    go on. Only a refresh of all years changes the state.
    """
    initialise_source(connection, raw, source)
    landings: list[Landing] = []
    try:
        landings.extend(_land_new(connection, source, raw, wanted, run, judge))
    except SourceOffError as error:
        run.turn_off(str(error))
    except IngestionError as error:
        run.degrade(_first_line(error, raw))
    except Exception as error:  # noqa: BLE001 - whatever it is, it must not stop other sources
        run.say("".join(traceback.format_tb(error.__traceback__)))
        run.degrade(_unforeseen(source, error))
    if wanted.years is None:
        record_refresh(raw, source, run)
    return landings


def _first_line(error: IngestionError, raw: Path) -> str:
    """What is wrong, without the engine's advice and the place of our own folders."""
    return re.sub(rf"{re.escape(str(raw))}\S*/", "", str(error).splitlines()[0])


def _unforeseen(source: Source, error: Exception) -> str:
    """What kind of error it is; what else it says may hold a key, as no client has seen to it."""
    cause = error.strerror if isinstance(error, OSError) else None
    return f"{source.name}: unforeseen {type(error).__name__}{f' ({cause})' if cause else ''}"


def _land_new(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    raw: Path,
    wanted: RefreshRequest,
    run: RefreshRun,
    judge: Validator,
) -> Iterator[Landing]:
    """Files that a source lists belong together; those of another fetcher stand alone.

    What one fetcher has brought is landed before the next one asks what is held.
    """
    judge = judge if wanted.full else _whole(source, raw, judge)
    for fetcher in fetchers(source):
        land_files = land_together if fetcher.lands_together else land_each
        with (
            tempfile.TemporaryDirectory() as inbox,
            closing(fetcher.fetch(source, raw, Path(inbox), wanted, run)) as files,
        ):
            yield from land_files(connection, files, source, raw, judge)
        run.landed_whole |= run.whole and run.state == "complete"


def _whole(source: Source, raw: Path, judge: Validator) -> Validator:
    """Refuse a file that has lost more rows than any publisher takes back, then judge."""
    held = newest_by_file(snapshots(raw, source))

    def judge_whole(connection: duckdb.DuckDBPyConnection, file: SourceFile, table: Path) -> None:
        before = held[file.name].rows if file.name in held else 0
        ((now,),) = connection.execute(
            f"select count(*) from read_parquet({literal(table)})"
        ).fetchall()
        if now < LEAST_SHARE * before:
            rule = f"{now:,} rows where {before:,} are held: less than half; --full lands it"
            raise IngestionError(file.name, rule)
        judge(connection, file, table)

    return judge_whole


def land_each(
    connection: duckdb.DuckDBPyConnection,
    files: Iterable[SourceFile],
    source: Source,
    raw: Path,
    judge: Validator = no_validation,
) -> Iterator[Landing]:
    """Land files in threads of their own while ``files`` is asked for more; yield them in order.

    From then on ``connection`` works on one core. A file that breaks a rule stops no other: the
    others come first, then IngestionError is raised for all that went wrong.
    """
    wrong: list[IngestionError] = []

    def land_one(file: SourceFile) -> list[Landing]:
        landings = []
        try:
            with connection.cursor() as own:
                landings.append(land(own, file, source, raw, judge))
        except IngestionError as error:
            wrong.append(error)
        _discard(file)
        return landings

    waiting: deque[Future[list[Landing]]] = deque()
    # A landing takes the core that is free, not the one that fetches.
    connection.execute("set threads = 1")
    with ThreadPoolExecutor(LANDERS) as lander:
        for file in _until_error(files, wrong):
            waiting.append(lander.submit(land_one, file))
            while waiting and waiting[0].done():
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    if wrong:
        raise wrong[0] if len(wrong) == 1 else _together(source, wrong)


def _until_error(files: Iterable[SourceFile], wrong: list[IngestionError]) -> Iterator[SourceFile]:
    try:
        yield from files
    except IngestionError as error:
        wrong.append(error)


def _together(source: Source, wrong: Sequence[IngestionError]) -> IngestionError:
    return IngestionError(source.name, "; ".join(str(error).splitlines()[0] for error in wrong))


def _discard(file: SourceFile) -> None:
    """Remove a fetched file that has landed, or never will; not after a full disk or a kill."""
    if file.fetched_into is not None:
        shutil.rmtree(file.fetched_into)
