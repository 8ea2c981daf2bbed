"""Gaps of a share between the works of compute-intensive topics and other works."""

from __future__ import annotations

from typing import NamedTuple, TypedDict

import numpy as np
from scipy.special import stdtrit
from threadpoolctl import threadpool_limits

from dbt_project.functions.estimates.arrays import Floats, codes, columns

# A sum of parts of works below this is none, up to rounding.
LEAST = 1e-6
# Chance moves the share of so many works as much as a difference of 5 points of a list or a topic.
HALF = 100


class TopicWorks(TypedDict):
    """Works of a list, a topic and a side, with ``k`` of ``n`` in the class.

    A list is a venue in a year, and ``period`` has that year. Periods sort by their names. A work
    of m topics counts 1/m in each, and 1/m^2 in ``squares``.
    """

    list: str
    venue: str
    period: str
    topic: str
    is_intensive: bool
    k: float
    n: float
    squares: float


class Gap(NamedTuple):
    """The gap of a period (share_gap), or its change since the first one, with a 95% interval."""

    period: str
    unit: str
    value: float
    ci_low: float
    ci_high: float


class _Moment(NamedTuple):
    """A variance between lists or topics of any size, and the variance of its estimate."""

    value: float
    error: float


class _Lists(NamedTuple):
    """Works and cases by side, list and topic; indicators of venue and period by list."""

    n: Floats
    k: Floats
    squares: Floats
    venue: Floats
    period: Floats


def intensity_gaps(cells: list[TopicWorks], strata: str, are_topics_sampled: bool) -> list[Gap]:
    """Return the share of intensive works minus that of the others in each period (M24).

    Sides are compared inside ``strata``, a column of the cells: ``period``, or ``list`` for gaps
    with venues held fixed, by weighted least squares on venue and period.

    The t interval has the variance of crossed random effects: of works, lists, the two sides of a
    list, and topics if they are a sample. Lists share their variances and topics theirs, which are
    estimated by moments (Searle, Casella and McCulloch 1992, Variance components, chapter 5). The
    degrees of freedom are those of Satterthwaite (1946). A gap that one topic decides is left out.
    """
    lists = _lists(cells)
    stratum = lists.period if strata == "period" else np.eye(len(lists.period))
    # Threads of linear algebra stall on shared processors.
    with threadpool_limits(1), np.errstate(all="ignore"):
        n, k = (sums.sum(axis=2) @ stratum for sums in (lists.n, lists.k))
        rows = _rows(n, *(_first(column, stratum) for column in (lists.period, lists.venue)))
        shares = np.where(n > LEAST, k / n, 0)
        of_work = np.where(n > LEAST, rows[:, None] * [[-1], [1]] / n, 0) @ stratum.T
        gaps = rows @ (shares[1] - shares[0])
        reach = _reach(lists, of_work, strata == "list", are_topics_sampled)
    names = sorted({cell["period"] for cell in cells})
    keys = [(name, unit) for unit in ("share_gap", "share_gap_change") for name in names]
    result = np.stack([gaps, gaps - reach, gaps + reach], axis=1).tolist()
    return [Gap(*key, *row) for key, row in zip(keys, result, strict=True) if not np.isnan(row[2])]


def _lists(cells: list[TopicWorks]) -> _Lists:
    listed, venue, period, topic = (
        codes(cells, name) for name in ("list", "venue", "period", "topic")
    )
    side, k, n, squares = columns(cells, "is_intensive", "k", "n", "squares")
    place = (side.astype(int), listed, topic)
    sums = np.zeros((3, 2, listed.max() + 1, topic.max() + 1))
    for total, values in zip(sums, (n, k, squares), strict=True):
        np.add.at(total, place, values)
    _, first = np.unique(listed, return_index=True)
    return _Lists(*sums, *(np.eye(of.max() + 1)[of[first]] for of in (venue, period)))


def _first(column: Floats, stratum: Floats) -> Floats:
    """Return the indicators of a column by stratum; a stratum of many venues has no venue."""
    inside = stratum.T @ column > 0
    return np.where(inside.sum(axis=1, keepdims=True) == 1, inside, 0.0)


def _rows(works: Floats, periods: Floats, venues: Floats) -> Floats:
    """Return the weight of each stratum in the gap of each period, and in its change.

    ``works`` has the other side in the first row and a column for each stratum.
    """
    weights = np.where(works.min(axis=0) > LEAST, works.prod(axis=0) / works.sum(axis=0), 0)
    design = np.hstack([periods, venues])
    mean = np.tile(weights @ venues / weights.sum(), (periods.shape[1], 1))
    weighted = design.T * weights
    inverse = np.linalg.pinv(weighted @ design, hermitian=True)
    levels = np.hstack([np.eye(periods.shape[1]), mean]) @ inverse @ weighted
    levels[weights @ periods == 0] = np.nan
    return np.vstack([levels, levels - levels[:1]])


