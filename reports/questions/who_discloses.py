"""Who discloses training compute, and who releases weights."""

from reports.marts.changes import between, direction
from reports.marts.headlines import Headline
from reports.marts.models import confidences
from reports.marts.reader import Fact, Marts
from reports.marts.revisions import published_figure
from reports.questions.question import Answer, Question
from reports.questions.wording import (
    EARLY,
    LATEST,
    MIDDLE,
    compared,
    listing,
    say,
    so_far,
    state,
    together,
)
from reports.text.formatting import PURE_TEAMS, team_phrase
from reports.text.sentence import Number, Sentence, Time, joined

DISCLOSURE = ("disclosure_share", "notable_classed")
NAMES = ("disclosed", "developers")
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


def by_year(marts: Marts) -> Answer | None:
    """State the other values' confidence, the change since the first year, and the open year."""
    share = marts.newest(*DISCLOSURE)
    if share is None:
        return None
    sure = confidences(marts, share)
    return together(
        state(
            "Of the values of {share:period}, the publisher calls {likely} likely and "
            "{speculative} speculative.",
            share=share,
            **_counts(sure),
        )
        if any(sure.row.values())
        else None,
        state(
            "For {share:period}, compute is known for {share:value} of models ({share:interval}).",
            share=share,
        ),
        compared(marts, marts.finished_years(*DISCLOSURE)),
        so_far(marts.unfinished_year(*DISCLOSURE), "{share:share}"),
    )


def developers(marts: Marts) -> Answer | None:
    """State how many developers disclose training compute, by the index of Stanford CRFM."""
    years = {
        year: [published_figure(marts, f"fmti_{name}_{year}") for name in NAMES]
        for year in ("2023", "2024", "2025")
    }
    parts = [
        say(
            "{k} of {n} developers in {year}",
            k=k.count("count"),
            n=n.count("count"),
            year=Time(year),
        )
        for year, (k, n) in years.items()
        if None not in (k.row["count"], n.row["count"])
    ]
    return listing(
        "According to the Foundation Model Transparency Index (Stanford CRFM), training compute "
        "was disclosed by {parts}.",
        parts,
        last=" and ",
    )


def by_team(marts: Marts) -> Answer | None:
    """State the share of known compute for both pure classes."""
    newest = marts.newest(*DISCLOSURE)
    teams = _teams(marts, DISCLOSURE, newest.period) if newest else []
    return state(
        "Among notable models of {share:period}, compute is known for {parts}.",
        share=newest,
        parts=joined(teams, ", ", " and ") if teams else None,
    )


def weights(marts: Marts) -> Answer | None:
    """State the share of the models of the latest year with weights to download."""
    share = marts.newest(*WEIGHTS)
    if share is None:
        return None
    teams = _teams(marts, WEIGHTS, share.period)
    return state(
        "Weights can be downloaded for {share:k of n} notable models of {share:period} "
        "({share:value}, {share:interval}){teams}.",
        share=share,
        teams=say(", among them {teams}", teams=joined(teams, ", ", " and ")) if teams else "",
    )


def _teams(marts: Marts, measure: tuple[str, str], year: str) -> list[Sentence]:
    return [
        say(
            "{share:k of n} by {team} ({share:value}, {share:interval})",
            share=share,
            team=team_phrase(team),
        )
        for team in PURE_TEAMS
        if (share := marts.estimate(*measure, year, team))
    ]


def fall(marts: Marts) -> Answer | None:
    """State a fall of the share for companies alone, if a test of the difference shows it."""
    before, after = (
        marts.estimate(*DISCLOSURE, period, "industry_only") for period in (MIDDLE, LATEST)
    )
    text = (
        "Training compute is known for {before:value} of models of companies alone {before:when} "
        "and for {after:value} {after:when}"
    )
    has_fallen = direction(between(marts, before, after)) == "fell"
    return state(f"{text}.", before=before, after=after) if has_fallen else None


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
    more=(by_year, weights, developers, by_team, fall),
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
