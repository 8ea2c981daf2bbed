"""How far a list still fills the years that are over: a chain ladder by age in months (M18).

Mack (1993), Distribution-free calculation of the standard error of chain ladder reserve estimates,
has the development factors. Intervals come from hindcasts in place of his standard errors, because
a list has few years.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from math import ceil, exp, floor, isnan, log, nan
from typing import NamedTuple, TypedDict

import numpy as np

from dbt_project.functions.estimates.arrays import Floats

LAST_AGE = 36


class Count(TypedDict):
    """The models of a year on the list of a date."""

    vintage: date
    year: int
    n: int


class Settlement(NamedTuple):
    """The expected number of models of a year, on a later list or at the end of the third year.

    The target is a later list, or None. The numbers are NaN if no earlier year has two lists at
    this age.
    """

    vintage: date
    year: int
    age_months: int
    n: int
    target_vintage: date | None
    target_n: int | None
    expected: float
    low: float
    high: float


class _Month(NamedTuple):
    """The models of a year before and after a month of its age, known from two lists."""

    known_on: date
    age: int
    before: float
    after: float


class _Prediction(NamedTuple):
    """A count, the later one that it predicts, and the logarithm of the growth between them."""

    earlier: Count
    later: Count | None
    growth: float

    @property
    def spread(self) -> float:
        """Return a half-width in logarithms; two models more or less are always possible."""
        return abs(self.growth) + 2 / self.earlier["n"]

    @property
    def error(self) -> float:
        """Return the error in units of the spread; NaN for what cannot be checked."""
        n = nan if self.later is None else self.later["n"]
        return abs(log(n / self.earlier["n"]) - self.growth) / self.spread


def settlements(counts: list[Count]) -> list[Settlement]:
    """Return what the newest list is expected to become, and what each earlier one predicted of it.

    A prediction uses the lists up to its own date. The half-width of its interval is the 95%
    quantile of the errors of the predictions that could be checked then, or 1, in units of spread.
    """
    predictions = list(_predictions(counts))
    newest = max(count["vintage"] for count in counts)
    return [
        _settlement(prediction, _error_on(prediction.earlier["vintage"], predictions))
        for prediction in predictions
        if prediction.later is None
        or (prediction.later["vintage"] == newest and not isnan(prediction.growth))
    ]


def _settlement(prediction: _Prediction, error: float) -> Settlement:
    count, target, growth = prediction
    n, reach = count["n"], error * prediction.spread
    low = high = nan
    if not isnan(growth):
        # Lists remove few models, so the lower end is at most two models and their error below
        # no growth.
        low = floor(n * exp(max(growth - reach, min(growth, 0) - error * 2 / n)))
        high = ceil(n * exp(growth + reach))
    return Settlement(
        count["vintage"],
        count["year"],
        _age(count),
        n,
        None if target is None else target["vintage"],
        None if target is None else target["n"],
        n * exp(growth),
        low,
        high,
    )


def _predictions(counts: list[Count]) -> Iterator[_Prediction]:
    """Predict each year that is over and still fills for every later list, and for its last age."""
    months = list(_months(counts))
    newest = max(count["vintage"] for count in counts)
    for count in counts:
        age = _age(count)
        if date(count["year"], 12, 31) <= count["vintage"] and age < LAST_AGE:
            factors = _log_factors(months, count["vintage"])[age:]
            for later in counts:
                if later["year"] == count["year"] and later["vintage"] > count["vintage"]:
                    yield _Prediction(count, later, factors[: _age(later) - age].sum())
            if count["vintage"] == newest:
                yield _Prediction(count, None, factors.sum())


def _error_on(vintage: date, predictions: list[_Prediction]) -> float:
    """Return the 95% quantile of the errors that are known on a date, and 1 at least."""
    checked = (p for p in predictions if p.later is not None and p.later["vintage"] <= vintage)
    errors = [p.error for p in checked if not isnan(p.growth)]
    return max(float(np.quantile(errors, 0.95)), 1.0) if errors else 1.0


def _log_factors(months: list[_Month], vintage: date) -> Floats:
    """Return the logarithm of the growth in each month of age, from the lists up to a date."""
    before, after = np.zeros((2, LAST_AGE))
    for month in months:
        if month.known_on <= vintage:
            before[month.age] += month.before
            after[month.age] += month.after
    with np.errstate(invalid="ignore"):
        return np.log(after / before)


def _months(counts: list[Count]) -> Iterator[_Month]:
    """Yield the months between two lists, in which the logarithm of a count grows evenly."""
    for earlier, later in pairwise(sorted(counts, key=lambda c: (c["year"], c["vintage"]))):
        if earlier["year"] == later["year"]:
            n, age, next_age = earlier["n"], _age(earlier), _age(later)
            growth = log(later["n"] / n) / (next_age - age)
            for month in range(max(age, 0), min(next_age, LAST_AGE)):
                ends = (n * exp(growth * (end - age)) for end in (month, month + 1))
                yield _Month(later["vintage"], month, *ends)


def _age(count: Count) -> int:
    """Return the months from December of the year to the list."""
    return 12 * (count["vintage"].year - count["year"] - 1) + count["vintage"].month
