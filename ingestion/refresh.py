"""Refresh a source from its publisher: fetch, and land each file while the next is fetched."""

from __future__ import annotations

import shutil
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import duckdb

from ingestion.discovery import SourceFile
from ingestion.errors import IngestionError, SourceOffError
from ingestion.landing import Landing, land, prepare
from ingestion.live import Run, Wanted
from ingestion.registry import fetcher
from ingestion.schema import Source


def refresh(
    connection: duckdb.DuckDBPyConnection, source: Source, raw: Path, wanted: Wanted, run: Run
) -> list[Landing]:
    """Land what the publisher has that is new. Raises IngestionError; what came before stays."""
    prepare(connection, raw, source)
    with tempfile.TemporaryDirectory() as inbox:
        try:
            with closing(fetcher(source)(source, raw, Path(inbox), wanted, run)) as files:
                return list(land_each(connection, files, source, raw))
        except SourceOffError as error:
            run.turn_off(str(error))
            return []


def land_each(
    connection: duckdb.DuckDBPyConnection, files: Iterable[SourceFile], source: Source, raw: Path
) -> Iterator[Landing]:
    """Land files in a second thread, in order, while ``files`` is asked for more.

    An error of either side ends it after the landings that are under way.
    """

    def land_one(file: SourceFile) -> Landing:
        try:
            landing = land(connection, file, source, raw)
        except IngestionError:
            _discard(file)
            raise
        _discard(file)
        return landing

    waiting: deque[Future[Landing]] = deque()
    with ThreadPoolExecutor(1) as lander:
        for file in files:
            waiting.append(lander.submit(land_one, file))
            while waiting and waiting[0].done():
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _discard(file: SourceFile) -> None:
    """Remove a fetched file that has landed, or never will; not after a full disk or a kill."""
    if file.fetched_into is not None:
        shutil.rmtree(file.fetched_into)
