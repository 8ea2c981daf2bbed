"""Who trains notable models."""

from reports.marts.estimates import Estimate, fell
from reports.marts.headlines import Headline
from reports.marts.reader import MODELS, Marts
from reports.questions.changes import split
from reports.questions.question import Answer, Question
from reports.questions.wording import (
    EARLY,
    LATEST,
    MIDDLE,
    by_period,
    cases,
    changed,
    interval,
    k_of_n,
    period,
    stated,
    value,
    when,
    when_first,
)
from reports.text.formatting import PURE_TEAMS
from reports.text.sentence import Name, Sentence, day, say

LARGEST = ("top10_industry_share", "notable_compute_known")


def answer(marts: Marts) -> Answer | None:
    """State the academic-only share since 2023, by year, and in the early 2010s."""
    latest = marts.estimate(*MODELS, LATEST, "academic_only")
    if latest is None:
        return None
    publisher = Name(marts.terms(latest.source)[0])
    sentences = [
        say(
            "Academic-only teams made {k} of {the} {n} notable models published {when} with known "
            "compute: {value}, 95% interval {interval} ({list}).",
            k=cases(latest, "k"),
            the="the sample's" if latest.is_sample else "the",
            n=cases(latest),
            when=when(LATEST),
            value=value(latest),
            interval=interval(latest),
            list=say(
                "list of {day}" if latest.is_sample else "list of {publisher}, {day}",
                publisher=publisher,
                day=day(latest.vintage),
            ),
        )
    ]
    years = [] if latest.is_sample else marts.filling_years(*MODELS, "academic_only")
    if years:
        sentences.append(
            say(
                "By year: {years}. {publisher} still adds models of these years.",
                years=by_period(years),
                publisher=publisher,
            )
        )
    if early := marts.estimate(*MODELS, EARLY, "academic_only"):
        sentences.append(
            say("{when}, they made {share}.", when=when_first(EARLY), share=stated(early))
        )
    return Answer(sentences, _title(early, latest, years))


def _title(early: Estimate | None, latest: Estimate, years: list[Estimate]) -> Sentence | None:
    """State a fall if a test of the difference supports it."""
    if early is None or not fell(early, latest):
        return None
    newest: Sentence | str = ""
    if years:
        year = years[-1]
        newest = say(", {share} {when}", share=k_of_n(year), when=when(year.period))
    return say(
        "Academic-only teams made {early} of notable models {then}, {latest} {now}{newest}",
        early=value(early),
        then=when(EARLY),
        latest=value(latest),
        now=when(LATEST),
        newest=newest,
    )


def middle(marts: Marts) -> Answer | None:
    """State the academic-only share between these periods, and whether it changed."""
    share = marts.estimate(*MODELS, MIDDLE, "academic_only")
    if share is None:
        return None
    sentences = [
        say(
            "{when}, academic-only teams made {share} of notable models with known compute.",
            when=when_first(MIDDLE),
            share=stated(share),
        )
    ]
    ends = [marts.estimate(*MODELS, end, "academic_only") for end in (EARLY, LATEST)]
    if ends[0] and ends[1] and not share.is_sample:
        sentences.append(
            say(
                "From {early} to the models {latest}, the share {changed}, by a test of the "
                "difference that accounts for models of one organisation.",
                early=period(EARLY),
                latest=when(LATEST),
                changed=changed(ends[0], ends[1]),
            )
        )
    return Answer(sentences)


def industry(marts: Marts) -> Answer | None:
    """State the industry-only share by period, and for the newest years."""
    periods = (EARLY, MIDDLE, LATEST)
    shares = [share for name in periods if (share := _industry(marts, name))]
    if not shares:
        return None
    sentences = [
        say(
            "Of notable models with known compute, industry-only teams made {shares}.",
            shares=by_period(shares),
        )
    ]
    years = [] if shares[0].is_sample else marts.filling_years(*MODELS, "industry_only")
    if years:
        sentences.append(say("By year: {years}.", years=by_period(years)))
    return Answer(sentences)


def _industry(marts: Marts, name: str) -> Estimate | None:
    return marts.estimate(*MODELS, name, "industry_only")


def largest(marts: Marts) -> Answer | None:
    """State how many of the ten largest models of the latest year are industry-only."""
    share = marts.newest(*LARGEST)
    if share is None:
        return None
    sentence = say(
        "Industry-only teams made {k} of the {n} largest notable models of {year} by known "
        "compute: {value}, {interval}.",
        k=cases(share, "k"),
        n=cases(share),
        year=period(share.period),
        value=value(share),
        interval=interval(share),
    )
    return Answer([sentence])


def change(marts: Marts) -> Answer | None:
    """Split the change of the academic-only share by organisation."""
    share = "academic-only share of notable models"
    return split(marts, MODELS, share, "organisation", (EARLY, LATEST), "academic_only")


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
        "compute secret, so they are under-counted. The publisher still adds models to the "
        "newest years."
    ),
    answer=answer,
    more=(middle, industry, largest, change),
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
    near=("how-far-apart", "who-publishes", "revisions"),
)
