"""The rows behind each sentence of the site, so that a number can be checked."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reports.headlines.answers import Statement
from reports.marts.reader import StatedRow
from reports.publication.export import METRICS, METRICS_ORDER, write_json
from reports.publication.figure_sql import bound

FILE = "statements.json"
KEY = [name.strip() for name in METRICS_ORDER.split(",") if name.strip() != "period_start"]
NUMBERS = (
    "value",
    "ci_low",
    "ci_high",
    "n",
    "k",
    "n_unknown",
    "bound_low",
    "bound_high",
    "n_lists",
    "vintages",
)


def write_statements(folder: Path, statements: Sequence[Statement]) -> None:
    """Write each sentence with its rows: a row of a table, or a query with its answer."""
    write_json(
        folder / FILE,
        [
            {
                "page": f"{one.page}.html",
                "place": one.place,
                "text": one.text,
                "rows": [_row(row) for row in one.rows],
            }
            for one in statements
        ],
    )


def _row(stated: StatedRow) -> dict[str, Any]:
    row = stated.row
    if stated.query is not None:
        return {"query": bound(stated.query), "answer": row}
    if stated.table == METRICS:
        row = {name: row[name] for name in (*KEY, *NUMBERS) if row.get(name) is not None}
    return {"table": stated.table, "row": row}
