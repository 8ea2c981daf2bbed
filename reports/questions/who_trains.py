"""Who trains notable models."""

from itertools import takewhile

from reports.marts.changes import UNCLEAR, difference, direction
from reports.marts.dimensions import country_name
from reports.marts.estimates import Estimate, last
from reports.marts.headlines import Headline
from reports.marts.metric_query import ANY, IS_YEAR
from reports.marts.models import adapted
from reports.marts.reader import FEW_CASES, MODELS, TRAINED, Fact, Marts
from reports.marts.revisions import completeness
from reports.questions.changes import moved
from reports.questions.question import Answer, Question
from reports.questions.wording import (
    EARLY,
    LATEST,
    MIDDLE,
    by_period,
    say,
    state,
    together,
)
from reports.text.formatting import (
    ANY_UNIVERSITY,
    NO_COMPANY,
    PURE_TEAMS,
    percent,
    team_phrase,
    with_article,
)
from reports.text.sentence import Name, Sentence, Time, in_a_list, joined

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


def by_year(marts: Marts) -> Answer | None:
    """State the share by year, while lists still add models to these."""
    years = marts.filling_years(*TRAINED, team_class="academic_only")
    return state(
        "By year, so far, universities alone made {years}.",
        years=by_period(years) if years else None,
    )


def wider(marts: Marts) -> Answer | None:
    """State the shares of teams without a company and with any university, and known bases."""
    latest = marts.estimate(*TRAINED, LATEST, "academic_only")
    if latest is None:
        return None
    others = adapted(marts, latest)
    return together(
        state(
            "Counting public and nonprofit research, teams without a company made "
            "{others:share}; teams with any university, {any:k} ({any:value}, {any:interval}).",
            others=marts.estimate(*TRAINED, LATEST, NO_COMPANY),
            any=marts.estimate(*TRAINED, LATEST, ANY_UNIVERSITY),
        ),
        state(
            "{publisher} names a base model for {n} of the {share:n}, including {k} of the "
            "{share:k} by universities alone; it does not say whether the rest have one.",
            publisher=Name(marts.terms(latest.source)[0]),
            share=latest,
            **{name: others.count(name) for name in others.row},
        )
        if others.row["n"]
        else None,
    )


def changed(marts: Marts) -> Answer | None:
    """State how the share changed since the early 2010s and since 2020-2022, with intervals."""
    return together(
        *(
            state(
                "{share:When}, universities alone made {share:k of n} notable models "
                "({share:value}, {share:interval}); the share then {moved}.",
                share=marts.estimate(*TRAINED, period, "academic_only"),
                moved=moved(change)
                if (change := difference(marts, TRAINED, "academic_only", period))
                else None,
            )
            for period in (EARLY, MIDDLE)
        )
    )


def industry(marts: Marts) -> Answer | None:
    """State the share of companies alone by period, and for the newest years."""
    shares = [
        share
        for period in (EARLY, MIDDLE, LATEST)
        if (share := marts.estimate(*TRAINED, period, "industry_only"))
    ]
    years = marts.filling_years(*TRAINED, team_class="industry_only")
    if not shares:
        return None
    return together(
        state(
            "Of notable models, companies alone made {shares}.",
            shares=by_period(shares),
        ),
        state("By year: {years}.", years=by_period(years) if years else None),
    )


def largest(marts: Marts) -> Answer | None:
    """State how many of the ten largest models of the latest year are by companies alone."""
    return state(
        "Companies alone made {share:k} of the {share:n} largest notable models of "
        "{share:period} with known compute.",
        share=last(
            marts.estimates(*LARGEST, f"{IS_YEAR} and period_end <= vintage", is_exact=True)
        ),
    )


def bases(marts: Marts) -> Answer | None:
    """State how often industry alone made the base of adapted models, where enough have one."""
    shares = [
        say("{share:share} by {team}", share=share, team=team_phrase(team))
        for team in PURE_TEAMS
        if (share := marts.estimate(*BASES, LATEST, team, sector="industry"))
        and share.n >= FEW_CASES
    ]
    everybody = marts.estimate(*BASES, LATEST, sector="industry")
    if everybody is None or everybody.n < FEW_CASES:
        return None
    latest = marts.estimate(*TRAINED, LATEST, "academic_only")
    makers = adapted(marts, latest) if latest else None
    return together(
        state(
            "Of the notable models published {share:when} with a named base model, "
            "{share:share} build on a base that industry alone made{teams}. The base of "
            "{share:unknown} more is on none of our lists.",
            share=everybody,
            teams=say(", among them {shares}", shares=in_a_list(shares)) if shares else "",
        ),
        state(
            "Of all {n}, {own} build on their makers' own base, {another} on someone "
            "else's and {unknown} on one of unknown origin.",
            **{name: makers.count(name) for name in ("n", "own", "another", "unknown")},
        )
        if makers
        else None,
    )


def countries(marts: Marts) -> Answer | None:
    """State the shares of the two leading countries, and whether known compute turns them."""
    newest = marts.newest(COUNTRIES, "notable", country=ANY)
    if newest is None:
        return None
    everything = _by_country(marts, "notable", newest.period)
    known = _by_country(marts, "notable_compute_known", newest.period)
    leading = sorted(everything, key=lambda country: -everything[country].value)[:2]
    shares = [
        say(
            "{share:share} involve an organisation in {country}",
            share=everything[country],
            country=with_article(country_name(marts, country)),
        )
        for country in leading
    ]
    of_known = [known[country] for country in leading if country in known]
    turns = len(of_known) > 1 and of_known[0].value < of_known[1].value
    return together(
        state(
            "Of notable models of {share:period}, {shares}.",
            share=newest,
            shares=in_a_list(shares),
        ),
        state(
            "Among those with known compute, it is {shares}{warning}.",
            shares=in_a_list([say("{share:share}", share=share) for share in of_known])
            if of_known
            else None,
            warning=": without models of unknown compute, the two countries swap places"
            if turns
            else "",
        ),
    )


def _by_country(marts: Marts, definition: str, period: str) -> dict[str, Estimate]:
    rows = marts.estimates(COUNTRIES, definition, period=period, country=ANY)
    return {row.country: row for row in rows if row.country}


def complete(marts: Marts) -> Answer | None:
    """State the models of each year that still fills, and how far an earlier year had filled."""
    scope = marts.scope(*MODELS)
    years = completeness(marts, scope) if scope else []
    if not years:
        return None
    text = (
        "Some years are still filling. So far, the list has this many of their notable models "
        "with known compute: {years}."
    )
    sentences = [say(text, years=joined([_filling(year) for year in years], "; "))]
    if all(year.row["earlier_share"] is None for year in years):
        sentences.append(say("We have no list that shows an earlier year this soon after its end."))
    return Answer(sentences)


def _filling(year: Fact) -> Sentence:
    """Write the models of a year, and the share that an earlier year had at the same age."""
    row = year.row
    text = f"{{n}} of {{year}}, {{age_months}} month{'s' * (row['age_months'] != 1)} after its end"
    parts = {name: year.count(name) for name in ("n", "age_months")}
    times = {name: Time(str(row[name])) for name in ("year", "earlier_year")}
    if row["earlier_share"] is None:
        return Sentence(text, {**parts, **times})
    text += " (at that age, {earlier_year} had {share} of the models that it has now)"
    share = year.number("earlier_share", percent(row["earlier_share"]))
    return Sentence(text, {**parts, **times, "share": share})


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
    more=(by_year, changed, wider, industry, complete, largest, bases, countries),
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
