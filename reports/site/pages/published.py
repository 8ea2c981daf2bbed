"""Published figures with our values, and those that we do not recompute."""

from itertools import groupby
from operator import itemgetter
from typing import Any

from markupsafe import Markup

from reports.marts import dimensions
from reports.marts.reader import Marts
from reports.marts.revisions import published_figures, published_series
from reports.site.table import NUMBER, Column, Row, Table
from reports.text.formatting import count, period_name, plain, sentence_list
from reports.text.units import format_interval, format_published

COMPARED = tuple(
    map(Column, ("Published", "Our metric", "Nearest in time", "Latest", "Why they differ"))
)
STATED = Markup("{}: <strong>{}</strong> <small>{}</small>")
NOT_RECOMPUTED = (Column("Published"), Column("Why we do not recompute it"))
SHARES = ("Published", "Ours, three classes", "Public research as academia")
YEARLY = (
    Column("Year"),
    *(Column(name, NUMBER, "share") for name in (*SHARES, "Public research as industry")),
    Column("Our lists"),
)
SERIES = {
    "industry_of_pairs": "Industry's share of the pairs of an author and an institution",
    "mixed_papers": "Papers by academia and industry together",
    "several_countries": "Papers of two countries or more",
}


def tables(marts: Marts) -> dict[str, Any]:
    """Return the figures that we recompute, those that we do not, and the series by year."""
    rows = published_figures(marts)
    ours = [row for row in rows if row["metric"]]
    others = {row["figure"]: row for row in rows if not row["metric"]}.values()
    return {
        "compared": Table("figure-by-figure", "", COMPARED, [_compared(marts, r) for r in ours]),
        "not_recomputed": Table(
            "published-figures-that-we-do-not-recompute",
            "",
            NOT_RECOMPUTED,
            [Row([_stated(row), plain(row["reason"] or "", 300)]) for row in others],
        ),
        "series": [
            Table(f"series-{name}", SERIES[name], YEARLY, [_year(marts, row) for row in of_series])
            for name, of_series in groupby(published_series(marts), itemgetter("series"))
        ],
    }


def _stated(row: dict[str, Any]) -> Markup:
    """Write a published figure with its value, and who published it when."""
    stated, known = row["published_value"], row["confidence"]
    number = "no number" if stated is None else format_published(stated, row["unit"])
    by = [row["published"], plain(row["published_by"]), known and f"definitions match: {known}"]
    return STATED.format(row["statement"], number, ", ".join(str(one) for one in by if one))


def _compared(marts: Marts, row: dict[str, Any]) -> Row:
    """Return a published figure beside one of our metrics."""
    title = dimensions.metric_titles(marts).get(row["metric"], row["metric"])
    name = f"{title} ({dimensions.definition_name(marts, row['definition'])})"
    where = f", {dimensions.venue_name(marts, row['venue'])}" if row["venue"] else ""
    values = [_our_value(row, name) for name in ("nearest", "latest")]
    cells = [f"{name}{where}, {period_name(row['period'])}", *values, row["reason"]]
    return Row([_stated(row), *cells])


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


def _year(marts: Marts, row: dict[str, Any]) -> Row:
    names = ("published_value", "value", "public_is_academic", "public_is_industry")
    venues = [dimensions.venue_name(marts, venue) for venue in row["venues"] or ()]
    ours = f"{sentence_list(venues)}, n = {count(row['n'])}" if venues else "no list"
    return Row([row["year"], *(row[name] for name in names), ours])
