"""Data of the explorer: the yearly estimates of a page, for every choice in its menus."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from reports.catalogue import QUESTIONS, Page
from reports.headlines.tables import HeadlineTable, table_id
from reports.marts.headlines import yearly_series
from reports.marts.reader import Marts
from reports.text.formatting import definition_name, plain, team_name
from reports.text.units import format_interval, format_value, unit

DIGITS = 4  # decimals of a point: a pixel shows no more
EVERY_VINTAGE = "revisions"


def payload(
    marts: Marts, page: Page, headlines: Mapping[str, HeadlineTable]
) -> list[dict[str, Any]] | None:
    """Return one chart for each metric of a page, or None if no metric has yearly estimates.

    A chart has all definitions of the latest vintage. On the page of revisions it has all
    vintages of the headline definition.
    """
    pages = QUESTIONS if page.id == EVERY_VINTAGE else (page,)
    ids = [table_id(headline) for shown in pages for headline in shown.headlines]
    by_metric = {
        headlines[name].scope.metric: headlines[name] for name in reversed(ids) if name in headlines
    }
    charts = [_chart(marts, table, page) for table in reversed(by_metric.values())]
    return [chart for chart in charts if chart["series"]] or None


def _chart(marts: Marts, table: HeadlineTable, page: Page) -> dict[str, Any]:
    scope = table.scope
    rows = yearly_series(marts, scope, every_vintage=page.id == EVERY_VINTAGE)
    return {
        "metric": scope.metric,
        "title": table.title,
        "source": plain(scope.source, 60),
        "series": _series(rows),
    }


def _series(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Group rows into one series for each definition, vintage, measure and team class."""
    has_teams = any(row["team_class"] for row in rows)
    all_series: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        key = (row["definition"], row["vintage"], row["unit"], row["team_class"])
        series = all_series.setdefault(
            key,
            {
                "definition": row["definition"],
                "definition_name": definition_name(row["definition"]),
                "vintage": row["vintage"].isoformat(),
                "measure": unit(row["unit"]).label,
                "axis": asdict(unit(row["unit"]).axis),
                "team": row["team_class"] or "all",
                "name": team_name(row["team_class"]) if has_teams else "",
                "points": [],
            },
        )
        numbers = [row[name] for name in ("value", "ci_low", "ci_high")]
        series["points"].append([row["year"], *map(_rounded, numbers), row["n"], *_texts(row)])
    return list(all_series.values())


def _texts(row: dict[str, Any]) -> tuple[str, str]:
    """Write the value and the interval of a row; the interval is empty where there is none."""
    between = ""
    if row["ci_low"] is not None:
        between = format_interval(row["ci_low"], row["ci_high"], row["unit"])
    return format_value(row["value"], row["unit"]), between


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, DIGITS)
