"""The change log, latest line first, and what publishers changed between their two newest lists."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from reports.marts.reader import Marts
from reports.marts.revisions import answer_revisions, revised_models
from reports.marts.sources import list_sizes
from reports.publication.content import PublicationContent
from reports.questions import QUESTIONS
from reports.questions.changes import NO_TEST
from reports.questions.question import Page
from reports.site.view import View
from reports.text.formatting import team_name
from reports.text.units import format_number, format_value, unit

SIDES = ("old", "new")


def _context(marts: Marts, content: PublicationContent) -> dict[str, Any]:
    rows = revised_models(marts)
    changes = {name: list(group) for name, group in groupby(rows, itemgetter("change"))}
    sizes = list_sizes(marts)
    compared = [row for row in sizes if row["earlier"]]
    return {
        "log": content.changes,
        "answers": list(_answers(marts)),
        "no_test": NO_TEST,
        "gone": [(name, changes.pop(name)) for name in ("entered", "left") if name in changes],
        "altered": [(row, list(_alterations(row))) for group in changes.values() for row in group],
        "sizes": compared,
        "alone": sorted({row["shape"] for row in sizes} - {row["shape"] for row in compared}),
    }


def _answers(marts: Marts) -> Iterator[dict[str, Any]]:
    """Yield each answer on two lists: its question, its numbers, and the models that moved."""
    revised = {row["question"]: row for row in answer_revisions(marts)}
    for question in QUESTIONS:
        if row := revised.get(question.id):
            digits = unit(row["unit"]).prose
            values = [format_value(row[f"{side}_value"], row["unit"], digits) for side in SIDES]
            yield {**row, "link": question, "values": values}


def _alterations(row: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield each change of a model: what changed, what it was, and what it is."""
    if row["old_name"]:
        yield "name", row["old_name"], row["model"]
    old, new = (row[f"{side}_team_class"] or "unknown" for side in SIDES)
    if old != new:
        yield "class by the publisher's labels", team_name(old), team_name(new)
    flops = [row[f"{side}_log10_flop"] for side in SIDES]
    if flops[0] != flops[1]:
        old, new = ("unknown" if x is None else format_number(x, "log10_flop") for x in flops)
        yield "compute (FLOP)", old, new
    old, new = (row[date] or "unknown" for date in ("old_publication_date", "publication_date"))
    if old != new:
        yield "date", str(old), str(new)


VIEW = View(
    Page(id="changes", link="Changes", title="What changed between publications and between lists"),
    _context,
)
