"""Rows of tables as tuples, and tuples as tables."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints, is_typeddict

import duckdb
from duckdb.sqltypes import BIGINT, BOOLEAN, DATE, DOUBLE, VARCHAR, DuckDBPyType

Row = TypeVar("Row")
SCALARS = {float: DOUBLE, int: BIGINT, bool: BOOLEAN, str: VARCHAR, date: DATE}


def sql_type(hint: Any) -> DuckDBPyType:  # noqa: ANN401 - an annotation is any object
    """Return the type in SQL of an annotation. Raises KeyError for one without a type."""
    if get_origin(hint) is UnionType:
        (hint,) = (part for part in get_args(hint) if part is not NoneType)
    if get_origin(hint) is list:
        return duckdb.list_type(sql_type(*get_args(hint)))
    if hasattr(hint, "_fields") or is_typeddict(hint):
        return duckdb.struct_type({name: sql_type(of) for name, of in get_type_hints(hint).items()})
    return SCALARS[hint]


def rows_of(kind: Callable[..., Row], table: duckdb.DuckDBPyRelation) -> list[Row]:
    """Return the rows of a table as tuples of the kind, whose fields are its columns."""
    fields = ", ".join(kind._fields)  # type: ignore[attr-defined]
    return [kind(*row) for row in table.project(fields).fetchall()]
