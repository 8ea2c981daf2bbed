"""The change log, latest line first, and what publishers changed between their two newest lists."""

from itertools import groupby
from operator import itemgetter
from typing import Any

from reports.marts.reader import Marts
from reports.marts.revisions import revised_models
from reports.marts.sources import list_sizes
from reports.publication.content import PublicationContent
from reports.questions.question import Page
from reports.site.view import View
from reports.text.formatting import team_name
from reports.text.units import format_number


def _context(marts: Marts, content: PublicationContent) -> dict[str, Any]:
    rows = ({**row, "sides": _sides(row)} for row in revised_models(marts))
    changes = {name: list(group) for name, group in groupby(rows, itemgetter("change"))}
    sizes = list_sizes(marts)
    compared = [row for row in sizes if row["earlier"]]
    return {
        "log": content.changes,
        "gone": [(name, changes.pop(name)) for name in ("entered", "left") if name in changes],
        "altered": [row for group in changes.values() for row in group],
        "sizes": compared,
        "alone": sorted({row["shape"] for row in sizes} - {row["shape"] for row in compared}),
    }


def _sides(row: dict[str, Any]) -> list[str]:
    """Return what a model was and is: its name, class or compute."""
    if row["change"] == "renamed":
        return [row["old_name"], row["model"]]
    if row["change"] == "other class":
        return [team_name(row[f"{side}_team_class"] or "unknown") for side in ("old", "new")]
    flops = [row[f"{side}_log10_flop"] for side in ("old", "new")]
    return ["unknown" if flop is None else format_number(flop, "log10_flop") for flop in flops]


VIEW = View(
    Page(id="changes", link="Changes", title="What changed between publications and between lists"),
    _context,
)
