"""Rows of any mart for a page."""

from dataclasses import dataclass
from typing import Any

from reports.marts.metric_query import SCHEMA
from reports.marts.reader import Marts


@dataclass(frozen=True)
class MartTable:
    """A mart shown as a table: ``where`` selects its rows, ``order`` sorts them, in SQL.

    ``empty`` is the text for a table without rows. If it is empty too, such a table is not shown.
    ``part`` ends the anchor of a second table of one mart on a page. ``is_open`` puts a table of a
    question under its chart.
    """

    mart: str
    title: str
    where: str = "true"
    order: str = "all"
    empty: str = ""
    columns: str = "*"
    part: str = ""
    is_open: bool = False


def first_rows(marts: Marts, table: MartTable, most: int) -> tuple[list[dict[str, Any]], int]:
    """Return the first ``most`` rows that the table selects, and the number of all such rows."""
    selected = f"from {SCHEMA}.{table.mart} where {table.where}"
    total = marts.records(f"select count(*) as n {selected}")[0]["n"]
    return marts.records(
        f"select {table.columns} {selected} order by {table.order} limit {most}"
    ), total
