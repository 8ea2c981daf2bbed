"""A page for each venue, country, organisation and topic with enough cases, by one template.

``marts.entity_measures`` decides which have a page, their ranks, marks and notes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import groupby
from operator import itemgetter
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from reports.marts.dimensions import venue_names
from reports.marts.entities import Measured, estimate, measures, metrics_id
from reports.marts.papers import titled_papers
from reports.marts.reader import Marts, Scope
from reports.marts.tables import MartTable
from reports.questions.question import Page
from reports.questions.wording import LATEST
from reports.site import chart
from reports.site.mart_tables import of_mart
from reports.site.pages import models, papers
from reports.site.table import Row, Table, of_lines
from reports.site.view import View
from reports.text.formatting import (
    count,
    in_period,
    ordinal,
    period_name,
    plain,
    sentence_list,
    slug,
)
from reports.text.units import format_interval, format_number, unit

YEARS, NEWEST = 5, 10
FEWEST = 3  # years of a chart
FEWEST_RANKED = 5
PLURALS = {"venue": "Venues", "country": "Countries", "organisation": "Organisations"}
PLURALS["topic"] = "Topics"
KINDS = {kind: Page(id=name.lower(), link=name, title=name) for kind, name in PLURALS.items()}
SINCE, USUAL = period_name(LATEST), (LATEST, "all")
NEW = f"Models {SINCE}"  # a column
ALL_OF_THEM = "All of them, to filter and download"
TRAINS = Markup(
    '<a href="#sector=academia&amp;trains=yes" data-pagefind-weight="10">Universities that still'
    " train</a>: those with a model {}. A blank is no model. We count the papers of companies"
    " with at least 100."
)
LISTED = f"{papers.FOLDER}/{papers.POOLED}.html"
# Columns of the lists that fit beside the menu.
SHORT = {models.PAGE.id: (0, 1, 2, 5, 6, 8), papers.PAGE.id: (0, 1, 2, 3, 4, 5, 8)}
PARTS = (", interval", ", rank", ", period")  # of columns of a measure
MARKS = {"*": "from profiles", "†": "assigned by others", "‡": "of other tracks too"}
MARKED = (
    f"Marks: affiliations {', '.join(f'{words} ({mark})' for mark, words in MARKS.items())}; as"
    " printed without a mark. Do not compare shares with different marks."
)
Links = Sequence[tuple[str, str]]  # words and addresses


@dataclass(frozen=True)
class Part:
    """A measure of an entity: its newest number in words, notes, its chart and all its numbers.

    ``measure`` is a row with its question and metric.
    """

    lead: str
    notes: Sequence[str]
    views: Sequence[chart.View]
    measure: Measured
    table: Table


@dataclass(frozen=True)
class Entity:
    """An entity with its parts, and the newest rows of a list with links to all of them.

    Venues of the field also have the ``forecasts`` of their editions.
    """

    page: Page
    name: str
    note: str
    parts: Sequence[Part]
    forecasts: Table | None
    newest: Table | None
    more: Links

    @property
    def path(self) -> str:
        """Return the path of the page: ``venues/neurips.html``."""
        return f"{self.page.id}/{slug(self.name)}.html"


@lru_cache(maxsize=len(KINDS))  # for the table of all and the pages
def entities(marts: Marts, kind: str) -> list[Entity]:
    """Return the entities of a kind that have a page, by name."""
    rows = [row for row in measures(marts, kind) if row["has_page"]]
    return [_entity(marts, list(found)) for _, found in groupby(rows, itemgetter("key"))]


def _entity(marts: Marts, rows: Sequence[Measured]) -> Entity:
    kind, key, name = rows[0]["kind"], rows[0]["key"], plain(rows[0]["name"], 60)
    known = [papers.usual_names(kind).get(key, "")]
    known += [f"{plain(key, 60)} in the data"] if kind != "organisation" and key != name else []
    also = "; ".join(filter(None, known))
    parts = [_part(marts, list(found)) for _, found in groupby(rows, itemgetter("measure"))]
    note = f"Also: {also}." if also else ""
    forecasts = of_mart(marts, _forecasts(key)) if kind == "venue" else None
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


def _part(marts: Marts, rows: Sequence[Measured]) -> Part:
    newest = next((row for row in rows if row["is_newest"] and not row["venue"]), None)
    notes = [_rank(newest), newest["about"]] if newest else []
    notes += [MARKED] if any(row["mark"] for row in rows) else []
    scope = marts.scope(rows[0]["metric"], rows[0]["definition"])
    return Part(
        _lead(newest) if newest else "",
        [note for note in notes if note],
        _chart(marts, scope, rows) if scope and rows[0]["kind"] != "organisation" else (),
        rows[0],
        replace(_numbers(marts, rows), scope=scope),
    )


def _chart(marts: Marts, scope: Scope, rows: Sequence[Measured]) -> list[chart.View]:
    """Return the chart of the years of a measure, if there are some."""
    years = [row for row in reversed(rows) if row["period"].isdigit() and row["value"] is not None]
    look = rows[0]["team_class"] or chart.ALL
    kinds = {row["period"]: row["mark"] for row in years}
    line = ("", look, [estimate(row) for row in years])
    return chart.of_lines(marts, scope, [line], kinds=kinds) if len(years) >= FEWEST else []


def _lead(row: Measured) -> str:
    """Write the newest value with its interval and cases; of a count, the cases alone."""
    when, kind, words = in_period(row["period"]), unit(row["unit"]), _cases(row)
    if row["unit"] != "count":
        interval = f"({_interval(row, kind.prose)})" if row["ci_low"] is not None else ""
        value = format_number(row["value"], row["unit"], kind.prose), interval, kind.name
        words = f"{' '.join(filter(None, value))}, {words}"
    return f"{when[0].upper()}{when[1:]}: {words}."


def _interval(row: Measured, digits: int | None = None) -> str:
    low, high = row["ci_low"], row["ci_high"]
    return "" if low is None else format_interval(low, high, row["unit"], digits)


def _cases(row: Measured) -> str:
    if row["value"] is None:
        return ""
    k, n = (None if row[name] is None else count(row[name]) for name in ("k", "n"))
    return f"n = {n}" if k is None else f"{k} of {n}" if n else k


def _rank(row: Measured) -> str:
    """Return the place in a period, as ``57th of 61``, with the places that intervals allow."""
    if row["rank"] is None or row["ranked"] < FEWEST_RANKED:
        return ""
    alike = sentence_list([MARKS[mark] for mark in row["mark"]] or ["as printed"])
    alike = f" among lists with affiliations {alike}" if row["kind"] == "venue" else ""
    text = f"{ordinal(row['rank'])} of {row['ranked']} {in_period(row['period'])}{alike}"
    first, last = row["rank_first"], row["rank_last"]
    if first is not None and first < last:
        ends = f"{ordinal(first)} to {ordinal(last)}"
        text += f"; its interval allows {ends}"
    return f"{text}."


def _numbers(marts: Marts, rows: Sequence[Measured]) -> Table:
    """Return the numbers of a measure, newest first."""
    venues = venue_names(marts)
    lines = [
        {
            "Period": period_name(row["period"]) + ", still filling" * row["is_filling"],
            "Venue": plain(venues.get(row["venue"], row["venue"] or ""), 24),
            "Value": _value(row),
            "95% interval": _interval(row),
            "k of n": _cases(row),
            "Rank": row["rank"],
            "Note": row["note"],
        }
        for row in rows
    ]
    return of_lines(
        rows[0]["measure"], rows[0]["title"], lines, [Row([], id=metrics_id(row)) for row in rows]
    )


def _value(row: Measured) -> str:
    """Write the value with the mark of its list."""
    value = row["value"]
    return "" if value is None else f"{format_number(value, row['unit'])}{row['mark']}"


def _newest(marts: Marts, kind: str, key: str, name: str) -> tuple[Table | None, Links]:
    """Return the newest rows of the list of a kind, and links to all of them."""
    asked = {kind: slug(name) if kind == "venue" else key}
    one_by_one = f"{LISTED}#{urlencode(asked)}"
    if kind == "topic":
        return papers.newest(marts, key, NEWEST), [(ALL_OF_THEM, one_by_one)]
    every = papers.editions(marts) if kind == "venue" else models.listing(marts)
    rows = [row for row in every.rows if key in row.facts[kind]]
    title = "Papers by year" if kind == "venue" else "Newest notable models"
    more = [(ALL_OF_THEM, f"{every.id}.html#{urlencode(asked)}")] if rows else []
    titled = titled_papers(marts).get(key) if kind == "organisation" else None
    if titled or any(row.facts.get("text") for row in rows):
        of = f" ({count(titled)} that we can list by title)" if titled else ""
        more.append((f"Its papers, one by one{of}", one_by_one))
    shown = rows if kind == "venue" else rows[:NEWEST]
    table = replace(every, title=title, words="").narrow(SHORT[every.id], shown)
    return table if rows else None, more


def _all(kind: str, marts: Marts, _content: object) -> dict[str, Any]:
    """Return the table of the entities of a kind; of organisations, also those without a page."""
    page, pages = KINDS[kind], {entity.name: entity.path for entity in entities(marts, kind)}
    every = [row for row in measures(marts, kind) if not row["venue"]]
    every = [row for row in every if row["has_page"] or kind == "organisation"]
    years = sorted({row["period"] for row in every if row["period"].isdigit()})[: -YEARS - 1 : -1]
    columns = [title for _, title in sorted({(row["position"], row["title"]) for row in every})]
    lines = [_line(list(found), columns, years) for _, found in groupby(every, itemgetter("key"))]
    lines.sort(key=lambda line: -int(line[NEW] or 0))
    facts = [
        {"sector": (line["Sector"] or "").split("+"), "trains": "yes" if line[NEW] else ""}
        for line in lines
    ]
    rows = [Row([], pages.get(line["Name"], ""), of) for line, of in zip(lines, facts, strict=True)]
    table = replace(
        of_lines(page.id, page.title, lines, rows),
        lead=f"{len(lines)} {page.id}, with the newest number of each measure.",
        file=f"{page.id}/all.csv",
        note=MARKED if kind == "venue" else "",
    )
    return {"table": _filtered(table) if kind == "organisation" else table}


def _line(rows: Sequence[Measured], titles: Sequence[str], years: Sequence[str]) -> dict[str, Any]:
    """Return the newest numbers of an entity by column, and the last years of its first measure."""
    line = {"Name": plain(rows[0]["name"], 60), "Sector": rows[0]["sector"]}
    line |= dict.fromkeys(f"{title}{part}" for title in titles for part in ("", *PARTS))
    for row in (row for row in rows if row["is_newest"]):
        period = "" if row["period"] in USUAL else period_name(row["period"])
        cells = _interval(row), row["rank"] if row["kind"] != "venue" else "", period
        line |= {f"{row['title']}{part}": cell for part, cell in zip(PARTS, cells, strict=True)}
        line[row["title"]] = _value(row)
    known = {row["period"]: _value(row) for row in rows if row["title"] == titles[0]}
    since = known.get(LATEST) if rows[0]["kind"] == "organisation" else ""
    return line | {NEW: since} | {year: known.get(year) for year in years}


def _filtered(table: Table) -> Table:
    """Return the table of organisations with its filters."""
    sectors = sorted({one for row in table.rows for one in row.facts["sector"] if one})
    filters = [
        ("sector", "Sector", [(one, one.capitalize()) for one in sectors]),
        ("trains", "Notable models", [("yes", SINCE)]),
    ]
    return replace(table, words=table.id, filters=filters, note=TRAINS.format(SINCE))


VIEWS = tuple(View(page, partial(_all, kind), "rows.html") for kind, page in KINDS.items())
