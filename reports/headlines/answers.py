"""The answers to the questions of the site, as sentences with their numbers.

Every number comes from ``marts.metrics``. A sentence states a change only if a test of the
difference shows it.
"""

from collections.abc import Callable, Mapping, Sequence

from reports.headlines import adoption, changes, models, papers, reach, topics
from reports.marts.reader import Marts

ANSWERS: Mapping[str, Sequence[Callable[[Marts], str]]] = {
    "who-trains": (
        models.academic_share,
        models.industry_share,
        models.largest_models,
        changes.of_models,
    ),
    "how-fast": (models.compute_growth,),
    "how-far-apart": (models.compute_gap, models.hardware_gap),
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


def answer_questions(marts: Marts) -> dict[str, list[str]]:
    """Answer the questions by page id; a question without data is left out."""
    answers = {
        page: [sentence for answer in parts if (sentence := answer(marts))]
        for page, parts in ANSWERS.items()
    }
    return {page: sentences for page, sentences in answers.items() if sentences}
