"""Shares of models, of which owners make several."""

from __future__ import annotations

from math import nan
from typing import NamedTuple

import numpy as np

from dbt_project.functions.estimates.intervals import effective_n, wilson, wilson_t
from dbt_project.functions.estimates.jackknife import (
    changes_of_ratio,
    effective_degrees,
    variance,
)


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

    The variance is that of the jackknife over owners. The effective n would give a share of
    independent models the same variance, and the degrees of freedom are those of the effective
    number of owners (Korn and Graubard 1998, see ``wilson_t``). A single owner shows no spread, so
    it counts as one model. The nominal interval treats models as independent.
    """
    n = sum(ns)
    k = sum(ks)
    n_unknown = sum(unknown)
    if n == 0:
        return ShareOfModels(n, k, n_unknown)
    share = k / n
    sizes = np.asarray(ns, float)
    changes = changes_of_ratio(np.asarray(ks, float), sizes, share, n)
    owners = len(ns) - ns.count(0)
    most = n if owners > 1 else 1
    informs = effective_n(share, float(variance(changes, owners)), most, most)
    degrees = effective_degrees(sizes)
    return ShareOfModels(
        n,
        k,
        n_unknown,
        share,
        k / (n + n_unknown),
        (k + n_unknown) / (n + n_unknown),
        *wilson_t(share, informs, degrees, 0.975),
        informs,
        degrees,
        *wilson(share, n),
    )
