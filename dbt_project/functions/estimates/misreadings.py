"""Shares of works, corrected for strings that are classified wrongly."""

from __future__ import annotations

from typing import TypedDict

import numpy as np

from dbt_project.functions.estimates import resampling
from dbt_project.functions.estimates.arrays import Floats, Integers
from dbt_project.functions.estimates.intervals import Estimate
from dbt_project.functions.estimates.resampling import percentile_interval


class Confusion(TypedDict):
    """Counts of labelled strings, some of which truly name the class.

    Of ``positives``, which name the class, ``hits`` are classified so. Of ``negatives``, which do
    not, ``rejections`` are classified so. Of ``classified_unknown``, which the classifier says name
    no organisation, ``unknown`` truly name none.
    """

    hits: int
    positives: int
    rejections: int
    negatives: int
    unknown: int
    classified_unknown: int


class ReadWorks(TypedDict):
    """Works of one kind: their strings that are classified as the class, other ones, and number."""

    named: int
    unnamed: int
    works: int


def adjusted_share(
    kinds: list[ReadWorks], unknown_works: int, confusion: Confusion, seed: int
) -> Estimate:
    """Return the share of works of a class, corrected for misread strings.

    ``unknown_works`` of the works have only strings that are classified as naming no organisation.

    The estimate of Rogan and Gladen (1978), Estimating prevalence from the results of a screening
    test, corrects each string. If errors are independent between strings, the product over the
    strings of a work is unbiased for a work without the class. Works and error rates come from
    their posteriors under Jeffreys' priors, so the interval includes both uncertainties. The value
    is the median.
    """
    generator = np.random.default_rng(seed)
    sensitivity = _rate(confusion["hits"], confusion["positives"], generator)
    specificity = _rate(confusion["rejections"], confusion["negatives"], generator)
    truly_unknown = _rate(confusion["unknown"], confusion["classified_unknown"], generator)
    margin = sensitivity + specificity - 1
    # Half a work is added on either side, which is Jeffreys' prior for works of one string.
    named = np.array([*(kind["named"] for kind in kinds), 1, 0])
    unnamed = np.array([*(kind["unnamed"] for kind in kinds), 0, 1])
    works = [*(kind["works"] for kind in kinds), 0.5, 0.5]
    weights = generator.standard_gamma(works, (resampling.RESAMPLES, len(works)))
    # Whether no string of a work names the class, corrected in each draw.
    without = _powers((sensitivity - 1) / margin, named) * _powers(sensitivity / margin, unnamed)
    naming = 1 - (weights * without).sum(axis=1) / weights.sum(axis=1)
    nameless = _rate(unknown_works, sum(works) - 1, generator) * truly_unknown
    shares = np.clip(naming / (1 - nameless), 0, 1)
    return Estimate(float(np.median(shares)), *percentile_interval(shares))


def _rate(hits: float, cases: float, generator: np.random.Generator) -> Floats:
    """Draw from the posterior of a proportion under Jeffreys' prior."""
    return generator.beta(hits + 0.5, cases - hits + 0.5, resampling.RESAMPLES)


def _powers(corrections: Floats, exponents: Integers) -> Floats:
    """Return the correction of a string in each draw to the power of each number of strings."""
    powers = np.vander(corrections.tolist(), int(exponents.max()) + 1, increasing=True)
    return powers[:, exponents]
