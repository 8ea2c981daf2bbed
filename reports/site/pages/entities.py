"""A page for each venue and country with enough cases, by one template.

``marts.entity_measures`` decides which have a page, and has their ranks, marks and notes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any
from urllib.parse import urlencode

from reports.marts.dimensions import venue_names
from reports.marts.entities import Measured, estimate, measures, metrics_id
from reports.marts.reader import Marts
from reports.marts.tables import MartTable
from reports.questions.question import Page
from reports.site import chart
from reports.site.mart_tables import of_mart
from reports.site.pages import models, papers
from reports.site.table import Row, Table, of_lines
from reports.text.formatting import count, in_period, period_name, plain, slug
from reports.text.units import format_interval, format_number, unit

NEWEST = 10  # rows
FEWEST = 3  # years of a chart
PLURALS = {"venue": "Venues", "country": "Countries", "organisation": "Organisations"}
PLURALS["topic"] = "Topics"
KINDS = {kind: Page(id=name.lower(), link=name, title=name) for kind, name in PLURALS.items()}
PAGED = ("venue", "country")
# Columns of the lists that fit beside the menu.
SHORT = {models.PAGE.id: (0, 1, 2, 5, 6, 8), papers.PAGE.id: (0, 1, 2, 3, 4, 5, 8)}
MARKS = {"*": "from profiles", "†": "assigned by others", "‡": "of other tracks too"}
MARKED = (
    f"Marks: affiliations {', '.join(f'{words} ({mark})' for mark, words in MARKS.items())}; as"
    " printed without a mark. Do not compare shares with different marks."
)


@dataclass(frozen=True)
class Entity:
    """An entity with a part for each measure, and rows of a list with the address of all of them.

    Venues of the field also have the ``forecasts`` of their editions.
    """

    page: Page
    name: str
    note: str
    parts: Sequence[Mapping[str, Any]]
    forecasts: Table | None
    newest: Table | None
    every: str

    @property
    def path(self) -> str:
        """Return the path of the page: ``venues/neurips.html``."""
        return f"{self.page.id}/{slug(self.name)}.html"


def path(kind: str, name: str) -> str:
    """Return the path of a page: ``venues/neurips.html``."""
    return f"{KINDS[kind].id}/{slug(name)}.html"


@lru_cache(maxsize=len(KINDS))  # for the table of all and the pages
def entities(marts: Marts, kind: str) -> list[Entity]:
    """Return the venues or countries that have a page, by name."""
    rows = [row for row in measures(marts, kind) if row["has_page"] and kind in PAGED]
    return [_entity(marts, list(found)) for _, found in groupby(rows, itemgetter("key"))]


def _entity(marts: Marts, rows: Sequence[Measured]) -> Entity:
    kind, key, name = rows[0]["kind"], rows[0]["key"], plain(rows[0]["name"], 60)
    known = [papers.usual_names(kind).get(key, ""), f"{plain(key, 60)} in the data"]
    parts = [_part(marts, list(found)) for _, found in groupby(rows, itemgetter("measure"))]
    forecasts = of_mart(marts, _forecasts(key)) if kind == "venue" else None
    note = f"Also: {'; '.join(filter(None, known))}."
    return Entity(KINDS[kind], name, note, parts, forecasts, *_newest(marts, kind, key, name))


def _forecasts(venue: str) -> MartTable:
    """Return what each list of a venue has, beside what all other lists predict."""
    names = {"found": "found", "value": "forecast", "ci_low": "from", "ci_high": "to"}
    columns = ", ".join(f'round(100 * {share}, 1) as "{names[share]} (%)"' for share in names)
    return MartTable(
        "edition_forecasts",
        "Found on each list, and forecast from all other lists",
        f"venue = '{venue}' and team_class is distinct from 'industry_only'",
        "year desc, team_class",
        columns="year, coalesce(team_class, 'Teams with a company') as team_class, n,"
        f" {columns}, listed_by, vintage",
    )


def _part(marts: Marts, rows: Sequence[Measured]) -> dict[str, Any]:
    """Return a measure: its newest number in words, notes, the chart of years, and its table."""
    newest = next((row for row in rows if row["is_newest"] and not row["venue"]), None)
    notes = [newest["about"] if newest else "", MARKED * any(row["mark"] for row in rows)]
    scope = marts.scope(rows[0]["metric"], rows[0]["definition"])
    years = [row for row in reversed(rows) if row["period"].isdigit() and row["value"] is not None]
    kinds = {row["period"]: row["mark"] for row in years}
    line = ("", rows[0]["team_class"] or chart.ALL, [estimate(row) for row in years])
    is_drawn = len(years) >= FEWEST
    return {
        "lead": _lead(newest) if newest else "",
        "notes": filter(None, notes),
        "views": chart.of_lines(marts, scope, [line], kinds=kinds) if scope and is_drawn else (),
        "measure": rows[0],
        "table": replace(_numbers(marts, rows), scope=scope),
    }


def _lead(row: Measured) -> str:
    """Write the newest value with its interval and cases; of a count, the cases alone."""
    when, kind, text = in_period(row["period"]), unit(row["unit"]), ""
    if row["unit"] != "count":
        text = f"{format_number(row['value'], row['unit'], kind.prose)} "
        text += f"({interval(row, kind.prose)}) " if row["ci_low"] is not None else ""
        text = f"{text}{kind.name}".rstrip() + ", "
    return f"{when[0].upper()}{when[1:]}: {text}{_cases(row)}."


def interval(row: Measured, digits: int | None = None) -> str:
    """Write the interval of a row."""
    low, high = row["ci_low"], row["ci_high"]
    return "" if low is None else format_interval(low, high, row["unit"], digits)


def _cases(row: Measured) -> str:
    if row["value"] is None:
        return ""
    k, n = (None if row[name] is None else count(row[name]) for name in ("k", "n"))
    return f"n = {n}" if k is None else f"{k} of {n}" if n else k


def _numbers(marts: Marts, rows: Sequence[Measured]) -> Table:
    """Return the numbers of a measure, newest first."""
    venues = venue_names(marts)
    lines = [
        {
            "Period": period_name(row["period"]) + ", still filling" * row["is_filling"],
            "Venue": plain(venues.get(row["venue"], row["venue"] or ""), 24),
            "Value": value(row),
            "95% interval": interval(row),
            "k of n": _cases(row),
            "Rank": row["rank"],
            "Note": row["note"],
        }
        for row in rows
    ]
    return of_lines(
        rows[0]["measure"], rows[0]["title"], lines, [Row([], id=metrics_id(row)) for row in rows]
    )


def value(row: Measured) -> str:
    """Write the value with the mark of its list."""
    value = row["value"]
    return "" if value is None else f"{format_number(value, row['unit'])}{row['mark']}"


def _newest(marts: Marts, kind: str, key: str, name: str) -> tuple[Table | None, str]:
    """Return the editions of a venue or a country's newest models, and the address of all."""
    every, title, asked = models.listing(marts), "Newest notable models", key
    if kind == "venue":
        every, title, asked = papers.editions(marts), "Papers by year", slug(name)
    rows = [row for row in every.rows if key in row.facts[kind]]
    if not rows:
        return None, ""
    shown = rows if kind == "venue" else rows[:NEWEST]
    table = replace(every, title=title, words="").narrow(SHORT[every.id], shown)
    return table, f"{every.id}.html#{urlencode({kind: asked})}"
