"""The page of a release, which keeps its numbers."""

from typing import Any

from reports.marts import sources
from reports.marts.reader import Marts
from reports.publication.content import PublicationContent
from reports.questions import QUESTIONS
from reports.site.pages.common import figures_of
from reports.site.references import page_reference


def context(marts: Marts, content: PublicationContent) -> dict[str, Any]:
    """Return what the template of a release reads."""
    fact = content.answers[QUESTIONS[0].id].answer
    return {
        "sources": sources.publishers(marts),
        "answers": content.answers,
        "figures": {question.id: figures_of(question, content) for question in QUESTIONS},
        "citation": page_reference(content, "All numbers", "index", ()),
        "summary": str(fact.sentences[0]) if fact else "",
    }
