"""Shares of works whose lists have known weights, and their differences."""

from __future__ import annotations

from typing import TypedDict

from dbt_project.functions.estimates.arrays import columns
from dbt_project.functions.estimates.intervals import effective_n, wilson, wilson_t
from dbt_project.functions.estimates.jackknife import (
    changes_of_ratio,
    effective_degrees,
    reach,
    variance,
)
from dbt_project.functions.estimates.works import Share


class Stratum(TypedDict):
    """A list of works: the works that it stands for, the ``n`` read, and ``k`` in the class."""

    weight: float
    n: float
    k: float


def share_of_strata(strata: list[Stratum]) -> Share:
    """Return the share of works that each list of one work or more stands for by its weight.

    The variance is that of independent works in each list (Cochran 1977, Sampling techniques,
    chapter 5), whose share is drawn to that of all lists by the weight of one work, because a list
    without a case is not without variance. The effective n would give a share of equal works the
    same variance, and is at most the works read. There are no bounds.
    """
    weight, n, k = columns(strata, "weight", "n", "k")
    part = weight / weight.sum()
    share = float(part @ (k / n))
    near = (k + share) / (n + 1)
    variance = float((part**2 * near * (1 - near) / n).sum())
    informs = effective_n(share, variance, float(n.sum()), 1 / float((part**2 / n).sum()))
    return Share(share, None, None, *wilson(share, informs), informs)


class Cases(TypedDict):
    """The cases of a group, such as a venue: their ``weight``, the ``part`` in the class, and n."""

    weight: float
    part: float
    n: float


def share_by_group(groups: list[Cases]) -> Share:
    """Return the share of the parts in the weight of cases, for groups that differ.

    The variance is that of the jackknife over groups, and the degrees of freedom are those of their
    effective number (see ``wilson_t``). The effective n would give a share of equal cases the same
    variance. There are no bounds.
    """
    weight, part, n = columns(groups, "weight", "part", "n")
    share = float(part.sum() / weight.sum())
    changes = changes_of_ratio(part, weight, share, float(weight.sum()))
    most = float(n.sum()) if len(groups) > 1 else 1.0
    informs = effective_n(share, float(variance(changes, len(groups))), most, most)
    degrees = effective_degrees(weight)
    return Share(share, None, None, *wilson_t(share, informs, degrees, 0.975), informs, degrees)


class VenuePeriods(TypedDict):
    """The works of a venue in a period and in the base period, and the parts in the class.

    Where each venue has a weight, it stands in place of the works.
    """

    n: float
    k: float
    base_n: float
    base_k: float


def reach_by_venue(venues: list[VenuePeriods]) -> float:
    """Return half of the 95% interval of a share minus that of a base period.

    Editions vary by more than their works do, and a period has other venues than the base has. So
    the t interval is that of the jackknife over venues, each with all its editions in both. There
    must be two venues or more, and works in both periods.
    """
    n, k, base_n, base_k = columns(venues, "n", "k", "base_n", "base_k")
    now, base = (
        changes_of_ratio(cases, works, float(cases.sum() / works.sum()), float(works.sum()))
        for works, cases in ((n, k), (base_n, base_k))
    )
    return float(reach(now - base, effective_degrees(n + base_n)))
