"""The front page: five sentences, a figure, and a card for the answer to each question."""

from collections.abc import Mapping
from typing import Any

from reports.marts.choices import headline, interval, value
from reports.marts.reader import Marts
from reports.marts.source_status import behind
from reports.publication.content import PublicationContent
from reports.publication.model import Drawn
from reports.questions import QUESTIONS, who_publishes
from reports.questions.question import Answer, Question
from reports.questions.wording import say
from reports.site.mart_tables import headline_tables
from reports.site.pages.common import first_figure, reason
from reports.site.references import page_reference
from reports.text.formatting import count
from reports.text.sentence import Sentence, joined
from reports.text.units import format_number, unit

TITLE = "How much of machine learning is still academic?"
PICTURE = "model_team_share"
# The first are the summary, as far as their titles are known.
IMPORTANCE = (
    "who-trains",
    "who-publishes",
    "how-far-apart",
    "what-academia-has",
    "how-concentrated",
    "what-is-in-reach",
    "who-discloses",
    "on-what",
    "who-adopts",
    "how-fast",
)
# What the numbers of these cards are of; the others have a sentence.
SUBJECTS = {
    "who-trains": "academic-only",
    "who-publishes": "academic-only",
    "how-far-apart": "the compute",
    "what-academia-has": "an award",
}
BY_IMPORTANCE = sorted(QUESTIONS, key=lambda question: IMPORTANCE.index(question.id))
SENTENCES = 5


def context(marts: Marts, content: PublicationContent) -> dict[str, Any]:
    """Return what the template of the front page reads."""
    first = QUESTIONS[0]
    fact = content.answers[first.id].answer
    return {
        "page": None,
        "behind": behind(marts),
        "title": TITLE,
        "sentences": _summary(marts, content),
        "picture": _picture(content),
        "cards": [_card(marts, question, content) for question in BY_IMPORTANCE],
        "summary": str(fact.sentences[0]) if fact else "",
        "card": first_figure(first, content),
        "reference": page_reference(
            content, TITLE, "index", (table.scope for table in headline_tables(marts).values())
        ),
    }


def _summary(marts: Marts, content: PublicationContent) -> list[Sentence]:
    """Return five claims: what is left of models and papers, what changed, and how far apart."""
    models, papers, *others = (content.answers[question.id].answer for question in BY_IMPORTANCE)
    facts = [models, papers, who_publishes.turn(marts), *others]
    return [_claim(fact) for fact in facts if fact][:SENTENCES]


def _claim(answer: Answer) -> Sentence:
    """Return the title of an answer as a sentence; without one, its first sentence."""
    return say("{title}.", title=answer.title) if answer.title else answer.sentences[0]


def _picture(content: PublicationContent) -> Drawn | None:
    """Return the figure of the page."""
    return next((figure for figure in content.figures if figure.id == PICTURE), None)


def _card(marts: Marts, question: Question, content: PublicationContent) -> dict[str, Any]:
    """Return the number of an answer, its interval and cases, and its title.

    A number that may be zero is not shown large, but beside its interval.
    """
    answer = content.answers[question.id].answer
    claim = _claim(answer) if answer else None
    row = headline(marts, question.id)
    return {
        "page": question,
        "number": _number(claim, row) if claim and row and not _may_be_zero(row) else "",
        "subject": SUBJECTS.get(question.id, ""),
        "told": format_number(row["value"], row["unit"]) if answer and row else "",
        "interval": interval(row) if row else "",
        "cases": (question.cases and question.cases(marts)) or (row and f"n = {count(row['n'])}"),
        "text": claim,
        "reason": reason(marts, question),
    }


def _may_be_zero(row: Mapping[str, Any]) -> bool:
    """Return whether the value or its interval allows none."""
    value, low, high = (row[name] for name in ("value", "ci_low", "ci_high"))
    return bool(value == 0 or (low is not None and low <= 0 <= (high or low)))


def _number(claim: Sentence, row: Mapping[str, Any]) -> Sentence | str:
    """Return the number of the headline as the claim writes it, with its unit."""
    told = next((number for number in claim.numbers() if number.value == row["value"]), None)
    name = unit(row["unit"]).name.removeprefix("percentage ")
    return joined([told, name]) if told else value(row)
