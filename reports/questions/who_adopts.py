"""Who adopts whose pre-trained models."""

from reports.marts.adoption import TITLES, named
from reports.marts.estimates import Estimate, fell, last
from reports.marts.headlines import Headline
from reports.marts.reader import Marts
from reports.marts.tables import MartTable
from reports.questions.question import Answer, Question
from reports.questions.wording import LATEST, MIDDLE, changed, say, state
from reports.text.formatting import PURE_TEAMS
from reports.text.sentence import Sentence

FIXED = "_same_weights"
HUB = ("hub_derivative_share", "hub_accounts")
DETECTION = MartTable(
    "pretrained_accuracy",
    "Accuracy of the detection of pre-trained models in abstracts",
)


def answer(marts: Marts) -> Answer | None:
    """State how often academic-only teams name a pre-trained model of industry.

    The shares with venues held fixed come first, because venues differ most in this share.
    """
    pooled = _share(marts, "industry")
    if pooled is None:
        return None
    texts = "titles" if _is_by_title(marts) else "abstracts"
    then, now = (_share(marts, "industry", period, FIXED) for period in (MIDDLE, LATEST))
    everywhere = (
        "{share:When}, {share:k of n} {texts} by academic-only teams named a pre-trained model "
        "from industry ({share:value.1}, {share:interval.1})."
    )
    sentences = [say(everywhere, share=pooled, texts=texts)]
    if then and now:
        text = (
            "With venues held fixed, {now:value.1} of {now:n} {texts} by academic-only teams "
            "named a pre-trained model from industry {now:when} ({now:interval.1}), after "
            "{then:value.1} of {then:n} {then:when} ({then:interval.1}); the share {changed}."
        )
        fixed = say(text, now=now, then=then, texts=texts, changed=changed(then, now))
        others = say("Pooled, it was {share:share.1}.", share=pooled)
        sentences = [fixed, others]
    if known := marts.estimate("abstract_coverage", "accepted", LATEST):
        text = (
            "Abstracts are known for {known:k of n} accepted papers {known:when} (newest list: "
            "{known:list})."
        )
        sentences.append(say(text, known=known))
    return Answer(sentences, _title(marts, texts, now or pooled, FIXED if now else ""))


def _title(marts: Marts, texts: str, share: Estimate, suffix: str) -> Sentence | None:
    """Compare models of both origins, if a test of the difference supports it."""
    other = _share(marts, "academia", LATEST, suffix)
    if other is None or not fell(share, other):
        return None
    return say(
        "{share:When}, {share:value.1} of {texts} by academic-only teams named a model made by "
        "industry, {other:value.1} a model made by academia",
        texts=texts,
        share=share,
        other=other,
    )


def _is_by_title(marts: Marts) -> bool:
    return named(marts) == TITLES


def _share(marts: Marts, sector: str, period: str = LATEST, suffix: str = "") -> Estimate | None:
    metric, definition = named(marts)
    return marts.estimate(metric, definition + suffix, period, "academic_only", sector=sector)


def academia(marts: Marts) -> Answer | None:
    """State the pooled share that names a model of academia, and that of industry before."""
    share = _share(marts, "academia")
    if share is None:
        return None
    texts = "titles" if _is_by_title(marts) else "abstracts"
    text = "Pooled, {share:share.1} of {texts} named a pre-trained model from academia {share:when}"
    sentences = [say(text + ".", share=share, texts=texts)]
    if earlier := _share(marts, "industry", MIDDLE):
        text = "{share:When}, {share:share.1} named one from industry, but the venues differ."
        sentences.append(say(text, share=earlier))
    if _is_by_title(marts):
        sentences.append(say("Abstracts name far more models than titles."))
    sentences.append(say("A paper that names a model does not necessarily use it."))
    return Answer(sentences)


def derivatives(marts: Marts) -> Answer | None:
    """State how often academic accounts derive models from those of industry accounts."""
    return state(
        "On the Hugging Face Hub, academic accounts publish models that name a base model of "
        "another organisation. {share:share.1} of these models name a base model of an industry "
        "account. We selected the accounts.",
        share=last(marts.estimates(*HUB, team_class="academic_only", sector="industry")),
    )


QUESTION = Question(
    id="who-adopts",
    link="Who adopts",
    title="Who adopts whose pre-trained models?",
    means=(
        "We search titles and abstracts for the names of pre-trained models, and look up who "
        "made each model. The share is over papers whose abstract is known. If no list of a "
        "publication has abstracts, we search titles alone, and the share is over all papers. With "
        "venues held fixed, each venue with texts in both periods has the same weight in both."
    ),
    means_not=(
        "A paper that names a model need not use it, and many papers use a model without naming "
        "it in the title or abstract. The search finds models of our own list only. The share "
        "therefore does not measure all use."
    ),
    answer=answer,
    more=(academia, derivatives),
    figures=("adoption_by_origin",),
    headlines=(
        Headline("pretrained_adoption", "accepted_same_weights", ("", *PURE_TEAMS)),
        Headline("pretrained_adoption", "accepted", ("", *PURE_TEAMS)),
        Headline("pretrained_adoption", "accepted_titles_same_weights", ("", *PURE_TEAMS)),
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
