"""Convert the values of files to declared types, and find the rows that do not fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from ingestion.landing.schema import Column, literal

# DuckDB raises these errors for a file's content; a lack of memory or disk is no error of the file.
CONTENT_ERRORS = (
    duckdb.InvalidInputException,
    duckdb.IOException,
    duckdb.ConversionException,
    # DuckDB quotes bytes of the file in an error, and these may not be UTF-8.
    UnicodeDecodeError,
)
# DuckDB reads a path with one of these characters as a pattern.
PATTERN_CHARACTERS = "*?[]"
WRONG_TYPE = "not of the declared type"
HAS_NUL = "the text has a NUL character"


@dataclass(frozen=True)
class Check:
    """A rule of a reader: SQL that is true for a bad row, and SQL for the value to show."""

    column: str
    bad: str
    value: str
    rule: str


def parse_expression(text: str, column: Column) -> str:
    """Return SQL that converts a text to the column's type; it is null if the text does not fit.

    A date without a day becomes the 15th, a date without a month 1 July, as Epoch writes them. A
    number must be finite, and a whole number must have no fraction.
    """
    if column.type == "VARCHAR":
        return f"nullif({text}, '')"
    clean = clean_expression(text, column)
    value = f"try_cast({clean} as {column.type})"
    if column.type == "DOUBLE":
        return f"case when isfinite({value}) then {value} end"
    if column.type == "BIGINT":
        # DuckDB would round a fraction.
        return f"case when {value} = try_cast({clean} as double) then {value} end"
    if column.type != "DATE":
        return value
    return (
        f"coalesce(try_strptime({clean}, '%Y-%m-%d'), try_strptime({clean}, '%d/%m/%Y'),"
        f" try_strptime({clean} || '-15', '%Y-%m-%d'),"
        f" try_strptime({clean} || '-07-01', '%Y-%m-%d'))::date"
    )


def clean_expression(text: str, column: Column) -> str:
    """Return SQL for a cell's trimmed text; it is null for one of the publisher's null words."""
    words = ", ".join(literal(word) for word in ("", *column.nulls))
    return f"case when trim({text}) not in ({words}) then trim({text}) end"


def unreadable_rows(
    connection: duckdb.DuckDBPyConnection, scan: str, checks: Sequence[Check]
) -> str:
    """Return a query for the rows of ``scan`` that fail a check; empty if no row fails.

    ``scan`` must have a column ``source_row``. The query has the columns ``source_row``, ``rule``,
    ``column_name`` and ``value``.
    """
    if not checks:
        return ""
    # In a filter, DuckDB would extract the values of a scan again for each condition.
    any_bad = f"bool_or({' or '.join(f'({check.bad})' for check in checks)})"
    if connection.execute(f"select {any_bad} from ({scan})").fetchone() != (True,):
        return ""
    return " union all ".join(
        f"select source_row, {literal(check.rule)} as rule, {literal(check.column)} as column_name,"
        f" {check.value} as value from ({scan}) where {check.bad}"
        for check in checks
    )
