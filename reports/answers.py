"""The answer to "how much of ML is still academic?", in sentences with their numbers.

Every number comes from ``marts.metrics``; a change over time is called one only where the two
intervals are apart.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reports.figure import fell, listed, with_interval
from reports.marts import MODELS, PAPERS, Estimate, Marts, Scope
from reports.wording import (
    count,
    in_period,
    number_range,
    percent,
    period_name,
    plain,
    sentence_list,
)

FIRST = "2010-2014"
MIDDLE = "2020-2022"
NEWEST = "2023-latest"
TEAM_SHARE = ("paper_team_share", "accepted")
DOUBLING = ("compute_doubling_months", "notable_compute_known")


@dataclass(frozen=True)
class Tile:
    """One number at the top of the page: large value, what it is, interval and base."""

    value: str
    label: str
    detail: str


def tiles(marts: Marts) -> list[Tile]:
    """Academic-only shares of models, first and newest, and of papers."""
    models, papers = marts.scope(*MODELS), marts.scope(*TEAM_SHARE)
    wanted = [
        (models, FIRST, "notable models"),
        (models, NEWEST, "notable models"),
        (papers, NEWEST, "papers"),
        (papers, "all", "papers"),
    ]
    found = [
        _tile(estimate, f"of {_possessive(scope)}{what}")
        for scope, period, what in wanted
        if (estimate := marts.estimate(scope, period, "academic_only")) is not None
    ]
    return found[:3]


def _possessive(scope: Scope | None) -> str:
    return "the sample's " if scope is not None and scope.is_sample else ""


def _tile(estimate: Estimate, what: str) -> Tile:
    label = f"{what} {in_period(estimate.period)} came from academic-only teams"
    low_high = with_interval(estimate).partition(" ")[2].strip("()")
    return Tile(percent(estimate.value), label, f"{_base(estimate)}; 95% interval {low_high}")


def sentences(marts: Marts) -> list[str]:
    """Write the answer, one paragraph per kind of evidence; what is not known is left out."""
    parts: Sequence[Callable[[Marts], str]] = (_models, _industry, _compute, _papers)
    return [text for part in parts if (text := part(marts))]


def on_the_list(marts: Marts, scope: Scope, entity: str) -> str:
    """Name the list and its date, or the sample and its size, at the start of a sentence."""
    if scope.is_sample:
        size = count(listed(marts, entity))
        return f"In the embedded sample of {size} landmark {entity}, chosen by hand"
    lists = "list" if entity == "models" else "lists"
    return f"On the {lists} of {plain(scope.publisher)} as of {scope.vintage:%Y-%m-%d}"


def _models(marts: Marts) -> str:
    scope = marts.scope(*MODELS)
    found = _shares(marts, scope, "academic_only", (MIDDLE, FIRST, NEWEST))
    if scope is None or not found:
        return ""
    lead, *others = found
    text = (
        f"{on_the_list(marts, scope, 'models')}, {with_interval(lead, 1)} of notable models with "
        f"known training compute {_from(lead.period)} were academic-only, {_base(lead)}"
    )
    verdict = "" if scope.is_sample else _verdict(marts, scope)
    return f"{_continued(text, others)}. {verdict}".strip()


def _continued(text: str, others: Sequence[Estimate]) -> str:
    further = [f"{in_period(e.period)}, {with_interval(e, 1)}, {_base(e)}" for e in others]
    return "; ".join([text, *further])


def _verdict(marts: Marts, scope: Scope) -> str:
    """Say whether the first and the newest period differ by more than their intervals."""
    found = _shares(marts, scope, "academic_only", (FIRST, MIDDLE, NEWEST))
    if len(found) < 2:
        return ""
    before, after = found[0], found[-1]
    names = f"{period_name(before.period)} and {period_name(after.period)}"
    if fell(before, after) or fell(after, before):
        change = "fell" if fell(before, after) else "rose"
        return f"The intervals for {names} do not overlap: the share {change}."
    return f"The intervals for {names} overlap: no change can be claimed."


def _industry(marts: Marts) -> str:
    scope = marts.scope(*MODELS)
    found = _shares(marts, scope, "industry_only", (FIRST, MIDDLE, NEWEST))
    shares = [f"{with_interval(e, 1)} {in_period(e.period)} ({_base(e)})" for e in found]
    if scope is None or not shares:
        return ""
    whose = f"{_possessive(scope)}notable models with known compute"
    return f"Of {whose}, industry-only teams trained {sentence_list(shares)}."


def _compute(marts: Marts) -> str:
    scope = marts.scope(*DOUBLING)
    teams = (("academic_only", "academic-only"), ("industry_only", "industry-only"))
    speeds = [
        f"{e.value:.1f} months in {name} teams ({number_range(e.ci_low, e.ci_high)}, "
        f"n {count(e.n)})"
        for team_class, name in teams
        if (e := marts.estimate(scope, "all", team_class)) is not None
    ]
    if not speeds:
        return ""
    whose = f"{_possessive(scope)}notable models"
    return f"Since 2010 the training compute of {whose} doubled every {sentence_list(speeds)}."


def _papers(marts: Marts) -> str:
    teams, industry = marts.scope(*TEAM_SHARE), marts.scope(*PAPERS)
    found = _shares(marts, teams, "academic_only", (NEWEST, "all"))
    if teams is None or not found:
        return ""
    academic = found[0]
    text = (
        f"{on_the_list(marts, teams, 'papers')}, {with_interval(academic, 1)} of accepted papers "
        f"with a known affiliation {_from(academic.period)} were academic-only, {_base(academic)}"
    )
    mixed = marts.estimate(industry, academic.period)
    if mixed is not None:
        text += f"; {with_interval(mixed, 1)} had at least one industry author"
    return f"{text}. Papers of these years without a known sector: {count(academic.n_unknown)}."


def _shares(
    marts: Marts, scope: Scope | None, team_class: str, periods: Sequence[str]
) -> list[Estimate]:
    """Estimates of the periods that can be shown, in the order given."""
    found = (marts.estimate(scope, period, team_class) for period in periods)
    return [estimate for estimate in found if estimate is not None]


def _base(estimate: Estimate) -> str:
    return f"{count(estimate.k or 0)} of {count(estimate.n)}"


def _from(period: str) -> str:
    """Write a period after the noun it belongs to."""
    return in_period(period).replace("in ", "from ", 1).replace("over all years", "of all years")
