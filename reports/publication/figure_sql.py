"""The queries behind a figure as one SQL file that runs against the marts taken away."""

import textwrap
from collections.abc import Sequence
from datetime import date
from typing import Any

from reports.marts.metric_query import SCHEMA
from reports.marts.reader import Query
from reports.publication.export import literal

HEADER = """\
-- Queries behind the figure {figure}, in the order in which it asked them.
-- To run them in this folder: duckdb ../compute_divide.duckdb < {figure}.sql
-- Where they give other rows than {figure}.csv, which holds those that are drawn, the code
-- that draws them joins or leaves out rows: see drawn_by in {figure}.evidence.json
"""


def script(figure: str, queries: Sequence[Query]) -> str:
    """Write the queries that read marts as prepared statements, each with its values."""
    asked = [query for query in queries if f"{SCHEMA}." in query.text]
    parts = [_statement(f"query_{place}", query) for place, query in enumerate(asked, 1)]
    return "\n".join([HEADER.format(figure=figure), *parts])


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
