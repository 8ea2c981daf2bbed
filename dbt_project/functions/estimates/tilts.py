"""How much larger the share of a class is in a topic than in all works."""

from __future__ import annotations

from typing import TypedDict

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import betaincinv, betaln

from dbt_project.functions.estimates.arrays import columns
from dbt_project.functions.estimates.intervals import Estimate

# Natural logarithms of prior strength: from a twentieth of a work to a million works.
STRENGTHS = (-3.0, 14.0)


class Topic(TypedDict):
    """A topic with ``k`` of its ``n`` works in the class."""

    k: float
    n: float


def prior_strength(topics: list[Topic], share: float) -> float:
    """Return the strength of a beta prior whose mean is a share, by maximum likelihood.

    The prior is Beta(share * m, (1 - share) * m), with m in works, and the works of topics are
    beta-binomial (Casella 1985, An introduction to empirical Bayes data analysis). If topics differ
    only by chance, the strength is the upper bound, exp(14).
    """
    k, n = columns(topics, "k", "n")

    def cost(log_strength: float) -> float:
        a, b = share * np.exp(log_strength), (1 - share) * np.exp(log_strength)
        return -float(np.sum(betaln(k + a, n - k + b) - betaln(a, b)))

    minimum = minimize_scalar(cost, bounds=STRENGTHS, method="bounded")
    return float(np.exp(minimum.x))


def tilt(k: float, n: float, share: float, strength: float) -> Estimate:
    """Return the log2 ratio of the share of a topic, ``k`` of ``n`` works, to that of all works.

    The mean and the interval are those of the posterior under the prior of ``prior_strength``,
    which shrinks the tilt towards zero.
    """
    a, b = strength * share + k, strength * (1 - share) + n - k
    posterior = np.array([a / (a + b), *betaincinv(a, b, [0.025, 0.975])])
    return Estimate(*map(float, np.log2(posterior / share)))
