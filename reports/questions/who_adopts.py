"""Who adopts whose pre-trained models."""

from reports.marts.estimates import Estimate, fell
from reports.marts.headlines import Headline
from reports.marts.reader import Marts
from reports.marts.tables import MartTable
from reports.questions.question import Answer, Question
from reports.questions.wording import (
    LATEST,
    MIDDLE,
    cases,
    changed,
    interval,
    period,
    stated,
    value,
    when,
    when_first,
    whose,
)
from reports.text.formatting import PURE_TEAMS
from reports.text.sentence import say

ALL_VENUES = ("pretrained_adoption", "accepted")
SAME_VENUES = ("pretrained_adoption", "accepted_same_venues")
HUB = ("hub_derivative_share", "hub_accounts")
DETECTION = MartTable(
    "pretrained_accuracy",
    "Accuracy of the detection of pre-trained models in abstracts",
)


def answer(marts: Marts) -> Answer | None:
    """State how often academic-only papers name a pre-trained model of industry."""
    share = _share(marts, "industry")
    if share is None:
        return None
    sentence = say(
        "{when}, {k} of {whose}{n} abstracts by academic-only teams named a pre-trained model from "
        "industry ({value}, {interval}).",
        when=when_first(share.period),
        k=cases(share, "k"),
        whose=whose(share),
        n=cases(share),
        value=value(share, 1),
        interval=interval(share, 1),
    )
    academia = _share(marts, "academia")
    if academia is None or not fell(share, academia):
        return Answer([sentence])
    title = say(
        "{when}, {industry} of academic-only papers named a model made by industry, {academia} a "
        "model made by academia",
        when=when_first(share.period),
        industry=value(share, 1),
        academia=value(academia, 1),
    )
    return Answer([sentence], title)


def _share(marts: Marts, sector: str, name: str = LATEST) -> Estimate | None:
    return marts.estimate(*ALL_VENUES, name, "academic_only", sector=sector)


def same_venues(marts: Marts) -> Answer | None:
    """Compare two periods over the venues that have abstracts in both."""
    then, now = (
        marts.estimate(*SAME_VENUES, name, "academic_only", sector="industry")
        for name in (MIDDLE, LATEST)
    )
    if then is None or now is None:
        return None
    sentence = say(
        "In the venues with abstracts in both periods, the share was {then} in {middle} and {now} "
        "{latest}; it {changed}. The venues are the same in both periods, but their numbers of "
        "papers differ.",
        then=stated(then, 1),
        middle=period(MIDDLE),
        now=stated(now, 1),
        latest=when(LATEST),
        changed=changed(then, now),
    )
    return Answer([sentence])


def academia(marts: Marts) -> Answer | None:
    """State the share that names a model of academia, and the share of industry before."""
    share = _share(marts, "academia")
    if share is None:
        return None
    sentences = [
        say(
            "{when}, {share} of these abstracts named a pre-trained model from academia; {unknown} "
            "more papers have no abstract.",
            when=when_first(share.period),
            share=stated(share, 1),
            unknown=cases(share, "n_unknown"),
        )
    ]
    if earlier := _share(marts, "industry", MIDDLE):
        sentences.append(
            say(
                "For models from industry, the share was {share} in {period}, but the venues "
                "differ.",
                share=stated(earlier, 1),
                period=period(MIDDLE),
            )
        )
    sentences.append(say("A paper that names a model does not necessarily use it."))
    return Answer(sentences)


def derivatives(marts: Marts) -> Answer | None:
    """State how often academic accounts derive models from those of industry accounts."""
    shares = marts.estimates(*HUB, team_class="academic_only", sector="industry")
    if not shares:
        return None
    sentences = [
        say(
            "On the Hugging Face Hub, academic accounts publish models that name a base model of "
            "another organisation."
        ),
        say(
            "{share} of these models name a base model of an industry account.",
            share=stated(shares[-1], 1),
        ),
        say("We selected the accounts."),
    ]
    return Answer(sentences)


QUESTION = Question(
    id="who-adopts",
    link="Who adopts",
    title="Who adopts whose pre-trained models?",
    means=(
        "We search titles and abstracts for the names of pre-trained models, and look up who "
        "made each model. The share is over papers whose abstract is known."
    ),
    means_not=(
        "A paper that names a model need not use it, and many papers use a model without naming "
        "it in the abstract. The search finds models of our own list only. The share therefore "
        "does not measure all use."
    ),
    answer=answer,
    more=(same_venues, academia, derivatives),
    figures=("adoption_by_origin",),
    headlines=(
        Headline("pretrained_adoption", "accepted_same_venues", ("", *PURE_TEAMS)),
        Headline("pretrained_adoption", "accepted", ("", *PURE_TEAMS)),
        Headline("hub_derivative_share", "hub_accounts", ("", *PURE_TEAMS)),
        Headline("hub_derivative_share", "hub_accounts_by_maker", (*PURE_TEAMS, "community")),
    ),
    tables=(
        DETECTION,
        MartTable(
            "hub_adoption",
            "Models on the Hugging Face Hub and models derived from them, by team class and by"
            " account",
            "vintage = (select max(vintage) from marts.hub_adoption)",
            "account is not null, derivatives desc, models desc, team_class, account",
            "This publication has no listing of the Hugging Face Hub yet.",
        ),
    ),
    terms=("academic-only, industry-only", "n_unknown", "vintage"),
    near=("who-publishes", "on-what", "who-discloses"),
)
