"""The queries behind a figure as one SQL file that runs on the published DuckDB file."""

import textwrap
from collections.abc import Sequence
from datetime import date
from typing import Any

from reports.marts.metric_query import SCHEMA
from reports.marts.reader import Query
from reports.publication.export import literal

HEADER = """\
-- Queries behind the figure {figure}, in the order in which they ran.
-- To run them in this folder: duckdb ../compute_divide.duckdb < {figure}.sql
-- {figure}.csv has the rows that are drawn. Where the queries give other rows, the code -- joins or
-- leaves out rows: see drawn_by in {figure}.evidence.json
"""


def script(figure: str, queries: Sequence[Query]) -> str:
    """Write each query that reads marts as a prepared statement with its values."""
    reading = [query for query in queries if f"{SCHEMA}." in query.text]
    parts = [_statement(f"query_{number}", query) for number, query in enumerate(reading, 1)]
    return "\n".join([HEADER.format(figure=figure), *parts])


def bound(query: Query) -> str:
    """Write a query with its values in place, on one line."""
    first, *rest = query.text.split("?")
    filled = zip(map(_value, query.parameters), rest, strict=True)
    text = first + "".join(f"{value}{after}" for value, after in filled)
    return " ".join(text.split())


def _statement(name: str, query: Query) -> str:
    text = textwrap.dedent(query.text).strip()
    if not query.parameters:
        return f"{text};\n"
    values = ", ".join(_value(parameter) for parameter in query.parameters)
    return f"prepare {name} as\n{text};\nexecute {name}({values});\n"


def _value(parameter: Any) -> str:  # noqa: ANN401 - whatever DuckDB takes as a parameter
    if parameter is None:
        return "null"
    if isinstance(parameter, date):
        return f"date {literal(parameter.isoformat())}"
    if isinstance(parameter, list | tuple):
        return f"[{', '.join(_value(part) for part in parameter)}]"
    return literal(parameter) if isinstance(parameter, str) else str(parameter)