def _reach(lists: _Lists, of_work: Floats, is_fixed: bool, are_topics_sampled: bool) -> Floats:
    """Return half of the t interval of each gap.

    ``of_work`` has the weight of a work in each gap, by gap, side and list.
    """
    n, k = lists.n.sum(axis=2), lists.k.sum(axis=2)
    size, of_side = n.sum(axis=0), of_work * n
    share = (k @ lists.period / (n @ lists.period)) @ lists.period.T
    noise = np.where(n > LEAST, share * (1 - share) / n, 0)
    design = np.hstack([lists.period, lists.venue]) if is_fixed else lists.period
    other, intensive = k / n
    sides = _moment(intensive - other, noise.sum(axis=0), n.prod(axis=0) / size, design)
    level = (k - n * share).sum(axis=0) / size
    whole = _moment(level, (noise * n**2).sum(axis=0) / size**2, size, lists.period)
    parts = [
        ((of_side**2).sum(axis=(1, 2)) / 2, sides),
        ((of_side.sum(axis=1) ** 2).sum(axis=1), whole),
    ]
    if are_topics_sampled:
        parts.append(_of_topics(lists, of_work))
    total, error = (of_side**2 * noise).sum(axis=(1, 2)), np.zeros(len(of_work))
    for weight, moment in parts:
        total, error = total + weight * moment.value, error + weight**2 * moment.error
    return np.asarray(stdtrit(2 * total**2 / error, 0.975) * np.sqrt(total))


def _moment(values: Floats, noise: Floats, works: Floats, design: Floats) -> _Moment:
    """Return the variance of values around a design beyond their noise, by list."""
    known = works > LEAST
    values, noise, works, design = (of[known] for of in (values, noise, works, design))
    weights = works / (works + HALF)
    weighted = design.T * weights
    fitted = design @ np.linalg.pinv(weighted @ design, hermitian=True) @ weighted
    rest = np.eye(len(works)) - fitted
    parts = weights**2 @ rest**2
    value = np.maximum((weights**2 @ (rest @ values) ** 2 - parts @ noise) / parts.sum(), 0)
    return _Moment(float(value), float(2 * parts**2 @ (value + noise) ** 2 / parts.sum() ** 2))


def _of_topics(lists: _Lists, of_work: Floats) -> tuple[Floats, _Moment]:
    """Return the weight and the variance of topics, from products over lists.

    A topic deviates from the works of the same side and list. Its deviations on two lists share its
    own, and no works. A part of this variance persists from period to period.
    """
    n, total = lists.n, lists.n.sum(axis=2, keepdims=True)
    share = np.where(total > LEAST, lists.k.sum(axis=2, keepdims=True) / total, 0)
    deviation = (lists.k - n * share).sum(axis=0)
    expected = -np.einsum("sjt,sju->jtu", np.where(total > LEAST, n / total, 0), n)
    topics = np.arange(n.shape[2])
    expected[:, topics, topics] += lists.squares.sum(axis=0)
    weights = (n.sum(axis=(0, 1)) + HALF) ** -2.0

    def squares(group: Floats) -> Floats:
        sums, factors = group.T @ deviation, np.tensordot(group.T, expected, 1)
        return np.stack([(sums**2).sum(axis=0), np.einsum("gtu,gut->t", factors, factors)])

    of_list, of_period, of_all = (
        squares(group) for group in (np.eye(n.shape[1]), lists.period, np.ones((n.shape[1], 1)))
    )
    products, factors = of_period - of_list
    value = np.maximum(weights @ products / (weights @ factors), 0)
    error = 2 * weights**2 @ (value * factors + of_list[0]) ** 2 / (weights @ factors) ** 2
    across, factors = (of_all - of_period) @ weights
    persistent = np.nan_to_num(np.clip(across / factors / value, 0, 1))
    of_topic = np.einsum("gsj,sjt,jp->gpt", of_work, n, lists.period)
    once, always = (of_topic**2).sum(axis=(1, 2)), (of_topic.sum(axis=1) ** 2).sum(axis=1)
    weight = persistent * always + (1 - persistent) * once
    single = ((np.tensordot(lists.period.T, n, (1, 1)) > LEAST).sum(axis=2) < 2).any(axis=1)
    weight[np.concatenate([single, single | single[0]])] = np.nan
    return weight, _Moment(float(value), float(error))
