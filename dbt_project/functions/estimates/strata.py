"""Shares of works whose lists have known weights."""

from __future__ import annotations

from typing import TypedDict

from dbt_project.functions.estimates.arrays import columns
from dbt_project.functions.estimates.intervals import effective_n, wilson
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
