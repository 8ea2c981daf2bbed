"""Who discloses training compute, and who releases weights."""

from reports.marts.changes import between, direction
from reports.marts.headlines import Headline
from reports.marts.models import confidences
from reports.marts.reader import Fact, Marts
from reports.questions.question import Answer, Question
from reports.questions.wording import (
    EARLY,
    MIDDLE,
    say,
    state,
    together,
)
from reports.text.formatting import PURE_TEAMS
from reports.text.sentence import Number

DISCLOSURE = ("disclosure_share", "notable_classed")
WEIGHTS = ("open_weights_share", "notable_classed")


def answer(marts: Marts) -> Answer | None:
    """State how often the training compute of the latest year is known, and how surely."""
    share = marts.newest(*DISCLOSURE)
    if share is None:
        return None
    peak = marts.estimate(*DISCLOSURE, MIDDLE)
    fell = direction(between(marts, peak, share)) == "fell"
    sure = confidences(marts, share)
    early = marts.estimate(*DISCLOSURE, EARLY)
    before = say("{share:value} {share:when}", share=peak) if peak and fell else None
    return together(
        state(
            "Training compute is known for {share:k of n} notable models of {share:period} "
            "({share:value}, {share:interval}){fall}.",
            "Compute is known for {share:value} of notable models of {share:period}{then}",
            share=share,
            fall=say(
                ", down from {before}{early}",
                before=before,
                early=say("; {share:when}, it was {share:value}", share=early) if early else "",
            )
            if before
            else "",
            then=say(", down from {before}", before=before) if before else "",
        ),
        state("The publisher is confident of {confident} of these values.", **_counts(sure))
        if any(sure.row.values())
        else None,
    )


def _counts(fact: Fact) -> dict[str, Number]:
    return {name: fact.count(name) for name in fact.row}


QUESTION = Question(
    id="who-discloses",
    link="Who discloses",
    title="Who discloses training compute?",
    means=(
        "Compute is known if the developer disclosed it or the list's publisher could estimate "
        "it; the publisher states how confident it is. Weights are open if the list says that "
        "they can be downloaded. Both shares cover all notable models of a year."
    ),
    means_not=(
        "Unknown compute is not always secret: the list may lack it for other reasons. Open "
        "weights do not mean open data or open code."
    ),
    answer=answer,
    figures=("disclosure",),
    headlines=(
        Headline(*DISCLOSURE, ("", *PURE_TEAMS)),
        Headline(*WEIGHTS, ("", *PURE_TEAMS)),
    ),
    terms=(
        "known compute",
        "notable model",
        "academic-only, industry-only",
        "interval by organisation",
        "vintage",
    ),
    near=("who-trains", "how-concentrated", "caveats"),
)
