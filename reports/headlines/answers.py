"""The answers to the questions of the site, as sentences with the rows that they state.

Every number comes from a mart, mostly from ``marts.metrics``. A sentence states a change only if a
test of the difference supports it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from reports.headlines import adoption, changes, claims, models, papers, reach, topics
from reports.marts.reader import Marts, StatedRow

FRONT = "index"
ANSWERS: Mapping[str, Sequence[Callable[[Marts], str]]] = {
    "who-trains": (
        models.academic_share,
        models.industry_share,
        models.largest_models,
        changes.of_models,
    ),
    "how-fast": (models.compute_growth,),
    "how-far-apart": (models.compute_gap, models.gap_jump, models.hardware_gap),
    "what-is-in-reach": (reach.by_budget, reach.falls, reach.sponsors),
    "how-concentrated": (models.concentration, models.private_clusters),
    "who-discloses": (models.disclosure, models.open_weights),
    "who-publishes": (
        papers.fixed_venues,
        papers.academic_share,
        papers.venues,
        changes.of_papers,
    ),
    "on-what": (
        topics.topic_tilt,
        topics.compute_slope,
        topics.slope_definitions,
        topics.regional_tilts,
        topics.regional_slopes,
    ),
    "who-adopts": (adoption.change_in_same_venues, adoption.share_by_origin, adoption.derivatives),
}
FRONT_PARTS: Mapping[str, Callable[[Marts], str]] = {
    "answer": claims.answer,
    "earlier": claims.earlier,
    "lacks": claims.lacks,
}


@dataclass(frozen=True)
class Statement:
    """Sentences on a page, and the rows that have their numbers.

    ``place`` is ``claim`` or ``detail`` on the page of a question, or a part of the front page.
    """

    page: str
    place: str
    text: str
    rows: Sequence[StatedRow]


def answer_questions(marts: Marts) -> list[Statement]:
    """Answer every question, in the order of the pages; an answer without data is left out."""
    made = (_state(marts, *place) for place in _places())
    return [statement for statement in made if statement.text]


def _places() -> Iterator[tuple[str, str, Callable[[Marts], str]]]:
    for part, say in FRONT_PARTS.items():
        yield FRONT, part, say
    for page, details in ANSWERS.items():
        yield page, "claim", claims.CLAIMS[page]
        for say in details:
            yield page, "detail", say


def _state(marts: Marts, page: str, place: str, say: Callable[[Marts], str]) -> Statement:
    with marts.stating() as rows:
        text = say(marts)
    return Statement(page, place, text, tuple(rows))
