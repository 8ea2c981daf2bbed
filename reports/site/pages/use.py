"""Worked examples, for the site or for ``compute-divide serve``."""

from typing import Any

from reports.marts.reader import Marts
from reports.publication.content import PublicationContent
from reports.publication.export import DUCKDB_VERSION
from reports.questions.question import Page
from reports.site.examples import examples
from reports.site.view import View


def _context(_marts: Marts, content: PublicationContent) -> dict[str, Any]:
    place = content.publication.site or "http://127.0.0.1:3001"
    return {"examples": examples(place), "place": place, "storage": DUCKDB_VERSION}


VIEW = View(Page(id="use", link="Use the data", title="Use the data"), _context)
