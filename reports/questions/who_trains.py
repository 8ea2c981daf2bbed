"""Who trains notable models."""

from itertools import takewhile

from reports.marts.changes import UNCLEAR, difference, direction
from reports.marts.headlines import Headline
from reports.marts.reader import TRAINED, Marts
from reports.questions.question import Answer, Question
from reports.questions.wording import (
    EARLY,
    LATEST,
    say,
    state,
    together,
)
from reports.text.formatting import (
    PURE_TEAMS,
)
from reports.text.sentence import Sentence, joined

KNOWN = ("model_team_share", "notable_compute_known_classed")
LARGEST = ("top10_industry_share", "notable_compute_known_classed")
BASES = ("adapted_base_share", "adapted")
COUNTRIES = "model_country_share"


def answer(marts: Marts) -> Answer | None:
    """State the share of universities alone since 2023, and before if a test shows a change."""
    latest = marts.estimate(*TRAINED, LATEST, "academic_only")
    if latest is None or latest.k is None:
        return None
    early = marts.estimate(*TRAINED, EARLY, "academic_only")
    change = direction(difference(marts, TRAINED, "academic_only", EARLY))
    return together(
        state(
            "Universities alone made {share:k} of the {share:n} notable models published "
            "{share:when} ({share:value}, 95% interval {share:interval}){none}.",
            "Universities alone made {share:value} of notable models {share:when}{before}",
            share=latest,
            none=_none(marts),
            before=say(", after {early:value} {early:when}", early=early)
            if early and change == "fell"
            else "",
        ),
        state("{early:When}, they made {early:k of n} ({early:value}).", early=early)
        if change != UNCLEAR
        else None,
    )


def _none(marts: Marts) -> Sentence | str:
    """Name the newest years, still filling, of which they made no model."""
    years = marts.filling_years(*TRAINED, team_class="academic_only")
    empty = list(takewhile(lambda year: year.k == 0, reversed(years)))
    parts = [say("the {year:n} of {year:period}", year=year) for year in reversed(empty)]
    return say(", and none of {years}", years=joined(parts, ", ", " or ")) if parts else ""


QUESTION = Question(
    id="who-trains",
    link="Who trains",
    title="Who trains notable models?",
    means=(
        "Each notable model counts once. A model is by universities alone (the class "
        "academic-only) if all its known organisations are universities or parts of one; the "
        "rules are those for papers. "
        "A university and a company together form a class of their own. The share is the number "
        "of models in a class, divided by all models whose class is known."
    ),
    means_not=(
        "The share covers only models that a publisher calls notable, not all models in the "
        "world. We know that a model was built on another one only where the publisher names its "
        "base. The newest year ends on the day of the list. A publisher goes on adding models to "
        "the years before, so these shares will change."
    ),
    answer=answer,
    figures=("model_team_share_periods", "model_team_share"),
    headlines=(
        Headline(*TRAINED, PURE_TEAMS),
        Headline(*KNOWN, PURE_TEAMS),
        Headline(*LARGEST),
        Headline(*BASES, ("", *PURE_TEAMS)),
        Headline(COUNTRIES, "notable", regions=True),
        Headline(COUNTRIES, "notable_compute_known", regions=True),
    ),
    terms=(
        "academic-only, industry-only",
        "notable model",
        "known compute",
        "interval by organisation",
        "vintage",
    ),
    near=("how-far-apart", "who-publishes", "changes", "claims"),
)
