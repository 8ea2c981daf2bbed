"""Who adopts whose pre-trained models."""

from reports.marts.estimates import Estimate, last
from reports.marts.headlines import Headline
from reports.marts.metric_query import IS_YEAR
from reports.marts.reader import Marts
from reports.marts.tables import MartTable
from reports.questions.question import Answer, Question
from reports.questions.wording import LATEST, MIDDLE, changed, say, state, together
from reports.text.formatting import PURE_TEAMS
from reports.text.sentence import Sentence

NAMED = ("pretrained_adoption", "accepted")
TITLES = ("pretrained_adoption", "accepted_titles")
FIXED = "_same_weights"
KNOWN = ("abstract_coverage", "accepted")
HUB = ("hub_derivative_share", "hub_accounts")
DETECTION = MartTable(
    "pretrained_accuracy", "Accuracy of the detection of pre-trained models in abstracts"
)


def named(marts: Marts) -> tuple[str, str]:
    """Return the metric and its definition: by abstracts, or by titles if no list has abstracts."""
    return NAMED if marts.scope(*NAMED) else TITLES


def answer(marts: Marts) -> Answer | None:
    """State how often academic-only teams name a pre-trained model of industry.

    The shares with venues held fixed come first, because venues differ most in this share.
    """
    pooled = _share(marts, "industry")
    if pooled is None:
        return None
    then, now = (_share(marts, "industry", period, FIXED) for period in (MIDDLE, LATEST))
    share, words = now or pooled, texts(marts)
    known = marts.estimate(*KNOWN, LATEST)
    title = (
        "Academic-only teams named a model of industry in {share:value.1} of {texts} {share:when}"
    )
    after = ", after {then:value.1}" if then and now else ""
    everywhere = (
        "{pooled:When}, {pooled:k of n} {texts} by academic-only teams named a pre-trained model "
        "from industry ({pooled:value.1}, {pooled:interval.1})."
    )
    fixed = (
        "With venues held fixed, {share:value.1} of {share:n} {texts} by academic-only teams named "
        "a pre-trained model from industry {share:when} ({share:interval.1}), after {then:value.1} "
        "of {then:n} {then:when} ({then:interval.1}); the share {changed}."
    )
    fact = state(
        fixed if then and now else everywhere,
        title + after,
        share=share,
        pooled=pooled,
        then=then or "",
        texts=words,
        changed=changed(then, now),
    )
    return together(
        fact,
        state(
            "Pooled over venues that differ, it was {share:share.1} {share:when}, after "
            "{before:share.1} {before:when}.",
            share=pooled if then and now else None,
            before=_share(marts, "industry", MIDDLE),
        ),
        state(
            "Abstracts are known for {known:k of n} accepted papers {known:when}{to} (newest list: "
            "{known:list}).",
            known=known,
            to=_last_year(marts),
        ),
    )


def _last_year(marts: Marts) -> Sentence | str:
    """Say after which year no abstract is known, if lists have later papers."""
    years = [
        last(marts.estimates(*KNOWN, f"{IS_YEAR} and {where}", team_class=None))
        for where in ("k > 0", "true")
    ]
    if years[0] is None or years[0] == years[1]:
        return ""
    return say(", and for none after {year:period}", year=years[0])


def texts(marts: Marts) -> str:
    """Name the texts that are searched."""
    return "titles" if named(marts) == TITLES else "abstracts"


def _share(marts: Marts, sector: str, period: str = LATEST, suffix: str = "") -> Estimate | None:
    metric, definition = named(marts)
    return marts.estimate(metric, definition + suffix, period, "academic_only", sector=sector)


def academia(marts: Marts) -> Answer | None:
    """State the pooled share that names a model of academia."""
    share, words = _share(marts, "academia"), texts(marts)
    if share is None:
        return None
    return together(
        state(
            "Pooled, {share:share.1} of {texts} named a pre-trained model from academia "
            "{share:when}.",
            share=share,
            texts=words,
        ),
        state("Abstracts name far more models than titles.") if words == "titles" else None,
        state("A paper that names a model does not necessarily use it."),
    )


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
        *(
            Headline(metric, definition + venues, ("", *PURE_TEAMS))
            for metric, definition in (NAMED, TITLES)
            for venues in (FIXED, "")
        ),
        Headline(*HUB, ("", *PURE_TEAMS)),
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
