"""All published tables, and their description for search engines."""

from typing import Any

from reports.marts.reader import Marts
from reports.publication import export
from reports.publication.content import PublicationContent
from reports.publication.descriptors import schema_org
from reports.questions.question import Page
from reports.site.view import View


def _context(_marts: Marts, content: PublicationContent) -> dict[str, Any]:
    return {
        "dataset": schema_org.description(content.dataset),
        "tables": content.dataset.tables,
        "largest_csv": export.LARGEST_CSV,
        "exports": list(content.headlines.values()),
    }


VIEW = View(Page(id="data", link="Data", title="Data to download"), _context)
