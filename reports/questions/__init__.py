"""The ten questions of the site, each with the one wording of its answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.marts.choices import range_sentence
from reports.marts.reader import Marts
from reports.questions import (
    how_concentrated,
    how_far_apart,
    how_fast,
    on_what,
    what_academia_has,
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
    how_fast.QUESTION,
    how_far_apart.QUESTION,
    what_academia_has.QUESTION,
    what_is_in_reach.QUESTION,
    how_concentrated.QUESTION,
    who_discloses.QUESTION,
    who_publishes.QUESTION,
    on_what.QUESTION,
    who_adopts.QUESTION,
)


@dataclass(frozen=True)
class Answers:
    """The answer to a question, its range over other choices, and more facts on it.

    A fact without data is left out.
    """

    question: Question
    answer: Answer | None
    range: Sentence | None
    more: Sequence[Answer]


def answers(marts: Marts) -> dict[str, Answers]:
    """Answer every question, by its id."""
    return {
        question.id: Answers(
            question,
            question.answer(marts),
            range_sentence(marts, question.id),
            [fact for more in question.more if (fact := more(marts)) is not None],
        )
        for question in QUESTIONS
    }
