"""Limits: what the record leaves out, what is unknown, and all caveats, by question."""

from itertools import groupby
from operator import itemgetter
from typing import Any

from reports.marts.dimensions import caveats
from reports.marts.left_out import left_out
from reports.marts.ranges import caveats_of_answer
from reports.marts.reader import Marts
from reports.marts.source_status import states
from reports.questions import QUESTIONS
from reports.questions.question import Page
from reports.site.view import View


def _context(marts: Marts, _content: object) -> dict[str, Any]:
    return {
        "left_out": left_out(marts),
        "unconfirmed": {
            row["shape"] for row in states(marts) if not (row["succeeded_on"] or row["answered_on"])
        },
        "groups": _groups(marts),
    }


def _groups(marts: Marts) -> list[dict[str, Any]]:
    """Return the caveats of each answer, and those of no answer by the kind of their cases."""
    every = {row["caveat"]: row for row in caveats(marts)}
    groups, seen = [], set()
    for question in QUESTIONS:
        rows = [
            {**every[row["caveat"]], **row, "is_first": row["caveat"] not in seen}
            for row in caveats_of_answer(marts, question.id)
        ]
        seen |= {row["caveat"] for row in rows}
        groups += [{"id": question.id, "title": question.title, "rows": rows}] if rows else []
    rest = [{**every[name], "size": "", "is_first": True} for name in every.keys() - seen]
    rest.sort(key=itemgetter("entity", "caveat"))
    for entity, others in groupby(rest, itemgetter("entity")):
        title = f"Other numbers of {entity}"
        groups.append({"id": entity.replace(" ", "-"), "title": title, "rows": list(others)})
    return groups


VIEW = View(Page(id="caveats", link="Limits", title="Limits of the numbers"), _context)
