"""Who trains notable models."""

from reports.marts.estimates import Estimate, fell
from reports.marts.headlines import Headline
from reports.marts.reader import MODELS, Fact, Marts
from reports.marts.revisions import completeness
from reports.questions.changes import by_team_size, split
from reports.questions.question import Answer, Question
from reports.questions.wording import EARLY, LATEST, MIDDLE, by_period, changed, say, state
from reports.text.formatting import PURE_TEAMS, percent
from reports.text.sentence import Name, Sentence, Time, day, in_a_list

LARGEST = ("top10_industry_share", "notable_compute_known")


def answer(marts: Marts) -> Answer | None:
    """State the academic-only share since 2023, by year, and in the early 2010s."""
    latest = marts.estimate(*MODELS, LATEST, "academic_only")
    if latest is None or latest.k is None:
        return None
    publisher = Name(marts.terms(latest.source)[0])
    sentences = [
        say(
            "Academic-only teams made {share:k} of the {share:n} notable models published "
            "{share:when} with known compute: {share:value}, 95% interval {share:interval} "
            "(list of {publisher}, {day}).",
            share=latest,
            publisher=publisher,
            day=day(latest.vintage),
        )
    ]
    years = marts.filling_years(*MODELS, "academic_only")
    if years:
        text = "By year: {years}. {publisher} still adds models of these years."
        sentences.append(say(text, years=by_period(years), publisher=publisher))
    early = marts.estimate(*MODELS, EARLY, "academic_only")
    if early is not None:
        sentences.append(say("{share:When}, they made {share:share}.", share=early))
    newest = marts.newest(*MODELS, "academic_only")
    return Answer(sentences, _title(early, latest, newest))


def _title(early: Estimate | None, latest: Estimate, newest: Estimate | None) -> Sentence | None:
    """State a fall if a test of the difference supports it, and the last finished year."""
    if early is None or not fell(early, latest):
        return None
    year = say(", {year:k of n} {year:when}", year=newest) if newest else ""
    return say(
        "Academic-only teams made {early:value} of notable models with known compute "
        "{early:when}, {latest:value} {latest:when}{year}",
        early=early,
        latest=latest,
        year=year,
    )


def middle(marts: Marts) -> Answer | None:
    """State the academic-only share between these periods, and whether it changed."""
    early, share, latest = (
        marts.estimate(*MODELS, period, "academic_only") for period in (EARLY, MIDDLE, LATEST)
    )
    if share is None:
        return None
    sentences = [
        say(
            "{share:When}, academic-only teams made {share:share} of notable models with known "
            "compute.",
            share=share,
        )
    ]
    if early and latest:
        sentences.append(
            say(
                "From {early:period} to the models {latest:when}, the share {changed}, by a test "
                "of the difference that accounts for models of one organisation.",
                early=early,
                latest=latest,
                changed=changed(early, latest),
            )
        )
    return Answer(sentences)


def industry(marts: Marts) -> Answer | None:
    """State the industry-only share by period, and for the newest years."""
    shares = [
        share
        for period in (EARLY, MIDDLE, LATEST)
        if (share := marts.estimate(*MODELS, period, "industry_only"))
    ]
    if not shares:
        return None
    text = "Of notable models with known compute, industry-only teams made {shares}."
    sentences = [say(text, shares=by_period(shares))]
    years = marts.filling_years(*MODELS, "industry_only")
    if years:
        sentences.append(say("By year: {years}.", years=by_period(years)))
    return Answer(sentences)


def largest(marts: Marts) -> Answer | None:
    """State how many of the ten largest models of the latest year are industry-only."""
    return state(
        "Industry-only teams made {share:k} of the {share:n} largest notable models of "
        "{share:period} by known compute: {share:value}, {share:interval}.",
        share=marts.newest(*LARGEST),
    )


def complete(marts: Marts) -> Answer | None:
    """State how complete the finished years are, and how often such a forecast was right."""
    scope = marts.scope(*MODELS)
    years = completeness(marts, scope) if scope else []
    if not years:
        return None
    checks = {name: years[0].count(name) for name in ("n_covered", "n_hindcasts")}
    known = [year for year in years if year.row["reason"] is None]
    text = "Of notable models with known compute, {years}."
    after = "Of {n_hindcasts} such forecasts of earlier lists, {n_covered} held on the newest list."
    if not known:
        text = "The stored lists do not show how complete the models of {years} are."
        after = "They allow {n_hindcasts} checks of a forecast, which is too few."
    sentences = in_a_list([_completeness(year) for year in known or years])
    return Answer([Sentence(text, {"years": sentences}), Sentence(after, checks)])


def _completeness(year: Fact) -> Sentence:
    """Write the year, with the share that the list has and the range of its final count."""
    share, parts = year.row["completeness"], {"year": Time(str(year.row["year"]))}
    if share is None:
        return Sentence("{year}", parts)
    counts = {name: year.count(name) for name in ("n", "expected_low", "expected_high")}
    return Sentence(
        "{year} is {share} complete ({n} models, {expected_low} to {expected_high} expected)",
        {**parts, **counts, "share": year.number("completeness", percent(share))},
    )


def change(marts: Marts) -> Answer | None:
    """Split the change of the academic-only share by organisation."""
    share = "academic-only share of notable models"
    return split(marts, MODELS, share, "organisation", (EARLY, LATEST), "academic_only")


def team_size(marts: Marts) -> Answer | None:
    """Split the same change by the number of organisations of a model."""
    share, periods = "academic-only share of notable models", [(EARLY, LATEST)]
    sentences = by_team_size(marts, MODELS, share, "organisations", periods)
    return Answer(sentences) if sentences else None


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
