"""Rows of any mart for a page."""

from typing import Any

from reports.catalogue import MartTable
from reports.marts.metric_query import SCHEMA
from reports.marts.reader import Marts


def first_rows(marts: Marts, table: MartTable, most: int) -> tuple[list[dict[str, Any]], int]:
    """Return the first ``most`` rows that the table selects, and the number of all such rows."""
    selected = f"from {SCHEMA}.{table.mart} where {table.where}"
    total = marts.records(f"select count(*) as n {selected}")[0]["n"]
    return marts.records(
        f"select {table.columns} {selected} order by {table.order} limit {most}"
    ), total
