"""The terms of the glossary, and how examples of organisations are classified."""

from typing import Any

from reports.marts.reader import Marts
from reports.publication.content import PublicationContent
from reports.questions.question import Page
from reports.site import glossary
from reports.site.view import View


def _context(_marts: Marts, content: PublicationContent) -> dict[str, Any]:
    return {
        "glossary": list(glossary.terms(content.publication.glossary).values()),
        "organisations": glossary.organisations(),
    }


VIEW = View(Page(id="terms", link="Terms", title="Terms and examples"), _context)
