"""Marts as tables of a page: names replace ids, and constant columns are left out."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from reports.marts import dimensions, tables
from reports.marts.reader import Marts
from reports.marts.tables import MartTable
from reports.text.formatting import count, percent, period_name, plain, team_name

MOST_ROWS = 40
LONGEST = 120


def mart_table(marts: Marts, table: MartTable) -> dict[str, Any] | None:
    """Return at most 40 rows of a mart as text; None if there is nothing to show.

    Columns with one value in all rows are shown once, above the table.
    """
    rows, total = tables.first_rows(marts, table, MOST_ROWS)
    if not rows and not table.empty:
        return None
    rows = _with_names(marts, rows)
    constants = _constants(rows)
    names = [name for name in (rows[0] if rows else {}) if name not in constants]
    return {
        "id": table.mart,
        "anchor": f"mart-{table.mart}{table.part}",
        "title": table.title,
        "is_open": table.is_open,
        "empty": table.empty,
        "constants": [(name.replace("_", " "), text) for name, text in constants.items() if text],
        "columns": [name.replace("_", " ").capitalize() for name in names],
        "numbers": [index for index, name in enumerate(names) if _is_number(rows, name)],
        "rows": [[cell(row[name]) for name in names] for row in rows],
        "total": total,
    }


def _with_names(marts: Marts, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Replace the ids of topics, metrics, definitions, teams, headlines and periods by names."""
    topics, titles = dimensions.topic_names(marts), dimensions.metric_titles(marts)
    namers: dict[str, Callable[[Any], str]] = {
        "topic": lambda topic: topics.get(topic, topic),
        "metric": lambda metric: titles.get(metric, metric),
        "team_class": team_name,
        "labelled_class": team_name,
        "definition": partial(dimensions.definition_name, marts),
        "headline": lambda headline: headline.replace("_", " ").capitalize(),
        "period": period_name,
        "venue": partial(dimensions.venue_name, marts),
        **dict.fromkeys(("share", "share_low", "share_high"), percent),
    }
    return [
        {
            name: namers[name](value) if name in namers and value is not None else value
            for name, value in row.items()
        }
        for row in rows
    ]


def _constants(rows: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Return the columns with one value in several rows, or with no value, and that value."""
    return {
        name: cell(value)
        for name, value in (rows[0].items() if rows else ())
        if all(row[name] == value for row in rows) and (len(rows) > 1 or value is None)
    }


def _is_number(rows: Sequence[dict[str, Any]], name: str) -> bool:
    """Return whether a column has only numbers or dates; these cells must not wrap."""
    values = [row[name] for row in rows if row[name] is not None]
    return all(
        isinstance(value, int | float | date) and not isinstance(value, bool) for value in values
    )


def cell(value: Any) -> str:  # noqa: ANN401 - any value of a mart
    """Format a value of a mart as one line of text; text from publishers is cut and cleaned."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and abs(value) >= 10_000:
        return count(value)
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 1 else f"{value:.4g}"
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, list):
        return ", ".join(cell(part) for part in value)
    return plain(str(value), LONGEST)
