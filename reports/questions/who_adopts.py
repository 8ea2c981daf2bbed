"""Who adopts whose pre-trained models."""

from reports.marts.adoption import TITLES, named
from reports.marts.estimates import Estimate, fell
from reports.marts.headlines import Headline
from reports.marts.reader import Marts
from reports.marts.tables import MartTable
from reports.questions.question import Answer, Question
from reports.questions.wording import LATEST, MIDDLE, changed, say
from reports.text.formatting import PURE_TEAMS

SAME_VENUES = ("pretrained_adoption", "accepted_same_venues")
HUB = ("hub_derivative_share", "hub_accounts")
DETECTION = MartTable(
    "pretrained_accuracy",
    "Accuracy of the detection of pre-trained models in abstracts",
)


def answer(marts: Marts) -> Answer | None:
    """State how often academic-only papers name a pre-trained model of industry."""
    share, other = (_share(marts, sector) for sector in ("industry", "academia"))
    if share is None:
        return None
    texts, place = ("papers", " in the title") if _is_by_title(marts) else ("abstracts", "")
    sentence = say(
        "{share:When}, {share:k of n} {texts} by academic-only teams named "
        "a pre-trained model from industry{place} ({share:value.1}, {share:interval.1}).",
        share=share,
        texts=texts,
        place=place,
    )
    if other is None or not fell(share, other):
        return Answer([sentence])
    title = say(
        "{share:When}, {share:value.1} of academic-only papers named a model made by industry"
        "{place}, {other:value.1} a model made by academia",
        place=place,
        share=share,
        other=other,
    )
    return Answer([sentence], title)


def _is_by_title(marts: Marts) -> bool:
    return named(marts) == TITLES


def _share(marts: Marts, sector: str, period: str = LATEST) -> Estimate | None:
    return marts.estimate(*named(marts), period, "academic_only", sector=sector)


def same_venues(marts: Marts) -> Answer | None:
    """Compare two periods over the venues that have abstracts in both."""
    then, now = (
        marts.estimate(*SAME_VENUES, period, "academic_only", sector="industry")
        for period in (MIDDLE, LATEST)
    )
    if then is None or now is None:
        return None
    sentence = say(
        "In the venues with abstracts in both periods, the share was {then:share.1} {then:when} "
        "and {now:share.1} {now:when}; it {changed}. The venues are the same in both periods, but "
        "their numbers of papers differ.",
        then=then,
        now=now,
        changed=changed(then, now),
    )
    return Answer([sentence])


def academia(marts: Marts) -> Answer | None:
    """State the share that names a model of academia, and the share of industry before."""
    share = _share(marts, "academia")
    if share is None:
        return None
    template = (
        "{share:When}, {share:share.1} of these papers named a pre-trained model from academia in "
        "the title. Abstracts name far more models than titles."
        if _is_by_title(marts)
        else "{share:When}, {share:share.1} of these abstracts named a pre-trained model from "
        "academia; {share:unknown} more papers have no abstract."
    )
    sentences = [say(template, share=share)]
    if earlier := _share(marts, "industry", MIDDLE):
        text = "{share:When}, {share:share.1} named one from industry, but the venues differ."
        sentences.append(say(text, share=earlier))
    sentences.append(say("A paper that names a model does not necessarily use it."))
    return Answer(sentences)


def derivatives(marts: Marts) -> Answer | None:
    """State how often academic accounts derive models from those of industry accounts."""
    shares = marts.estimates(*HUB, team_class="academic_only", sector="industry")
    if not shares:
        return None
    sentence = say(
        "On the Hugging Face Hub, academic accounts publish models that name a base model of "
        "another organisation. {share:share.1} of these models name a base model of an industry "
        "account. We selected the accounts.",
        share=shares[-1],
    )
    return Answer([sentence])


QUESTION = Question(
    id="who-adopts",
    link="Who adopts",
    title="Who adopts whose pre-trained models?",
    means=(
        "We search titles and abstracts for the names of pre-trained models, and look up who "
        "made each model. The share is over papers whose abstract is known. If no list of a "
        "publication has abstracts, we search titles alone, and the share is over all papers."
    ),
    means_not=(
        "A paper that names a model need not use it, and many papers use a model without naming "
        "it in the title or abstract. The search finds models of our own list only. The share "
        "therefore does not measure all use."
    ),
    answer=answer,
    more=(same_venues, academia, derivatives),
    figures=("adoption_by_origin",),
    headlines=(
        Headline("pretrained_adoption", "accepted_same_venues", ("", *PURE_TEAMS)),
        Headline("pretrained_adoption", "accepted", ("", *PURE_TEAMS)),
        Headline("pretrained_adoption", "accepted_titles", ("", *PURE_TEAMS)),
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
