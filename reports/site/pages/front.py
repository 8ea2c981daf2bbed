"""The front page: two answers, a figure, and a card for the answer to each other question."""

from typing import Any

from reports.marts.choices import headline, interval
from reports.marts.reader import Marts
from reports.marts.source_status import behind
from reports.publication.content import PublicationContent
from reports.publication.model import Drawn
from reports.questions import QUESTIONS
from reports.questions.question import Question
from reports.questions.wording import say
from reports.site import chart
from reports.site.mart_tables import headline_tables
from reports.site.pages.common import first_figure, reason
from reports.site.references import page_reference
from reports.site.rows import addresses
from reports.text.formatting import PURE_TEAMS, count

TITLE = "How much of machine learning is still academic?"
PICTURE = "model_team_share"
# The first two answers stand above the figure.
IMPORTANCE = (
    "who-trains",
    "who-publishes",
    "what-is-in-reach",
    "how-far-apart",
    "how-concentrated",
    "who-discloses",
    "on-what",
    "who-adopts",
)
BY_IMPORTANCE = sorted(QUESTIONS, key=lambda question: IMPORTANCE.index(question.id))
LEADING = 2
FAULT = "Its code failed, which is a fault of ours."


def context(marts: Marts, content: PublicationContent) -> dict[str, Any]:
    """Return what the template of the front page reads."""
    first = QUESTIONS[0]
    cards = [_card(marts, question, content) for question in BY_IMPORTANCE]
    return {
        "page": None,
        "behind": behind(marts),
        "title": TITLE,
        "picture": (picture := _picture(content)),
        "views": _views(marts, picture) if picture else [],
        "leading": cards[:LEADING],
        "cards": cards[LEADING:],
        "summary": str(cards[0]["first"] or ""),
        "card": first_figure(first, content),
        "reference": page_reference(
            content, TITLE, "index", (table.scope for table in headline_tables(marts).values())
        ),
    }


def _picture(content: PublicationContent) -> Drawn | None:
    return next((figure for figure in content.figures if figure.id == PICTURE), None)


def _views(marts: Marts, picture: Drawn) -> list[chart.View]:
    """Return both pure classes of the first question's chart, with the title of the picture."""
    own = chart.of_page(marts, QUESTIONS[0], addresses(marts))[:1]
    return [
        view
        | {
            "title": picture.text.title,
            "notes": view["notes"][1:],
            "lines": [line for line in view["lines"] if line["look"] in PURE_TEAMS],
        }
        for view in own
    ]


def _card(marts: Marts, question: Question, content: PublicationContent) -> dict[str, Any]:
    """Return the first sentence of an answer, and its title with the interval and cases.

    A title of another number than that of the headline gives way to the sentence.
    """
    answers = content.answers[question.id]
    answer = answers.answer
    row = headline(marts, question.id) if answer else None
    title = answer.title if answer else None
    if title and row and not any(row["definition"] in one.row for one in title.numbers()):
        title, row = None, None
    cases = (question.cases and question.cases(marts)) or (row and f"n = {count(row['n'])}")
    return {
        "page": question,
        "first": answer.sentences[0] if answer else None,
        "claim": say("{title}.", title=title) if title else answer and answer.sentences[0],
        "interval": interval(row) if row else "",
        "cases": cases if row else "",
        "reason": FAULT if answers.error else reason(marts, question),
    }
