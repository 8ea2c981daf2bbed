"""The numbers behind the chooser: a page's estimates by year, for every choice that it offers."""

from collections.abc import Mapping, Sequence
from typing import Any

from reports.catalogue import QUESTIONS, Page
from reports.headlines.tables import UNITS, HeadlineTable, table_id
from reports.marts.headlines import yearly_series
from reports.marts.reader import Marts
from reports.text.formatting import plain, team_name

DIGITS = 4  # four decimals of a share: what a hover text shows
EVERY_VINTAGE = "revisions"


def payload(
    marts: Marts, page: Page, headlines: Mapping[str, HeadlineTable]
) -> list[dict[str, Any]] | None:
    """One chart for each metric of a page: all definitions of the newest vintage.

    The page of revisions has every vintage of every headline's own definition instead. None where
    there is no course of years to choose from.
    """
    pages = QUESTIONS if page.id == EVERY_VINTAGE else (page,)
    ids = [table_id(headline) for one in pages for headline in one.headlines]
    places = {
        headlines[name].place.metric: headlines[name] for name in reversed(ids) if name in headlines
    }
    charts = [_chart(marts, table, page) for table in reversed(places.values())]
    return [chart for chart in charts if chart["series"]] or None


def _chart(marts: Marts, table: HeadlineTable, page: Page) -> dict[str, Any]:
    place = table.place
    rows = yearly_series(marts, place, every_vintage=page.id == EVERY_VINTAGE)
    return {
        "metric": place.metric,
        "title": table.title,
        "source": plain(place.source, 60),
        "series": _series(rows),
    }


def _series(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """One series for each definition, vintage, measure and team class, which may have no name."""
    has_teams = any(row["team_class"] for row in rows)
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        key = (row["definition"], row["vintage"], row["unit"], row["team_class"])
        series = found.setdefault(
            key,
            {
                "definition": row["definition"],
                "vintage": row["vintage"].isoformat(),
                "measure": UNITS.get(row["unit"], row["unit"]),
                "unit": row["unit"],
                "team": row["team_class"] or "all",
                "name": team_name(row["team_class"]) if has_teams else "",
                "points": [],
            },
        )
        numbers = [row[name] for name in ("value", "ci_low", "ci_high")]
        series["points"].append([row["year"], *map(_rounded, numbers), row["n"]])
    return list(found.values())


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, DIGITS)
