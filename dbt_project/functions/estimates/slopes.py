"""The slope of a share on the compute of topics, within topics."""

from __future__ import annotations

from math import nan
from typing import NamedTuple, TypedDict

import numpy as np

from dbt_project.functions.estimates.arrays import Floats, Integers, codes, columns

DRAWS = 1000
FEWEST_TOPICS = 6  # With fewer, not one of 32 flips of signs may be as clear as all.
# Slopes that the interval may end at, in standard errors around the estimate.
GRID = np.linspace(-8, 8, 321)


class TopicPeriod(TypedDict):
    """A topic in a period: log10 FLOP of its models, a share of its works, and their number."""

    topic: str
    period: str
    log10_flop: float
    share: float
    works: float


class Slope(NamedTuple):
    """The change of the share with each order of magnitude, and its 95% interval."""

    value: float = nan
    ci_low: float = nan
    ci_high: float = nan


def slope_within_topics(cells: list[TopicPeriod], seed: int) -> Slope:
    """Return how a share moves with compute, where each topic and each period has its own level.

    Least squares weighted by works. The interval has the slopes that a test does not reject, which
    flips the signs of what a topic's cells leave unexplained, all cells of a topic together (Canay,
    Romano and Shaikh 2017, Randomization tests under an approximate symmetry assumption). There is
    none for fewer than ``FEWEST_TOPICS`` topics in two periods.
    """
    x, y, weight = columns(cells, "log10_flop", "share", "works")
    topic, period = codes(cells, "topic"), codes(cells, "period")
    levels = np.column_stack([np.eye(topic.max() + 1)[topic], np.eye(period.max() + 1)[period]])
    rest_x, rest_y = (_rest(values, levels, weight) for values in (x, y))
    several = int((np.bincount(topic) > 1).sum())
    squares, products = (_sums(topic, weight * rest_x * one) for one in (rest_x, rest_y))
    if several < FEWEST_TOPICS or squares.sum() < 1e-9:
        return Slope()
    value = float(products.sum() / squares.sum())
    error = float(np.sqrt(((products - value * squares) ** 2).sum()) / squares.sum())
    slopes = value + GRID * error
    # A row for each slope: what each topic adds to the sum that the slope should make zero.
    parts = products - slopes[:, None] * squares
    signs = np.random.default_rng(seed).choice([-1.0, 1.0], (squares.size, DRAWS))
    is_rejected = np.abs(parts.sum(axis=1)) > np.quantile(np.abs(parts @ signs), 0.95, axis=1)
    kept = slopes[~is_rejected]
    return Slope(value, float(min(value, kept.min())), float(max(value, kept.max())))


def _rest(values: Floats, levels: Floats, weight: Floats) -> Floats:
    """Return what the levels leave unexplained of values, by weighted least squares."""
    root = np.sqrt(weight)
    effects = np.linalg.lstsq(levels * root[:, None], values * root)[0]
    return np.asarray(values - levels @ effects)


def _sums(topic: Integers, values: Floats) -> Floats:
    return np.bincount(topic, values)
