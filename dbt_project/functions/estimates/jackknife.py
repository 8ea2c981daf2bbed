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


def changes_of_coefficients(
    terms: list[Floats], ys: Floats, group: Integers, level: Integers | None = None
) -> tuple[Floats, Floats]:
    """Return the last coefficient of least squares of each of ``ys`` (D x N) on terms (N each).

    Its changes (G x D) follow. Each ``level`` (N) has its own constant; without levels, there is
    one. Groups and levels are numbered from 0. A coefficient that the rows do not determine is NaN.
    """
    columns, place = np.array([*terms, *ys]), np.zeros_like(group) if level is None else level
    groups, levels = group.max() + 1, place.max() + 1
    cell = place * groups + group

    def left(values: Floats) -> Floats:
        """Sum values (C x N) by level, of all rows and of those without each group."""
        cells = np.arange(len(values))[:, None] * levels * groups + cell
        flat = np.bincount(cells.ravel(), values.ravel(), len(values) * levels * groups)
        sums = flat.reshape(-1, levels, groups)
        whole = sums.sum(axis=2, keepdims=True)
        return np.concatenate([whole, whole - sums], axis=2)

    n = np.maximum(left(np.ones((1, len(group)))), 1)
    means = left(columns) / n
    rows = np.array(
        [
            (left(term * columns) - n * mean * means).sum(axis=1)
            for term, mean in zip(terms, means, strict=False)
        ]
    )
    # What the rows determine shows in the determinant, over the product of the whole diagonal.
    determinant, least = np.ones(rows.shape[2]), ALMOST_NONE
    for square in [float(one @ one) for one in terms]:
        determinant, least = determinant * rows[0, 0], least * square
        first = rows[0, 1:] / np.where(determinant > least, rows[0, 0], np.nan)
        rows = rows[1:, 1:] - rows[1:, :1] * first
    return first[:, 0], (first[:, 1:] - first[:, :1]).T
