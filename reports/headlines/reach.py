"""Answers about budgets of training compute: the models within each of them."""

from typing import Any

from reports.charts.figure import with_interval
from reports.headlines.sentences import interval, latest_estimate, source_note, whose
from reports.marts import reach
from reports.marts.metric_query import IS_YEAR
from reports.marts.reader import Estimate, Marts, Scope
from reports.text.formatting import count, percent_range, sentence_list

NAMES = {
    reach.NODE: "one node of 8 GPUs",
    reach.CLUSTER: "a university cluster of 384 GPUs",
    reach.NATIONAL: "a national resource of 5,000 GPUs",
}


def newest(marts: Marts, definition: str) -> tuple[Scope, Estimate] | None:
    """Return the estimate of the newest year that may be shown, over all teams."""
    scope = marts.scope(reach.METRIC, definition, IS_YEAR)
    found = latest_estimate(marts, scope)
    return None if scope is None or found is None or found.k is None else (scope, found)


def claim(marts: Marts) -> str:
    """State how many models of the newest year are within the smallest and the largest budget."""
    small, large = newest(marts, reach.NODE), newest(marts, reach.NATIONAL)
    if small is None or large is None:
        return ""
    scope, node = small
    return (
        f"A month on 8 GPUs could have trained {count(node.k or 0)} of {whose(scope)}"
        f"{count(node.n)} notable models of {node.period} with known compute "
        f"({interval(node)}), and a month on 5,000 GPUs {_k_of_n(large[1])}."
    )


def _k_of_n(estimate: Estimate) -> str:
    return f"{count(estimate.k or 0)} of {count(estimate.n)} ({interval(estimate)})"


def by_budget(marts: Marts) -> str:
    """State the share of each budget in the newest year, with its bounds."""
    found = {name: newest(marts, name) for name in NAMES}
    known = {name: pair for name, pair in found.items() if pair is not None}
    if not known:
        return ""
    scope, first = next(iter(known.values()))
    shares = [
        f"{with_interval(one)} with {NAMES[name]} (k of n: {count(one.k or 0)} of {count(one.n)}; "
        f"{percent_range(one.bound_low or 0, one.bound_high or 1)} if all models of unknown "
        "compute are outside or inside the budget)"
        for name, (_, one) in known.items()
    ]
    return (
        f"With the GPU of the year for a month, {sentence_list(shares)} of the notable models of "
        f"{first.period} with known compute are within the budget. "
        f"{source_note(marts, scope, 'models')}"
    )


def falls(marts: Marts) -> str:
    """State for each budget since when it has reached less than half of the models."""
    scope = reach.scope_of(marts)
    if scope is None or not marts.has("reachable_halves"):
        return ""
    halves = reach.falls_below_half(marts, scope)
    known = [id_ for id_ in NAMES if id_ in halves]
    for id_ in known:
        marts.state(halves[id_], "reachable_halves")
    parts = [f"{NAMES[id_]} {_fall(halves[id_])}" for id_ in known]
    if not parts:
        return ""
    return (
        "A budget covers less than half of a year's models with known compute: "
        f"{'; '.join(parts)}. Brackets show the range of years that the intervals allow."
    )


def _fall(row: dict[str, Any]) -> str:
    if row["state"] == "before_data":
        return f"in every year since {row['first_year']}"
    if row["state"] == "not_yet":
        return f"not yet in {row['last_year']}"
    low = f"{row['year_low']}" if row["year_low"] else f"before {row['first_year']}"
    high = f"{row['year_high']}" if row["year_high"] else f"after {row['last_year']}"
    return f"since {row['year']} ({low} to {high})"


def sponsors(marts: Marts) -> str:
    """State how often a company sponsored the compute of mixed and of academic-only models."""
    scope = reach.sponsor_scope(marts)
    if scope is None:
        return ""
    mixed, academic = (
        marts.estimate(scope, "all", team, sector="industry")
        for team in ("academia_industry", "academic_only")
    )
    if mixed is None or academic is None:
        return ""
    return (
        f"A company sponsored the compute of {_k_of_n(mixed)} of the mixed notable models whose "
        f"sponsor is named, and of {_k_of_n(academic)} of the academic-only ones. The sponsor is "
        f"unknown for {count(mixed.n_unknown)} and {count(academic.n_unknown)} more. "
        f"{source_note(marts, scope, 'models')}"
    )
