"""Shares of models, of which owners make several."""

from __future__ import annotations

from math import nan
from typing import NamedTuple

import numpy as np

from dbt_project.functions.estimates.arrays import Floats
from dbt_project.functions.estimates.intervals import wilson, wilson_t


class ShareOfModels(NamedTuple):
    """A share with its bounds and intervals, which are NaN without a case."""

    n: int
    k: float
    n_unknown: int
    value: float = nan
    bound_low: float = nan
    bound_high: float = nan
    ci_low: float = nan
    ci_high: float = nan
    effective_n: float = nan
    degrees: float = nan
    nominal_low: float = nan
    nominal_high: float = nan


def share_by_owner(ns: list[int], ks: list[float], unknown: list[int]) -> ShareOfModels:
    """Return the share k / n of models whose owners make several models each.

    The lists have one entry for each owner: its models, those in the class, and those that may or
    may not be, which the bounds put outside or inside.

    The variance is that of the jackknife over owners (Wolter 2007, Introduction to variance
    estimation, chapter 4). The effective n would give a share of independent models the same
    variance, and the degrees of freedom are those of the effective number of owners (Korn and
    Graubard 1998, see ``wilson_t``). The nominal interval treats models as independent.
    """
    n = sum(ns)
    k = sum(ks)
    n_unknown = sum(unknown)
    if n == 0:
        return ShareOfModels(n, k, n_unknown)
    share = k / n
    effective_n, degrees = _information(share, np.asarray(ns, float), np.asarray(ks, float))
    return ShareOfModels(
        n,
        k,
        n_unknown,
        share,
        k / (n + n_unknown),
        (k + n_unknown) / (n + n_unknown),
        *wilson_t(share, effective_n, degrees, 0.975),
        effective_n,
        degrees,
        *wilson(share, n),
    )


def _information(share: float, ns: Floats, ks: Floats) -> tuple[float, float]:
    """Return the effective number of models, and the degrees of freedom of its variance."""
    total = ns.sum()
    owners = np.count_nonzero(ns)
    degrees = max(total**2 / (ns**2).sum() - 1, 1.0)
    if owners == 1:
        return 1.0, degrees
    changes = (ks - share * ns) / (total - ns)
    variance = (owners - 1) / owners * (changes**2).sum()
    is_mixed = 0 < share < 1 and variance > 0
    return min(total, share * (1 - share) / variance) if is_mixed else total, degrees
