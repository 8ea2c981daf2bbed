"""Gaps between models of industry and of academia."""

from __future__ import annotations

from math import nan
from typing import NamedTuple, TypedDict

import numpy as np

from dbt_project.functions.estimates.arrays import Floats, Integers
from dbt_project.functions.estimates.resampling import percentile_interval, times_drawn

FEWEST_OWNERS = 3


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


class Needed(NamedTuple):
    """A statistic of models, as log10 FLOP with its 95% interval; the maximum has none."""

    statistic: str
    log10_flop: float
    ci_low: float
    ci_high: float


def needed_compute(models: list[Model], seed: int) -> list[Needed]:
    """Return the median and the maximum of log10 of the amounts.

    The interval of the median draws owners as ``team_gaps`` does. A bootstrap does not estimate the
    spread of a maximum (Davison and Hinkley 1997, section 2.6.1).
    """
    amounts, times = _amounts_and_times(models, np.random.default_rng(seed))
    medians = np.log10(_medians(amounts, times))
    return [
        Needed("median", float(medians[0]), *percentile_interval(medians[1:])),
        Needed("largest", float(np.log10(amounts[-1])), nan, nan),
    ]


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
