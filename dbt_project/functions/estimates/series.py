"""Changes in a series of shares, and its turn."""

from __future__ import annotations

from math import sqrt
from typing import TypedDict

import numpy as np
from scipy.special import ndtr, ndtri
from scipy.stats import false_discovery_control

from dbt_project.functions.estimates.arrays import Floats, columns
from dbt_project.functions.estimates.intervals import NORMAL_975, Estimate
from dbt_project.functions.estimates.jackknife import changes_of_ratio
from dbt_project.functions.estimates.shares import share_by_owner


class OwnerPeriods(TypedDict):
    """The models of an owner in a period and in the base period, ``k`` of ``n`` in the class."""

    n: int
    k: float
    base_n: int
    base_k: float


def difference_of_shares(owners: list[OwnerPeriods]) -> Estimate | None:
    """Return the share of a period minus that of a base period; None if one has no model.

    The interval is that of ``difference_of_estimates``. Owners that are in both periods move both
    shares, whose correlation is that of their changes in the jackknife over owners.
    """
    n, k, base_n, base_k = columns(owners, "n", "k", "base_n", "base_k")
    if not n.sum() or not base_n.sum():
        return None
    nothing = [0] * len(owners)
    share, base = (
        share_by_owner(models.astype(int).tolist(), cases.tolist(), nothing)
        for models, cases in ((n, k), (base_n, base_k))
    )
    same = _correlation(
        changes_of_ratio(k, n, share.value, n.sum()),
        changes_of_ratio(base_k, base_n, base.value, base_n.sum()),
    )
    return difference_of_estimates(
        share.value, share.ci_low, share.ci_high, base.value, base.ci_low, base.ci_high, same
    )


def difference_of_estimates(
    value: float,
    ci_low: float,
    ci_high: float,
    base_value: float,
    base_low: float,
    base_high: float,
    same: float,
) -> Estimate:
    """Return an estimate minus another, such as that of a base period, with its 95% interval.

    This is the one difference of two estimates, which marts and claims call too. All are in one
    unit, with 95% intervals, and ``same`` is their correlation. It is 0 for independent estimates,
    whose interval is that of Newcombe (1998, Interval estimation for the difference between
    independent proportions, method 10), and wider than it need be where both share owners or
    labels. The correlation enters as in Zou and Donner (2008, Construction of confidence limits
    about effect measures). An estimate without an interval has no difference in SQL.
    """
    change = value - base_value
    down = _reach(value - ci_low, base_high - base_value, same)
    up = _reach(ci_high - value, base_value - base_low, same)
    return Estimate(change, change - down, change + up)


class Difference(TypedDict):
    """A difference with its 95% interval."""

    value: float
    ci_low: float
    ci_high: float


def false_discovery_rates(differences: list[Difference]) -> list[float]:
    """Return the rate of false calls if each difference as clear as one, or clearer, is called.

    Benjamini and Hochberg (1995), Controlling the false discovery rate. The p value of a difference
    is that of a normal distribution with the distance from its value to the end of its 95% interval
    that is nearer to zero.
    """
    value, low, high = columns(differences, "value", "ci_low", "ci_high")
    half = np.maximum(np.where(value > 0, value - low, high - value), np.finfo(float).tiny)
    p = 2 * ndtr(-NORMAL_975 * np.abs(value) / half)
    return false_discovery_control(p).tolist()  # type: ignore[no-any-return]


def _correlation(first: Floats, second: Floats) -> float:
    lengths = sqrt(float(first @ first) * float(second @ second))
    return float(first @ second) / lengths if lengths else 0.0


def _reach(one: float, other: float, same: float) -> float:
    return sqrt(max(one**2 + other**2 - 2 * same * one * other, 0.0))


def turn(since_first: list[float], since_last: list[float]) -> int | None:
    """Return the place of the inner year at which a series turns; None if no test supports one.

    Each inner year comes with its share minus that of the first and of the last year, in standard
    errors. The turn is the year with the clearest difference, of one sign, from both. Each inner
    year could be a low or a high, so the level of 95% holds for all of them together (Bonferroni),
    and both differences must pass.
    """
    if not since_first:
        return None
    z = np.array([since_first, since_last])
    # The lesser of the two differences; 0 if their signs differ.
    clear = np.where(z[0] * z[1] > 0, np.abs(z).min(axis=0), 0)
    place = int(clear.argmax())
    is_clear = clear[place] > ndtri(1 - 0.05 / (2 * len(clear)))
    return place if is_clear else None
