"""The front page: the answer with a chart, and the answer to each other question."""

from typing import Any

from reports.marts.ranges import answer_range
from reports.marts.reader import Marts
from reports.marts.source_status import behind
from reports.publication.content import PublicationContent
from reports.questions import QUESTIONS
from reports.site.pages.common import coverage, first_figure, reason
from reports.site.references import page_reference

TITLE = "How much of machine learning is still academic?"


def context(marts: Marts, content: PublicationContent) -> dict[str, Any]:
    """Return what the template of the front page reads."""
    first, *others = QUESTIONS
    fact = content.answers[first.id].answer
    lead = first_figure(first, content)
    return {
        "page": None,
        "behind": behind(marts),
        "title": TITLE,
        "answer": fact,
        "range": answer_range(marts, first.id),
        "coverage": coverage(marts, first),
        "lead": lead,
        "others": [
            {
                "page": question,
                "answer": content.answers[question.id].answer,
                "range": answer_range(marts, question.id),
                "reason": reason(marts, question),
                "figure": first_figure(question, content),
            }
            for question in others
        ],
        "summary": str(fact.sentences[0]) if fact else "",
        "card": lead,
        "reference": page_reference(content, TITLE, "index", content.headlines.values()),
    }
