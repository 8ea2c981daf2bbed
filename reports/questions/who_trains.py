"""Who trains notable models."""

from reports.marts.estimates import fell
from reports.marts.headlines import Headline
from reports.marts.reader import MODELS, Fact, Marts
from reports.marts.revisions import completeness
from reports.questions.changes import by_team_size, split
from reports.questions.question import Answer, Question
from reports.questions.wording import (
    EARLY,
    LATEST,
    MIDDLE,
    by_period,
    changed,
    say,
    state,
    together,
)
from reports.text.formatting import PURE_TEAMS, percent
from reports.text.sentence import Name, Sentence, Time, joined

LARGEST = ("top10_industry_share", "notable_compute_known")


def answer(marts: Marts) -> Answer | None:
    """State the academic-only share since 2023, by year, and in the early 2010s.

    The title states a fall if a test of the difference supports it, and the last finished year.
    """
    latest = marts.estimate(*MODELS, LATEST, "academic_only")
    if latest is None or latest.k is None:
        return None
    publisher = Name(marts.terms(latest.source)[0])
    years = marts.filling_years(*MODELS, team_class="academic_only")
    early = marts.estimate(*MODELS, EARLY, "academic_only")
    newest = marts.newest(*MODELS, team_class="academic_only")
    title = (
        "Academic-only teams made {early:value} of notable models with known compute "
        "{early:when}, {share:value} {share:when}{year}"
    )
    fact = state(
        "Academic-only teams made {share:k} of the {share:n} notable models published "
        "{share:when} with known compute: {share:value}, 95% interval {share:interval} "
        "(list of {publisher}, {share:list}).",
        title if fell(early, latest) else "",
        share=latest,
        publisher=publisher,
        early=early or "",
        year=say(", {year:k of n} {year:when}", year=newest) if newest else "",
    )
    by_year = state(
        "By year: {years}. {publisher} still adds models of these years.",
        years=by_period(years) if years else None,
        publisher=publisher,
    )
    return together(fact, by_year, state("{share:When}, they made {share:share}.", share=early))


def middle(marts: Marts) -> Answer | None:
    """State the academic-only share between these periods, and whether it changed."""
    early, share, latest = (
        marts.estimate(*MODELS, period, "academic_only") for period in (EARLY, MIDDLE, LATEST)
    )
    fact = state(
        "{share:When}, academic-only teams made {share:share} of notable models with known "
        "compute.",
        share=share,
    )
    difference = state(
        "From {early:period} to the models {latest:when}, the share {changed}, by a test of the "
        "difference that accounts for models of one organisation.",
        early=early,
        latest=latest,
        changed=changed(early, latest),
    )
    return together(fact, difference) if fact else None


def industry(marts: Marts) -> Answer | None:
    """State the industry-only share by period, and for the newest years."""
    shares = [
        share
        for period in (EARLY, MIDDLE, LATEST)
        if (share := marts.estimate(*MODELS, period, "industry_only"))
    ]
    years = marts.filling_years(*MODELS, team_class="industry_only")
    if not shares:
        return None
    return together(
        state(
            "Of notable models with known compute, industry-only teams made {shares}.",
            shares=by_period(shares),
        ),
        state("By year: {years}.", years=by_period(years) if years else None),
    )


def largest(marts: Marts) -> Answer | None:
    """State how many of the ten largest models of the latest year are industry-only."""
    return state(
        "Industry-only teams made {share:k} of the {share:n} largest notable models of "
        "{share:period} by known compute: {share:value}, {share:interval}.",
        share=marts.newest(*LARGEST),
    )


def complete(marts: Marts) -> Answer | None:
    """State the models of each year that still fills, and how far an earlier year had filled."""
    scope = marts.scope(*MODELS)
    years = completeness(marts, scope) if scope else []
    if not years:
        return None
    text = "Notable models with known compute on the list, in years that still fill: {years}."
    sentences = [say(text, years=joined([_filling(year) for year in years], "; "))]
    if all(year.row["earlier_share"] is None for year in years):
        sentences.append(say("The stored lists show no earlier year at these ages."))
    return Answer(sentences)


def _filling(year: Fact) -> Sentence:
    """Write the models of a year, and the share that an earlier year had at the same age."""
    row = year.row
    text = "{n} of {year}, {age_months} months after its end"
    parts = {name: year.count(name) for name in ("n", "age_months")}
    times = {name: Time(str(row[name])) for name in ("year", "earlier_year")}
    if row["earlier_share"] is None:
        return Sentence(text, {**parts, **times})
    text += ", when {earlier_year} had {share} of the models that it has now"
    share = year.number("earlier_share", percent(row["earlier_share"]))
    return Sentence(text, {**parts, **times, "share": share})


def change(marts: Marts) -> Answer | None:
    """Split the change of the academic-only share by organisation."""
    share = "academic-only share of notable models"
    return split(marts, MODELS, share, "organisation", (EARLY, LATEST), "academic_only")


def team_size(marts: Marts) -> Answer | None:
    """Split the same change by the number of organisations of a model."""
    share = "academic-only share of notable models"
    return by_team_size(marts, MODELS, share, "organisations", (EARLY, LATEST))


QUESTION = Question(
    id="who-trains",
    link="Who trains",
    title="Who trains notable models?",
    means=(
        "Each notable model counts once. A model counts as academic-only if all its known "
        "organisations are universities or the like. A team of a university and a company is a "
        "class of its own. The share is the number of models of a class, divided by all models "
        "whose class is known."
    ),
    means_not=(
        "The share does not count all models in the world. It counts models that a publisher "
        "calls notable and whose training compute is known. Large companies often keep their "
        "compute secret, so they are under-counted. The newest year ends on the day of the list, "
        "and the publisher still adds models to the years before, so these shares will change."
    ),
    answer=answer,
    more=(middle, industry, complete, largest, change, team_size),
    figures=(
        "model_team_share_periods",
        "model_team_share",
        "top10_industry",
        "model_countries",
        "change_of_models",
    ),
    headlines=(
        Headline("model_team_share", "notable_compute_known", PURE_TEAMS),
        Headline("top10_industry_share", "notable_compute_known"),
        Headline("model_country_share", "notable_compute_known", regions=True),
    ),
    terms=(
        "academic-only, industry-only",
        "notable model",
        "known compute",
        "interval by organisation",
        "vintage",
    ),
    near=("how-far-apart", "who-publishes", "revisions", "published"),
)
