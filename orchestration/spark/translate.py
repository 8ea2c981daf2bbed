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

NAMES = {"HASH": "xxhash64", "STRLEN": "octet_length"}


class _DuckDB(DuckDB):
    """sqlglot shifts only some positions in lists, so none is shifted while parsing."""

    INDEX_OFFSET = 0


def to_spark(query: str, raw: Path) -> str:
    """Return the query for Spark: tables without a schema, and files in the folder ``raw``.

    Raises UnsupportedError for an expression without a translation.
    """
    tree = sqlglot.parse_one(query, dialect=_DuckDB)
    # An expression is translated after its parts.
    for node in reversed(list(tree.walk())):
        node.replace(_translation(node, raw))
    return tree.sql("spark", unsupported_level=sqlglot.ErrorLevel.RAISE)


def _translation(node: exp.Expression, raw: Path) -> exp.Expression:
    match node:
        case exp.Table(this=exp.ReadParquet() as files):
            path = str(raw / files.expressions[0].name)
            node.set("this", exp.Identifier(this=path, quoted=True))
            node.set("db", exp.to_identifier("parquet"))
        case exp.Table():
            node.set("db", None)
            node.set("catalog", None)
        case exp.Bracket(expressions=[place]):
            return exp.func("get", node.this, exp.cast(exp.paren(place) - 1, "int"))
        case exp.Anonymous() if node.name.upper() in NAMES:
            return exp.func(NAMES[node.name.upper()], *node.expressions)
        case exp.Anonymous() if node.name.upper() == "LIST_SLICE":
            values, first, last = node.expressions
            length = exp.func("greatest", exp.paren(last) - exp.paren(first) + 1, exp.Literal.number(0))
            return exp.func("slice", values, exp.cast(first, "int"), exp.cast(length, "int"))
        case exp.Cast(this=exp.DPipe(this=exp.Literal(this="0x"), expression=digits)):
            number = exp.func("conv", digits, exp.Literal.number(16), exp.Literal.number(10))
            return exp.cast(number, "bigint")
        case exp.RegexpReplace(args={"replacement": exp.Literal() as text}):
            text.replace(exp.Literal.string(re.sub(r"\\(\d)", r"$\1", text.name)))
        case exp.Literal() if not node.is_string and "." in node.name:
            # An exact decimal loses digits in a division.
            return exp.Literal.number(f"{node.name}e0")
        case exp.Order() if isinstance(node.parent, exp.Sum):
            return node.this
        case exp.Order() if isinstance(node.parent, exp.ArrayAgg):
            raise sqlglot.UnsupportedError(f"Spark keeps no order in a list: {node.parent}")
    return node
