"""Published figures with our values, and those that we do not recompute."""

from functools import partial
from itertools import groupby
from typing import Any

from reports.marts import dimensions
from reports.marts.reader import Marts
from reports.marts.revisions import published_figures, published_series
from reports.publication.content import PublicationContent
from reports.questions.question import Page
from reports.site.table import NUMBER, Column, Row, Table
from reports.site.view import View
from reports.text.formatting import count, sentence_list
from reports.text.units import format_interval, format_published

SHARES = ("Published", "Ours, three classes", "Public research as academia")
COLUMNS = (
    Column("Year"),
    *(Column(name, NUMBER, "share") for name in (*SHARES, "Public research as industry")),
    Column("Our lists"),
)
SERIES = {
    "industry_of_pairs": "Industry's share of the pairs of an author and an institution",
    "mixed_papers": "Papers by academia and industry together",
    "several_countries": "Papers of two countries or more",
}


def _context(marts: Marts, _content: PublicationContent) -> dict[str, Any]:
    compared: dict[str, dict[str, Any]] = {}
    not_recomputed: dict[str, dict[str, Any]] = {}
    for row in published_figures(marts):
        stated = row["published_value"]
        number = "no number" if stated is None else format_published(stated, row["unit"])
        figure = {**row, "stated": number, "ours": []}
        if row["metric"] is None:
            not_recomputed.setdefault(row["figure"], figure)
        else:
            compared.setdefault(row["figure"], figure)["ours"].append(_our_values(row))
    return {
        "compared": compared.values(),
        "not_recomputed": not_recomputed.values(),
        "series": _series(marts),
        "venue_name": partial(dimensions.venue_name, marts),
    }


def _series(marts: Marts) -> list[Table]:
    """Return the table of each published series."""
    return [
        Table("", title, COLUMNS, [_year(marts, row) for row in rows], label=title)
        for title, rows in groupby(published_series(marts), lambda row: SERIES[row["series"]])
    ]


def _year(marts: Marts, row: dict[str, Any]) -> Row:
    shares = (
        row[name]
        for name in ("published_value", "value", "public_is_academic", "public_is_industry")
    )
    venues = [dimensions.venue_name(marts, venue) for venue in row["venues"] or ()]
    ours = f"{sentence_list(venues)}, n = {count(row['n'])}" if venues else "no list"
    return Row([row["year"], *shares, ours])


def _our_values(row: dict[str, Any]) -> dict[str, str]:
    values = {name: _our_value(row, name) for name in ("nearest", "latest")}
    return {**row, **values}


def _our_value(row: dict[str, Any], name: str) -> str:
    """Format one of our values with its interval, n and vintage."""
    value, n, vintage = (row[f"{name}_{part}"] for part in ("value", "n", "vintage"))
    if value is None:
        return "no value"
    low, high = row[f"{name}_ci_low"], row[f"{name}_ci_high"]
    interval = ""
    if low is not None and high is not None and row["measure"] == "value":
        digits = {"share": 0, "ratio": 2}.get(row["unit"], 1)
        interval = f" ({format_interval(low, high, row['unit'], digits)})"
    return f"{format_published(value, row['unit'])}{interval}, n = {count(n)}, {vintage}"


VIEW = View(
    Page(
        id="published",
        link="Published figures",
        title="Published figures and our values",
    ),
    _context,
)
