"""Gaps between models of industry and of academia."""

from __future__ import annotations

from math import nan
from statistics import NormalDist
from typing import NamedTuple, TypedDict

import numpy as np

from dbt_project.functions.estimates.arrays import Floats, Integers, codes, columns
from dbt_project.functions.estimates.jackknife import (
    changes_of_coefficients,
    effective_degrees,
    reach,
)
from dbt_project.functions.estimates.resampling import (
    percentile_interval,
    resampled_medians,
    times_drawn,
)

FEWEST_OWNERS = 3
Z50 = NormalDist().inv_cdf(0.75)  # half of the values lie within


class Model(TypedDict):
    """The amount of a model, such as its FLOP, and its owner."""

    amount: float
    owner: str


class Gap(NamedTuple):
    """A statistic of both teams, and log10 of its ratio with an interval."""

    statistic: str
    industry_only: float
    academic_only: float
    value: float
    ci_low: float
    ci_high: float


def team_gaps(industry_only: list[Model], academic_only: list[Model], seed: int) -> list[Gap]:
    """Return the gap of the medians and the gap of the maxima.

    The interval is a 95% percentile interval. A resample draws owners with all their models, as
    many on each side as the list has: the cluster bootstrap of Davison and Hinkley (1997, Bootstrap
    methods and their application, section 3.8).
    """
    generator = np.random.default_rng(seed)
    sides = [_amounts_and_times(models, generator) for models in (industry_only, academic_only)]
    return [
        _gap("median", *(_medians(*side) for side in sides)),
        _gap("max", *(_maxima(*side) for side in sides)),
    ]


class DatedModel(TypedDict):
    """The date of a model in years, log10 of its FLOP, its team (0 is academic) and its owner.

    ``domain`` is its main domain.
    """

    date: float
    log10_flop: float
    is_industry: bool
    owner: str
    domain: str


class PooledGap(NamedTuple):
    """log10 of a ratio with its 95% interval, and the degrees of freedom of that."""

    value: float = nan
    ci_low: float = nan
    ci_high: float = nan
    degrees: float = nan


def pooled_gap(models: list[DatedModel]) -> PooledGap:
    """Return how far industry models are above academic ones of the same date.

    It is the coefficient of the team in least squares of log10 FLOP on the date and the team, so
    both teams have one trend. The t interval is that of the jackknife over owners. There is no gap
    without two dates and both teams, and no interval if one owner is needed for them.
    """
    date, y, team = columns(models, "date", "log10_flop", "is_industry")
    return gap_of_sides(date, y, team, codes(models, "owner"))


def gap_at(models: list[DatedModel], at: float) -> PooledGap:
    """Return how far industry models are above academic ones of the same domain at a date.

    The least squares of ``pooled_gap`` also have a level for each main domain, and the product of
    the team and the date, from ``at``: each side has its own trend.
    """
    date, y, team = columns(models, "date", "log10_flop", "is_industry")
    return gap_of_sides(date, y, team, codes(models, "owner"), codes(models, "domain"), at)


def gap_with_owner_effects(models: list[DatedModel], at: float) -> PooledGap:
    """Return ``gap_at`` where each owner has a level of its own, drawn from a normal distribution.

    A linear mixed model by restricted maximum likelihood (statsmodels). Owners with many models
    count for less than in least squares. The interval is that of a normal distribution, and has no
    degrees of freedom.
    """
    from pandas import get_dummies
    from statsmodels.regression.mixed_linear_model import MixedLM

    date, y, team = columns(models, "date", "log10_flop", "is_industry")
    domains = get_dummies(codes(models, "domain"), drop_first=True).to_numpy(float)
    design = np.column_stack([team, np.ones_like(date), date - at, team * (date - at), domains])
    fit = MixedLM(y, design, groups=codes(models, "owner")).fit()
    low, high = fit.conf_int()[0]
    return PooledGap(float(fit.params[0]), float(low), float(high))


def gap_of_sides(
    date: Floats,
    y: Floats,
    team: Floats,
    owner: Integers,
    domain: Integers | None = None,
    at: float | None = None,
) -> PooledGap:
    """Return ``pooled_gap`` of columns, or ``gap_at`` a date with a level for each domain.

    Owners and domains are numbered from 0.
    """
    return gaps_of_draws(date, y[None], team, owner, domain, at)[0]


