"""Shares of works that count equally, or by a weight."""

from __future__ import annotations

from typing import NamedTuple, TypedDict

from dbt_project.functions.estimates.arrays import columns
from dbt_project.functions.estimates.intervals import effective_n, wilson, wilson_t
from dbt_project.functions.estimates.jackknife import changes_of_ratio, variance


class Share(NamedTuple):
    """A share, its bounds and its 95% interval; null without a work.

    ``degrees`` are the degrees of freedom of a t interval.
    """

    value: float | None
    bound_low: float | None
    bound_high: float | None
    ci_low: float | None
    ci_high: float | None
    effective_n: float
    degrees: float | None = None


def share_of_counts(k: float, n: float, n_unknown: float) -> Share:
    """Return the share of ``k`` in ``n`` works. The bounds put unknown works outside, or inside."""
    return share_of_weights(k, n, n, n_unknown)


def share_of_weights(k: float, weight: float, squares: float, n_unknown: float) -> Share:
    """Return the share of ``k`` in the sum of the weights of works, from that of their squares.

    Works of unequal weight give as much information as fewer works of equal weight: the square of
    their weight over the sum of the squared weights (Kish 1965, Survey sampling).
    """
    total = weight + n_unknown
    low, high = (k / total, (k + n_unknown) / total) if total else (None, None)
    if weight == 0:
        return Share(None, low, high, None, None, 0)
    share = k / weight
    effective_n = weight**2 / squares
    return Share(share, low, high, *wilson(share, effective_n), effective_n)


class WeighedWorks(TypedDict):
    """Works of one kind: the weight of each, the part of it that counts, and their number."""

    part: float
    weight: float
    works: int


class WeightedShare(NamedTuple):
    """A share of the weight of works, with its 95% interval."""

    value: float
    ci_low: float
    ci_high: float
    effective_n: float
    degrees: float


def weighted_share(kinds: list[WeighedWorks]) -> WeightedShare:
    """Return the share of the parts in the weight of works, of which few may have most.

    The variance is that of the jackknife over works. The effective n would give a share of equal
    works the same variance, and without variance it is that of Kish (1965, Survey sampling). The
    degrees of freedom are those of Kish's n (see ``wilson_t``).
    """
    part, weight, works = columns(kinds, "part", "weight", "works")
    total = float(works @ weight)
    n = float(works.sum())
    share = float(works @ part) / total
    kish_n = total**2 / float(works @ weight**2)
    changes = changes_of_ratio(part, weight, share, total)
    informs = effective_n(share, float(variance(works**0.5 * changes, n)), n, kish_n)
    degrees = max(kish_n - 1, 1.0)
    return WeightedShare(share, *wilson_t(share, informs, degrees, 0.975), informs, degrees)
