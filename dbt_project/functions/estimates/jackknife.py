"""The jackknife that leaves out one group at a time, such as an owner with all its models.

Source: Wolter (2007), Introduction to variance estimation, chapter 4. The changes of G groups are
the estimates without each of them, minus the estimate from all, in its unit.
"""

from __future__ import annotations

import numpy as np

from dbt_project.functions.estimates.arrays import Floats, Integers
from dbt_project.functions.estimates.intervals import student_t_quantile

# A share of the product of sums of squares below this is rounding.
ALMOST_NONE = 1e-12


def variance(changes: Floats, groups: float) -> Floats:
    """Return the variance of an estimate from its changes (G, or G x estimates).

    The change of m groups that are alike counts m times if it is multiplied by the root of m.
    """
    return np.asarray((1 - 1 / groups) * (changes**2).sum(axis=0))


def reach(changes: Floats, degrees: float) -> Floats:
    """Return half of the 95% t interval of an estimate, in its unit."""
    return np.asarray(student_t_quantile(0.975, degrees) * np.sqrt(variance(changes, len(changes))))


def effective_degrees(sizes: Floats | Integers) -> float:
    """Return the degrees of freedom: the effective number of groups minus one, and at least one.

    Groups of unequal sizes (G), in models or works, are as many as equal ones would be (Kish 1965,
    Survey sampling).
    """
    return max(float(sizes.sum() ** 2 / (sizes @ sizes)) - 1, 1.0)


def changes_of_ratio(parts: Floats, wholes: Floats, ratio: float, total: float) -> Floats:
    """Return the changes of a ratio of sums, from the part and the whole of each group (G).

    A group that has all of the total leaves no ratio, and changes nothing.
    """
    left = total - wholes
    left[left <= 0] = np.inf
    return (ratio * wholes - parts) / left


def changes_of_coefficient(
    terms: list[Floats], y: Floats, group: Integers, level: Integers | None = None
) -> tuple[float, Floats]:
    """Return the last coefficient of least squares of ``y`` (N) on terms (N each), and its changes.

    Each ``level`` (N) has its own constant; without levels, there is one. Groups and levels are
    numbered from 0. A coefficient that the rows do not determine is NaN.
    """
    columns, place = [*terms, y], np.zeros_like(group) if level is None else level
    groups, levels = group.max() + 1, place.max() + 1
    cell = place * groups + group

    def left(values: Floats | None) -> Floats:
        """Sum values by level, of all rows and of those without each group."""
        sums = np.bincount(cell, values, levels * groups).reshape(levels, groups)
        whole = sums.sum(axis=1, keepdims=True)
        return np.concatenate([whole, whole - sums], axis=1)

    n = np.maximum(left(None), 1)
    means = [left(one) / n for one in columns]
    rows = np.array(
        [
            [
                (left(one * other) - n * mean * of_other).sum(axis=0)
                for other, of_other in zip(columns, means, strict=True)
            ]
            for one, mean in zip(terms, means, strict=False)
        ]
    )
    # What the rows determine shows in the determinant, over the product of the whole diagonal.
    determinant, least = np.ones(rows.shape[2]), ALMOST_NONE
    for square in [float(one @ one) for one in terms]:
        determinant, least = determinant * rows[0, 0], least * square
        first = rows[0, 1:] / np.where(determinant > least, rows[0, 0], np.nan)
        rows = rows[1:, 1:] - rows[1:, :1] * first
    return float(first[0, 0]), first[0, 1:] - first[0, 0]