def gaps_of_draws(
    date: Floats,
    ys: Floats,
    team: Floats,
    owner: Integers,
    domain: Integers | None = None,
    at: float | None = None,
) -> list[PooledGap]:
    """Return ``gap_of_sides`` of each of several draws of log10 FLOP (D x N)."""
    terms = [date - date.mean()] + ([] if at is None else [team * (date - at)])
    values, changes = changes_of_coefficients([*terms, team], ys, owner, domain)
    if np.isnan(changes).any():
        return [PooledGap(value) for value in values.tolist()]
    degrees = effective_degrees(np.bincount(owner))
    ends = zip(values.tolist(), reach(changes, degrees).tolist(), strict=True)
    return [PooledGap(value, value - half, value + half, degrees) for value, half in ends]


class Budget(TypedDict):
    """A budget of compute: log10 FLOP of each award, or of the one machine.

    ``utilization`` has the lower quartile, the median and the upper quartile of the share of the
    peak that training reaches; the sizes are at the median. All three are equal where it is exact.
    """

    budget: str
    sizes: list[float]
    utilization: list[float]


class Needed(NamedTuple):
    """log10 of a statistic of models over a budget, with its 95% interval; the maximum has none."""

    budget: str
    statistic: str
    value: float
    ci_low: float
    ci_high: float


def needed_compute(models: list[Model], budgets: list[Budget], seed: int) -> list[Needed]:
    """Return the median and the maximum of the amounts over the median size of each budget.

    The interval of the median is joint: each draw has owners of models as ``team_gaps`` draws them,
    sizes with replacement, and a utilisation from the split log-normal distribution with the
    quartiles. A bootstrap does not estimate the spread of a maximum (Davison and Hinkley 1997,
    section 2.6.1).
    """
    generator = np.random.default_rng(seed)
    amounts, times = _amounts_and_times(models, generator)
    medians = np.log10(_medians(amounts, times))
    largest = float(np.log10(amounts[-1]))
    needs = []
    for budget in budgets:
        sizes = np.asarray(budget["sizes"])
        middle = float(np.median(sizes))
        draws = medians[1:] - resampled_medians(sizes, generator)
        draws -= _deviations(budget["utilization"], len(draws), generator)
        value = float(medians[0]) - middle
        needs += [
            Needed(budget["budget"], "median", value, *percentile_interval(draws)),
            Needed(budget["budget"], "largest", largest - middle, nan, nan),
        ]
    return needs


def _deviations(quartiles: list[float], number: int, generator: np.random.Generator) -> Floats:
    """Draw log10 of a value over its median: normal, with a deviation for each side of it."""
    low, middle, high = np.log10(quartiles)
    z = generator.standard_normal(number)
    return np.asarray(z / Z50 * np.where(z < 0, middle - low, high - middle))


def _gap(statistic: str, industry_only: Floats, academic_only: Floats) -> Gap:
    """Return the gap of a statistic of the list, in the first row, and of its resamples."""
    ratios = np.log10(industry_only / academic_only)
    low, high = percentile_interval(ratios[1:])
    values = float(industry_only[0]), float(academic_only[0]), float(ratios[0])
    return Gap(statistic, *values, low, high)


def _amounts_and_times(
    models: list[Model], generator: np.random.Generator
) -> tuple[Floats, Integers]:
    """Return ascending amounts, and how often the list and each resample have them, one a row.

    The spread of fewer than three owners is unknown, so their models are drawn one by one.
    """
    models = sorted(models, key=lambda model: model["amount"])
    names, owner = np.unique([model["owner"] for model in models], return_inverse=True)
    if len(names) < FEWEST_OWNERS:
        owner = np.arange(len(models))
    draws = times_drawn(int(owner.max()) + 1, generator)[:, owner]
    amounts = np.array([model["amount"] for model in models])
    return amounts, np.concatenate([np.ones_like(draws[:1]), draws])


def _medians(amounts: Floats, times: Integers) -> Floats:
    ranks = times.cumsum(axis=1)
    last = ranks[:, -1:]
    middles = [(ranks > place).argmax(axis=1) for place in ((last - 1) // 2, last // 2)]
    return np.asarray(amounts[np.stack(middles)].mean(axis=0))


def _maxima(amounts: Floats, times: Integers) -> Floats:
    return np.asarray(amounts[len(amounts) - 1 - (times[:, ::-1] > 0).argmax(axis=1)])
