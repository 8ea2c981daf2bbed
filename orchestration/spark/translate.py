"""Translates the compiled models of ``works/`` from DuckDB's SQL to Apache Spark's, with sqlglot.

sqlglot knows most differences. The rules here are those that it does not know, or would get wrong
without an error: positions in lists, keys, back-references, numbers with a point, files.
"""

from __future__ import annotations

import re
from pathlib import Path

import sqlglot
from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB

# DuckDB's hash has no sign.
POSITIVE = exp.Literal.number(2**63 - 1)


class _DuckDB(DuckDB):
    """sqlglot shifts only some positions in lists, so none is shifted while parsing."""

    INDEX_OFFSET = 0


def to_spark(query: str, raw: Path) -> str:
    """Return the query for Spark: tables without a schema, and files in the folder ``raw``.

    Raises UnsupportedError for an expression without a translation.
    """
    tree = sqlglot.parse_one(query, dialect=_DuckDB)
    for table in tree.find_all(exp.Table):
        _rename(table, raw)
    # An expression is translated after its parts.
    for node in reversed(list(tree.walk())):
        node.replace(_translation(node))
    return tree.sql("spark", unsupported_level=sqlglot.ErrorLevel.RAISE)


def _rename(table: exp.Table, raw: Path) -> None:
    files = table.this
    if isinstance(files, exp.ReadParquet):
        path = str(raw / files.expressions[0].name)
        table.set("this", exp.to_identifier(path, quoted=True))
        table.set("db", exp.to_identifier("parquet"))
    else:
        table.set("db", None)
        table.set("catalog", None)


def _translation(node: exp.Expr) -> exp.Expr:
    match node:
        case exp.Bracket(expressions=[place]):
            return exp.func("get", node.this, exp.cast(exp.paren(place) - 1, "int"))
        case exp.Anonymous(this="hash"):
            key = exp.func("xxhash64", *node.expressions)
            return exp.paren(exp.BitwiseAnd(this=key, expression=POSITIVE.copy()))
        case exp.Cast(this=exp.DPipe(this=exp.Literal(this="0x"), expression=digits)):
            number = exp.func("conv", digits, exp.Literal.number(16), exp.Literal.number(10))
            return exp.cast(number, "bigint")
        case exp.RegexpReplace(args={"replacement": exp.Literal() as text}):
            text.replace(exp.Literal.string(re.sub(r"\\(\d)", r"$\1", text.name)))
        case exp.Literal(is_string=False) if "." in node.name:
            # An exact decimal loses digits in a division.
            return exp.Literal.number(f"{node.name}e0")
        case exp.Sum(this=exp.Order() as ordered):
            ordered.replace(ordered.this)
        case exp.ArrayAgg(this=exp.Order()):
            raise sqlglot.UnsupportedError(f"a list keeps no order on Spark: {node}")
    return node
