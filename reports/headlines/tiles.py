"""The large numbers at the top of the front page."""

from dataclasses import dataclass

from reports.charts.figure import cases, with_interval
from reports.headlines.papers import FIXED_SHARE, TEAM_SHARE, bounds
from reports.headlines.sentences import EARLY, LATEST, newest_years
from reports.marts.metric_query import IS_YEAR
from reports.marts.reader import MODELS, Estimate, Marts, Scope
from reports.text.formatting import count, in_period

MOST_TILES = 3


@dataclass(frozen=True)
class Tile:
    """A large number, the population that it describes, and its interval, base and source."""

    value: str
    label: str
    detail: str


def tiles(marts: Marts) -> list[Tile]:
    """Return the academic-only shares of models, in the first and last period, and of papers."""
    models, papers = marts.scope(*MODELS), marts.scope(*TEAM_SHARE)
    fixed = marts.scope(*FIXED_SHARE, IS_YEAR)
    candidates = [
        (models, EARLY, "notable models with known compute"),
        (models, LATEST, "notable models with known compute"),
        (fixed, LATEST, "papers of known sector, with the weights of venues held fixed,"),
        (papers, LATEST, "papers of known sector"),
        (papers, "all", "papers of known sector"),
    ]
    visible = [
        _tile(marts, estimate, population, scope)
        for scope, period, population in candidates
        if scope and (estimate := marts.estimate(scope, period, "academic_only")) is not None
    ]
    return visible[:MOST_TILES]


def _tile(marts: Marts, estimate: Estimate, population: str, scope: Scope) -> Tile:
    value, _, interval = with_interval(estimate).partition(" ")
    whose = "the sample's " if scope.is_sample else ""
    label = f"of {whose}{population} {in_period(estimate.period)} came from academic-only teams"
    details = [cases(estimate), f"95% interval {interval.strip('()')}"]
    if estimate.n_unknown and estimate.bound_low is not None:
        details.append(f"{bounds(estimate)} with all papers of unknown sector out or in")
    newest = newest_years(marts, scope, "academic_only") if estimate.period == LATEST else ""
    if newest:
        details.append(f"by year, still filling: {newest}")
    return Tile(value, label, "; ".join([*details, _dated(estimate, scope)]))


def _dated(estimate: Estimate, scope: Scope) -> str:
    """Cite the list, or the first and the last of several lists behind a pooled estimate."""
    first, *others = estimate.vintages or [str(scope.vintage)]
    if not others:
        return scope.citation
    publisher = scope.citation.partition(",")[0]
    return f"{publisher}, {count(estimate.n_lists or 0)} lists, {first} to {others[-1]}"
