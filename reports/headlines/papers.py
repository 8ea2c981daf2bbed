"""Answers about papers: who publishes them, and at which venues."""

from reports.charts.figure import with_interval
from reports.headlines.sentences import LATEST, MIDDLE, period_estimates, share, source_note
from reports.marts.metric_query import IS_YEAR
from reports.marts.papers import fixed_panel, listed_venues, smaller_lists
from reports.marts.reader import FIXED_VENUES, PAPERS, Estimate, Marts, Scope
from reports.text.formatting import (
    RANGE,
    count,
    in_period,
    percent_range,
    sentence_list,
    venue_name,
)

TEAM_SHARE = ("paper_team_share", "accepted")
FIXED_SHARE = ("paper_team_share", FIXED_VENUES)
MOST_LACKING = 5


def fixed_venues(marts: Marts) -> str:
    """State the shares with fixed weights of venues, the venues of the panel, and its gaps."""
    scope = marts.scope(*FIXED_SHARE, IS_YEAR)
    if scope is None or scope.is_sample:
        return ""
    industry = marts.scope(PAPERS[0], FIXED_VENUES, IS_YEAR)
    teams = [
        f"{name} {sentence_list([f'{share(e)} {in_period(e.period)}' for e in estimates])}"
        for name, found, team_class in (
            ("academic-only teams wrote", scope, "academic_only"),
            ("teams with at least one industry author wrote", industry, None),
        )
        if (estimates := period_estimates(marts, found, team_class, (LATEST, MIDDLE)))
    ]
    if not teams:
        return ""
    return (
        "Among accepted papers of known sector, with the weights of venues held fixed, "
        f"{'; '.join(teams)}. {_panel(marts, scope)}{source_note(marts, scope, 'papers')}"
    )


def _panel(marts: Marts, scope: Scope) -> str:
    """Name the venues of the newest period, and the largest that the panel lacks."""
    venues, lacking = fixed_panel(marts, scope, int(LATEST[:4]))
    if not venues:
        return ""
    names = sentence_list([venue_name(venue) for venue in venues])
    text = f"{in_period(LATEST).capitalize()}, the panel has lists of {names}. "
    if not lacking:
        return text
    for row in lacking[:MOST_LACKING]:
        marts.state(row, "venue_panel")
    largest = [
        f"{venue_name(row['venue'])} {row['year']} ({count(row['accepted'])} accepted)"
        for row in lacking[:MOST_LACKING]
    ]
    others = smaller_lists(marts, scope, int(LATEST[:4]), MOST_LACKING)
    return (
        f"{text}It lacks {sentence_list(largest)}"
        f"{f', and {count(others)} smaller ones whose number is known' if others else ''}. "
    )


def academic_share(marts: Marts) -> str:
    """State the academic-only share of papers, and the share with an industry author."""
    scope = marts.scope(*TEAM_SHARE)
    estimates = period_estimates(marts, scope, "academic_only", (LATEST, "all"))
    if scope is None or not estimates:
        return ""
    academic = estimates[0]
    text = (
        f"Pooled over all listed venues, academic-only teams wrote {share(academic)} of accepted "
        f"papers of known sector {in_period(academic.period)}."
    )
    industry = marts.estimate(marts.scope(*PAPERS), academic.period)
    if industry is not None:
        text += f" Teams with at least one industry author wrote {share(industry)}."
    parts = (text, _unknown_sector(academic), _corrected(marts, academic))
    return " ".join([*filter(None, parts), source_note(marts, scope, "papers")])


def _unknown_sector(academic: Estimate) -> str:
    if not academic.n_unknown:
        return ""
    return (
        f"The academic-only share is {bounds(academic)} if the {count(academic.n_unknown)} papers "
        "of unknown sector are all outside or all inside the class."
    )


def bounds(estimate: Estimate) -> str:
    """Format the shares if all unknown cases were outside the class, and if all were inside it."""
    return percent_range(estimate.bound_low or 0.0, estimate.bound_high or 1.0)


def _corrected(marts: Marts, academic: Estimate) -> str:
    adjusted = marts.scope("paper_team_share", "accepted_adjusted")
    estimate = marts.estimate(adjusted, academic.period, "academic_only")
    if estimate is None:
        return ""
    return f"Corrected for errors in our affiliation labels, it is {with_interval(estimate, 1)}."


def venues(marts: Marts) -> str:
    """State the venues and years behind the latest period, and the dates of their lists."""
    scope = marts.scope(*TEAM_SHARE)
    if scope is None or scope.is_sample:
        return ""
    listed = listed_venues(marts, scope, int(LATEST[:4]))
    if listed is None:
        return ""
    years = RANGE.join(dict.fromkeys((str(listed["first"]), str(listed["last"]))))
    return (
        f"These papers are from {count(listed['venues'])} venues in {years}, on paper lists dated "
        f"{listed['oldest']} to {listed['newest']}. The listed venues differ from year to year, so "
        "a change over time is also a change of venues."
    )
