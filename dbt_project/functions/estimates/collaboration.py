"""How often authors of two sectors write together."""

from __future__ import annotations

from math import inf, log, sqrt
from typing import NamedTuple, TypedDict

from dbt_project.functions.estimates.arrays import columns
from dbt_project.functions.estimates.intervals import student_t_quantile


class Teams(TypedDict):
    """Teams of one kind: their authors, of which some are academic, and the number of teams."""

    authors: float
    academic: float
    works: float


class Collaboration(NamedTuple):
    """Mixed teams over those that chance would give, with the 95% interval."""

    observed: int
    expected: float
    value: float
    ci_low: float
    ci_high: float


def collaboration(teams: list[Teams]) -> Collaboration:
    """Return the mixed teams over those expected if authors mixed at random (M16).

    A team of k authors is expected to be mixed with probability 1 - p^k - (1 - p)^k, where p is the
    academic share of all authors. The variance is linearised: the influence of a team on the ratio
    includes its influence on p (Wolter 2007, Introduction to variance estimation, chapter 6). The
    t interval is computed on the square-root scale, so that its ends stay above zero. Without a
    mixed team, its upper end is the exact one for a count of zero (Garwood 1936).
    """
    authors, academic, works = columns(teams, "authors", "academic", "works")
    n, slots = float(works.sum()), float(works @ authors)
    p = float(works @ academic) / slots
    is_mixed = (academic > 0) & (academic < authors)
    chance = 1 - p**authors - (1 - p) ** authors
    slope = authors * ((1 - p) ** (authors - 1) - p ** (authors - 1))
    observed, expected = int(works @ is_mixed), float(works @ chance)
    if observed == 0:
        return Collaboration(0, expected, 0, 0, -log(0.025) / expected if expected else inf)
    ratio = observed / expected
    influence = is_mixed - ratio * (chance + works @ slope * (academic - p * authors) / slots)
    variance = n / max(n - 1, 1) * float(works @ influence**2) / expected**2
    root = sqrt(ratio)
    reach = student_t_quantile(0.975, n - 1) * sqrt(variance) / (2 * root)
    return Collaboration(observed, expected, ratio, max(root - reach, 0) ** 2, (root + reach) ** 2)
