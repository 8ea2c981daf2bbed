"""Applies a function to a table in batches, on all cores."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from subprocess import PIPE
from typing import IO, Any, cast, get_args, get_type_hints

import duckdb
import pandas as pd

from dbt_project.rows import sql_type

ROOT = Path(__file__).resolve().parent.parent
BATCH = 5_000
MOST_WORKERS = 8
# One process applies a function to fewer rows while others would start.
SMALL = 50_000


def applied(
    function: Callable[[list[Any]], list[Any]],
    table: duckdb.DuckDBPyRelation,
    session: duckdb.DuckDBPyConnection,
) -> duckdb.DuckDBPyRelation:
    """Return a table of what a function returns for the rows of a table.

    The function takes a list of rows and returns a list of tuples of one kind, which its annotation
    names. The table needs not fit into memory.
    """
    ((rows,),) = table.aggregate("count(*)").fetchall()
    batches = _batches(session, table)
    results = map(function, batches) if rows < SMALL else _on_all_cores(function, batches)
    return table_of(row_kind(function), results, session)


def _on_all_cores(
    function: Callable[[list[Any]], list[Any]], batches: Iterator[list[Any]]
) -> Iterator[list[Any]]:
    """Yield the result of each batch, in order.

    Raises EOFError if a worker fails, whose error is on standard error. multiprocessing would
    import dbt in each process.
    """
    workers = [_Worker(function) for _ in range(min(os.cpu_count() or 1, MOST_WORKERS))]
    turns = deque[_Worker]()
    try:
        for number, batch in enumerate(batches):
            worker = workers[number] if number < len(workers) else turns.popleft()
            if number >= len(workers):
                yield worker.result()
            worker.send(batch)
            turns.append(worker)
        yield from (worker.result() for worker in turns)
    finally:
        for worker in workers:
            worker.end()


class _Worker:
    """A process that applies a function to one batch after another."""

    def __init__(self, function: Callable[[list[Any]], list[Any]]) -> None:
        command = [sys.executable, "-m", "dbt_project.worker"]
        self.process = subprocess.Popen(command, stdin=PIPE, stdout=PIPE, cwd=ROOT)  # noqa: S603
        self.input = cast("IO[bytes]", self.process.stdin)
        self.output = cast("IO[bytes]", self.process.stdout)
        self.send(function)

    def send(self, thing: Any) -> None:  # noqa: ANN401 - a function or a batch
        pickle.dump(thing, self.input)
        self.input.flush()

    def result(self) -> list[Any]:
        return list(pickle.load(self.output))  # noqa: S301 - its own

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


def table_of(
    kind: type[Any], batches: Iterable[list[Any]], session: duckdb.DuckDBPyConnection
) -> duckdb.DuckDBPyRelation:
    """Return a table of tuples, whose kind gives the names and types of its columns."""
    fields = get_type_hints(kind)
    columns = ", ".join(f"{name} {sql_type(hint)}" for name, hint in fields.items())
    session.execute(f"create or replace temp table result ({columns})")
    for batch in batches:
        frame = pd.DataFrame(batch, columns=[*fields])
        session.register("batch", frame)
        session.execute("insert into result from batch")
    return session.table("result")


def row_kind(function: Callable[[list[Any]], list[Any]]) -> type[Any]:
    """Return the kind of the tuples that a function returns."""
    (kind,) = get_args(get_type_hints(type(function).__call__)["return"])
    return kind  # type: ignore[no-any-return]


def _batches(
    session: duckdb.DuckDBPyConnection, table: duckdb.DuckDBPyRelation
) -> Iterator[list[Any]]:
    """Read in a connection of its own, because a query in this one would end the reading."""
    with session.cursor() as reader:
        reader.execute(table.sql_query())
        while batch := reader.fetchmany(BATCH):
            yield batch
