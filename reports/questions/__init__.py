"""The eight questions of the site, each with the one wording of its answer."""

from dataclasses import dataclass

from reports.marts.choices import range_sentence
from reports.marts.reader import Marts
from reports.questions import (
    how_concentrated,
    how_far_apart,
    on_what,
    what_is_in_reach,
    who_adopts,
    who_discloses,
    who_publishes,
    who_trains,
)
from reports.questions.question import Answer, Question
from reports.text.sentence import Sentence

QUESTIONS: tuple[Question, ...] = (
    who_trains.QUESTION,
    how_far_apart.QUESTION,
    what_is_in_reach.QUESTION,
    how_concentrated.QUESTION,
    who_discloses.QUESTION,
    who_publishes.QUESTION,
    on_what.QUESTION,
    who_adopts.QUESTION,
)


@dataclass(frozen=True)
class Answers:
    """The answer to a question and its range over other choices.

    If its code failed, there is only the ``error``.
    """

    question: Question
    answer: Answer | None = None
    range: Sentence | None = None
    error: Exception | None = None


def answers(marts: Marts) -> dict[str, Answers]:
    """Answer every question, by its id. The code of one may fail: all others have answers."""
    return {question.id: _answers(marts, question) for question in QUESTIONS}


def _answers(marts: Marts, question: Question) -> Answers:
    try:
        return Answers(
            question,
            question.answer(marts),
            range_sentence(marts, question.id, question.doubted),
        )
    except Exception as error:  # noqa: BLE001 - the page of the question says what it is
        return Answers(question, error=error)
