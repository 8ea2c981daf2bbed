"""The tables of all venues, countries, organisations and topics, whose rows have addresses.

Topics and organisations have no pages. Where they had some, these lead to their rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from reports.marts.entities import Measured, measures
from reports.marts.papers import titled_papers
from reports.marts.reader import Marts
from reports.questions.wording import LATEST
from reports.site.pages import models, papers
from reports.site.pages.entities import KINDS, MARKED, PAGED, interval, path, value
from reports.site.table import Row, Table, of_lines
from reports.site.view import View
from reports.text.formatting import period_name, plain, slug

YEARS = 5
SINCE, USUAL = period_name(LATEST), (LATEST, "all")
NEW = f"Models {SINCE}"  # a column
PARTS = (", interval", ", rank", ", period")  # of columns of a measure
LISTED = f"{papers.FOLDER}/{papers.POOLED}.html"
TRAINS = Markup(
    '<a href="#sector=academia&amp;trains=yes" data-pagefind-weight="10">Universities that still'
    " train</a>: those with a model {}. A blank is no model. We count the papers of companies"
    " with at least 100."
)


def moved(marts: Marts) -> dict[str, str]:
    """Return the former pages of organisations and topics, and the address of each row."""
    found = {}
    for kind in KINDS.keys() - PAGED:
        for name in {plain(row["name"], 60) for row in measures(marts, kind) if row["has_page"]}:
            asked = slug(name) if kind == "topic" else urlencode({"search": name})
            found[path(kind, name)] = f"{KINDS[kind].id}.html#{asked}"
    return found


def _all(kind: str, marts: Marts, _content: object) -> dict[str, Any]:
    """Return the table of the entities of a kind, organisations with their filters."""
    page, is_maker = KINDS[kind], kind == "organisation"
    every = [row for row in measures(marts, kind) if not row["venue"]]
    every = [row for row in every if row["has_page"] or is_maker]
    years = sorted({row["period"] for row in every if row["period"].isdigit()})[: -YEARS - 1 : -1]
    columns = [title for _, title in sorted({(row["position"], row["title"]) for row in every})]
    link = partial(_link, kind, titled_papers(marts))
    found = [(key, list(rows)) for key, rows in groupby(every, itemgetter("key"))]
    lines = [(key, _line(rows, columns, years)) for key, rows in found]
    lines.sort(key=lambda line: -int(line[1][NEW] or 0))
    rows = [
        Row([], link(key, line), _facts(line), anchor=slug(line["Name"])) for key, line in lines
    ]
    table = replace(
        of_lines(page.id, page.title, [line for _, line in lines], rows),
        lead=f"{len(lines)} {page.id}, with the newest number of each measure.",
        file=f"{page.id}/all.csv",
        note=MARKED if kind == "venue" else "",
    )
    return {"table": _filtered(table) if is_maker else table}


def _link(kind: str, titled: Mapping[str, int], key: str, line: Mapping[str, Any]) -> str:
    """Return the page of an entity, or else the list of its rows."""
    if kind in PAGED:
        return path(kind, line["Name"])
    is_listed = kind == "topic" or (key in titled and not line[NEW])
    return f"{LISTED if is_listed else f'{models.PAGE.id}.html'}#{urlencode({kind: key})}"


def _facts(line: Mapping[str, Any]) -> dict[str, Any]:
    return {"sector": (line["Sector"] or "").split("+"), "trains": "yes" if line[NEW] else ""}


def _line(rows: Sequence[Measured], titles: Sequence[str], years: Sequence[str]) -> dict[str, Any]:
    """Return the newest numbers of an entity by column, and the last years of its first measure."""
    name, kind = plain(rows[0]["name"], 60), rows[0]["kind"]
    line = {"Name": name, "Also": "", "Sector": rows[0]["sector"]}
    line["Also"] = papers.usual_names(kind).get(rows[0]["key"]) if kind == "organisation" else ""
    line |= dict.fromkeys(f"{title}{part}" for title in titles for part in ("", *PARTS))
    for row in (row for row in rows if row["is_newest"]):
        period = "" if row["period"] in USUAL else period_name(row["period"])
        cells = interval(row), row["rank"] if kind != "venue" else "", period
        line |= {f"{row['title']}{part}": cell for part, cell in zip(PARTS, cells, strict=True)}
        line[row["title"]] = value(row)
    known = {row["period"]: value(row) for row in rows if row["title"] == titles[0]}
    since = known.get(LATEST) if kind == "organisation" else ""
    return line | {NEW: since} | {year: known.get(year) for year in years}


def _filtered(table: Table) -> Table:
    """Return the table of organisations with its filters."""
    sectors = sorted({one for row in table.rows for one in row.facts["sector"] if one})
    filters = [
        ("sector", "Sector", [(one, one.capitalize()) for one in sectors]),
        ("trains", "Notable models", [("yes", SINCE)]),
    ]
    note = TRAINS.format(SINCE)
    return replace(table, words=table.id, filters=filters, note=note, most=models.MOST)


VIEWS = tuple(View(page, partial(_all, kind), "rows.html") for kind, page in KINDS.items())
