"""The queries behind a figure as one SQL file that runs on the published DuckDB file."""

import textwrap
from collections.abc import Sequence

from reports.marts.metric_query import SCHEMA
from reports.marts.reader import Query, sql_value

HEADER = """\
-- Queries behind the figure {figure}, in the order in which they ran.
-- To run them in this folder: duckdb ../compute_divide.duckdb < {figure}.sql
-- {figure}.csv has the rows that are drawn. Where the queries give other rows, the code -- joins or
-- leaves out rows: manifest.json names the file that draws it
"""


def script(figure: str, queries: Sequence[Query]) -> str:
    """Write each query that reads marts as a prepared statement with its values."""
    reading = [query for query in queries if f"{SCHEMA}." in query.text]
    parts = [_statement(f"query_{number}", query) for number, query in enumerate(reading, 1)]
    return "\n".join([HEADER.format(figure=figure), *parts])


def _statement(name: str, query: Query) -> str:
    text = textwrap.dedent(query.text).strip()
    if not query.parameters:
        return f"{text};\n"
    values = ", ".join(sql_value(parameter) for parameter in query.parameters)
    return f"prepare {name} as\n{text};\nexecute {name}({values});\n"
