"""Published figures with our values, and those that we do not recompute."""

from typing import Any

from reports.marts.reader import Marts
from reports.marts.revisions import published_figures
from reports.publication.content import PublicationContent
from reports.questions.question import Page
from reports.site.view import View
from reports.text.formatting import count
from reports.text.units import format_interval, format_published


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
    return {"compared": compared.values(), "not_recomputed": not_recomputed.values()}


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
        figures=("published_against_recomputed",),
    ),
    _context,
)
