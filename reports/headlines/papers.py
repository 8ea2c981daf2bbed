"""Answers about papers: who publishes them, and at which venues."""

from reports.charts.figure import with_interval
from reports.headlines.sentences import LATEST, period_estimates, share, source_note
from reports.marts.papers import listed_venues
from reports.marts.reader import PAPERS, Estimate, Marts
from reports.text.formatting import RANGE, count, in_period, percent_range

TEAM_SHARE = ("paper_team_share", "accepted")


def academic_share(marts: Marts) -> str:
    """State the academic-only share of papers, and the share with an industry author."""
    scope = marts.scope(*TEAM_SHARE)
    estimates = period_estimates(marts, scope, "academic_only", (LATEST, "all"))
    if scope is None or not estimates:
        return ""
    academic = estimates[0]
    text = (
        f"Academic-only teams wrote {share(academic)} of accepted papers of known sector "
        f"{in_period(academic.period)}."
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
    """Format the share if all unknown cases were outside, or inside, the class."""
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
