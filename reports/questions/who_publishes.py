"""Who publishes machine learning papers."""

from collections.abc import Mapping, Sequence

from reports.marts.changes import difference, direction
from reports.marts.dimensions import venue_name
from reports.marts.estimates import Estimate
from reports.marts.headlines import Headline
from reports.marts.papers import (
    EVERY,
    FIRST,
    LAST,
    LEADS,
    field_period,
    papers_of_field,
    unshared_years,
)
from reports.marts.reader import FIELD, PAPERS, Fact, Marts
from reports.marts.tables import MartTable
from reports.questions.question import Answer, Question
from reports.questions.wording import EARLY, LATEST, MIDDLE, say, state, together
from reports.text.formatting import (
    PURE_TEAMS,
    percent,
    sentence_list,
)
from reports.text.sentence import Sentence

SHARE = ("paper_team_share", "accepted")
FIELD_SHARE = ("paper_team_share", FIELD)
FIELD_INDUSTRY = (PAPERS[0], FIELD)
# What a change is compared by: the field, and three ways that hold something fixed.
COMPARISONS = {
    FIELD: "in the field",
    "accepted_same_weights": "at the same venues",
    "accepted_same_kind": "on lists of the same kind",
    "complete_teams_same_weights": "among papers that name every author's affiliation",
}
NUMERALS = ("none", "one", "two", "three", "four")


def answer(marts: Marts) -> Answer | None:
    """State the latest shares of the field's papers, and in which comparisons each one changed.

    Without a share of the field, state the pooled one of the lists.
    """
    share = marts.estimate(*FIELD_SHARE, field_period(marts), "academic_only")
    company = marts.estimate(*FIELD_INDUSTRY, share.period) if share else None
    if share is None or company is None:
        return state(
            "{share:When}, universities alone wrote {share:k of n} accepted papers of known "
            "sector ({share:value}, {share:interval}).",
            share=_pooled_share(marts),
        )
    before = marts.estimate(*FIELD_INDUSTRY, MIDDLE) if share.period > MIDDLE else None
    return together(
        state(
            "{share:When}, universities alone wrote {share:value} ({share:interval}) of the "
            "papers at {conferences} machine-learning conferences, and teams with a company "
            "{company:value}{before}.",
            "Universities alone wrote {share:value} of papers {share:when}{early}",
            share=share,
            company=company,
            early=_after_early(marts, share.period),
            before=say(", after {share:value} {share:when}", share=before) if before else "",
            conferences=papers_of_field(marts, share.period).count("conferences"),
        ),
        since_middle(marts),
    )


def _after_early(marts: Marts, newest: str) -> Sentence | str:
    """Name the share of 2010-2014, if a test of the difference shows that it was higher."""
    early = marts.estimate(*FIELD_SHARE, EARLY, "academic_only")
    change = difference(marts, FIELD_SHARE, "academic_only", EARLY) if newest > EARLY else None
    if early is None or direction(change) != "fell":
        return ""
    return say(", after {early:value} {early:when}", early=early)


def since_middle(marts: Marts) -> Answer | None:
    """State in how many comparisons each share changed since 2020-2022."""
    company = _comparisons(marts, PAPERS[0], None)
    academic = _comparisons(marts, SHARE[0], "academic_only")
    if FIELD not in company or FIELD not in academic:
        return None
    return state(
        f"The share of companies {_in_how_many(company)}, and that of universities alone "
        f"{_in_how_many(academic)}.",
    )


def _in_how_many(changes: Mapping[str, Fact]) -> str:
    """Write the direction in the field, and how many comparisons agree: ``fell in all four``."""
    found = [direction(change) for change in changes.values()]
    verdict = direction(changes[FIELD])
    agree = found.count(verdict)
    if agree == len(found) > 1:
        return f"{verdict} in all {NUMERALS[agree]} comparisons"
    return f"{verdict} in {NUMERALS[agree]} of {NUMERALS[len(found)]}"


def _comparisons(marts: Marts, metric: str, team_class: str | None) -> dict[str, Fact]:
    """Return the change of a share since 2020-2022 by each comparison that can disagree."""
    changes = {
        definition: difference(marts, (metric, definition), team_class, MIDDLE)
        for definition in COMPARISONS
    }
    return {definition: change for definition, change in changes.items() if change}


def _pooled_share(marts: Marts) -> Estimate | None:
    """Return the latest period, or all years where there is none."""
    latest = marts.estimate(*SHARE, LATEST, "academic_only")
    return latest or marts.estimate(*SHARE, "all", "academic_only")


def cases(marts: Marts) -> Sentence | None:
    """Say how many of the field's papers the share knows."""
    share = marts.estimate(*FIELD_SHARE, field_period(marts), "academic_only")
    if share is None:
        return None
    papers = papers_of_field(marts, share.period).count("papers")
    return say("known for {share:n} of {papers}", share=share, papers=papers)


def gaps(marts: Marts, *, named: bool = True) -> str:
    """Say why years have no share of the field, ``named`` with the lists that they have."""
    years = [
        f"{row['year']} ({percent(row['part'])}{_lists_of(marts, row['venues']) if named else ''})"
        for row in unshared_years(marts)
    ]
    return (
        f"No share with less than a third of papers listed: {sentence_list(years)}."
        if years
        else ""
    )


def _lists_of(marts: Marts, venues: Sequence[str] | None) -> str:
    names = [venue_name(marts, venue) for venue in venues or ()]
    return f": {sentence_list(names)}" if names else ""


QUESTION = Question(
    id="who-publishes",
    link="Who publishes",
    title="Who publishes machine learning papers?",
    means=(
        "Each accepted paper counts once. A paper is by universities alone (the class "
        "academic-only) if every known affiliation is a university or part of one. The field is "
        "the main track of a fixed list of conferences; figures draw it as a thick line. Thin "
        "lines pool all lists of a year. The share of the field estimates papers without a known "
        "affiliation; the other shares leave them out."
    ),
    means_not=(
        "The share of the field leaves out journals, workshops and preprints, and we chose its "
        "conferences. Where a conference has no list, we estimate it from its other years and "
        "from other conferences. Pooled shares cover different venues each year, so they also "
        "move when the venues change. Rules assign affiliations to sectors, and they make errors."
    ),
    answer=answer,
    cases=cases,
    figures=("paper_team_share",),
    headlines=(
        Headline("paper_team_share", FIELD, PURE_TEAMS),
        Headline("any_industry_share", FIELD, ("",)),
        Headline("paper_team_share", "accepted_fixed_venues", PURE_TEAMS),
        Headline("paper_team_share", "accepted", PURE_TEAMS),
        Headline("any_industry_share", "accepted", ("",)),
        *(Headline(LEADS, definition) for definition in (FIRST, LAST, EVERY)),
        Headline("author_sector_share", "complete_teams"),
        Headline("paper_affiliation_coverage", "accepted", ("",)),
    ),
    tables=(
        MartTable(
            "field_lists",
            "The field's conferences since 2013, with their lists",
            "year >= 2013",
            "year desc, venue",
        ),
        MartTable(
            "venue_panel",
            "Lists since 2013, including those left out of the fixed panel or of shares",
            "year >= 2013",
            "is_covered nulls last, source, venue, year desc",
        ),
    ),
    terms=("academic-only, industry-only", "venue-year", "n_unknown", "bounds", "vintage"),
    near=("on-what", "who-adopts", "who-trains"),
)
