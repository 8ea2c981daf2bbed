"""What the columns of any table must hold, by their names and types, without a line for a table.

A column's name says its role: a share lies in 0 to 1, k is at most n, a value is between its ends.
One query a table counts the rows that break a role, and Great Expectations expects none. What dbt
tests of a table, such as its keys, is not repeated here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import duckdb

from ingestion.landing.schema import Source, identifier, literal

CHECK = "rows_and_columns_are_plausible"
DESCRIPTION = (
    "Rows are about as many as last published; shares lie in 0 to 1, k is at most n, values are"
    " between their ends, years and vintages are of their time, and numbers are finite"
    " (expect_column_values_to_be_between): critical."
)
# Seeds are our own files, which dbt tests, and a build that keeps tables leaves out.
LAYERS = ("staging", "intermediate", "marts")
# A list may have ten times the rows of a first, small one; a table that had rows has rows.
LEAST, MOST = 0.2, 10.0
NUMBERS = ("DOUBLE", "FLOAT")
ENDS = (("ci", "value"), ("bound", "value"))


class Profile(NamedTuple):
    """How many rows of a table break which roles. ``rows_by_last`` is empty for a new table."""

    table: str
    rows: int
    rows_by_last: float | None
    broken: int
    words: str


def roles(columns: Mapping[str, str]) -> dict[str, str]:
    """Return the rules of a table by their sentence, each as SQL that is true for a broken row.

    ``columns`` has the type of each column by its name.
    """
    found = dict(rule for name, type_ in columns.items() for rule in _of_column(name, type_))
    if {"k", "n"} <= columns.keys():
        found["k is more than n"] = "k > n"
    return found | dict(_between(columns))


def _of_column(name: str, type_: str) -> Iterator[tuple[str, str]]:
    quoted = identifier(name)
    if type_ in NUMBERS:
        yield f"{name} is not a finite number", f"not isfinite({quoted})"
    if type_ in NUMBERS and (name == "share" or name.endswith("_share")):
        yield f"{name} is not a share", f"{quoted} not between 0 and 1"
    if name == "year" and type_ != "VARCHAR":
        yield "year is not of this time", f"{quoted} not between 1900 and 2100"
    if name == "vintage" and type_ == "DATE":
        yield "vintage is in the future", f"{quoted} > current_date + 1"


def _between(columns: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    named = ((name.removesuffix("_low"), name.removesuffix("_low")) for name in columns)
    for prefix, middle in (*ENDS, *named):
        low, high = f"{prefix}_low", f"{prefix}_high"
        if {low, middle, high} <= columns.keys():
            quoted = identifier(middle)
            broken = f"{quoted} < {low} - 1e-9 or {quoted} > {high} + 1e-9"
            yield f"{middle} is not between {low} and {high}", broken


def required(source: Source) -> dict[str, str]:
    """Return the rules of a raw table: the columns that its schema requires have values."""
    filled = [column.name for column in source.columns if column.filled]
    return {f"{name} is missing": f"{identifier(name)} is null" for name in filled}


def query_of(table: str, rows: str, rules: Mapping[str, str]) -> str:
    """Return SQL for one row: a table's name, its rows, and the rows that break each rule."""
    counts = [
        f"{{'rule': {literal(rule)}, 'broken': count(*) filter (where {bad})}}"
        for rule, bad in rules.items()
    ]
    # An empty list has a type of its own.
    broken = f"[{', '.join(counts)}]" if counts else "[{'rule': '', 'broken': 0::bigint}]"
    return f"select {literal(table)} as name, count(*) as n_rows, {broken} as found from {rows}"


def profiled(
    connection: duckdb.DuckDBPyConnection, queries: Sequence[str], last: Mapping[str, int]
) -> Iterator[Profile]:
    """Count rows, and those that break a rule. ``last`` has the rows of the last publication."""
    for query in queries:
        ((table, rows, found),) = connection.execute(query).fetchall()
        broken = {one["rule"]: one["broken"] for one in found if one["broken"]}
        before = last.get(table)
        words = [f"{rule} in {n:,}" for rule, n in broken.items()]
        was = f" ({before:,} at the last publication)" if before is not None else ""
        text = f"{rows:,} rows{was}{''.join(f'; {one}' for one in words)}"
        ratio = rows / before if before else None
        yield Profile(table, rows, ratio, sum(broken.values()), text)


def queries_of(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return a query for each table of a build."""
    columns = connection.execute(
        "select schema_name || '.' || table_name, map(list(column_name), list(data_type))"
        " from duckdb_columns() where schema_name in (select unnest(?)) and not internal"
        " group by all order by all",
        [[*LAYERS]],
    ).fetchall()
    return [
        query_of(name, ".".join(map(identifier, name.split("."))), roles(types))
        for name, types in columns
    ]
