"""Gaps of a share between the works of compute-intensive topics and other works (M24).

A list is a venue in a year, with its works on side 1 (intensive) and on side 0 (others). On side s
of list j, of period p, a work of topic t is in the class with probability

    share[s, p] + a[j] + b[s, j] + u[t, p]

where a, b and u are random: lists, their sides, and topics differ by more than chance. A work of
several topics has the mean of their u. Each gap is a sum of cases, weighted by c[s, j]. So with the
works n[s, j, t] of topics, C[s, j] = c[s, j] n[s, j], and T[p, t] = the sum of c[s, j] n[s, j, t]
over the sides and lists of p, its variance is the sum of

    works    C[s, j]^2 share (1 - share) / n[s, j]    over s and j
    sides    C[s, j]^2 / 2                            over s and j,   times var(b[1, j] - b[0, j])
    lists    (C[0, j] + C[1, j])^2                    over j,         times var(a[j])
    topics   (1 - r) T[p, t]^2                        over p and t
             + r (sum of T[p, t] over p)^2            over t,         times var(u[t, p])

where r is the part of the variance of topics that persists from period to period. The variances
are estimated by moments (Searle, Casella and McCulloch 1992, Variance components, chapter 5):
squares of observed deviations, minus what chance adds to them, over what a variance of one adds.
"""

from __future__ import annotations

from typing import NamedTuple, TypedDict

import numpy as np
from scipy.special import ndtr, stdtrit

from dbt_project.functions.estimates.arrays import Floats, Integers, codes, columns

# Chance moves the share of so many works as much as a difference of 5 points of a list or a topic.
HALF = 100
# Below so many degrees of freedom a gap has no interval: on planted lists, those that it had were
# the widest by far, and one in seven passed -1 or 1 (docs/evidence.md, M24).
LEAST_DEGREES = 4
SIGNS = np.array([-1, 1])


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
    """The gap of a period (share_gap), or its change since a base period, with a 95% interval.

    A change is that since the first period (share_gap_change), or the last period's since the one
    before (share_gap_step). Without an interval, its ends are NaN.
    """

    period: str
    unit: str
    value: float
    ci_low: float
    ci_high: float
    base_period: str | None


class Lists(NamedTuple):
    """Works of J lists on 2 sides and T topics, and the venue and period of each list.

    ``topic_n``, ``topic_k`` and ``topic_squares`` are J x T x 2, ``n`` and ``k`` J x 2: the works,
    and those in the class. ``venue`` (J x V) and ``period`` (J x P) are indicators.
    """

    topic_n: Floats
    topic_k: Floats
    topic_squares: Floats
    n: Floats
    k: Floats
    venue: Floats
    period: Floats


class _Part(NamedTuple):
    """A part of the variance of G gaps: its weight in each of them (G), and one variance.

    ``error`` is the variance of the estimate of that variance, if it could be negative.
    """

    weight: Floats
    variance: float
    error: float


class _Squares(NamedTuple):
    """Squared sums of deviations by topic, and what a variance of one adds to them."""

    observed: Floats
    expected: Floats


def intensity_gaps(cells: list[TopicWorks], strata: str, are_topics_sampled: bool) -> list[Gap]:
    """Return the share of intensive works minus that of the others in each period.

    Sides are compared inside ``strata``, a column of the cells: ``period``, or ``list`` for gaps
    with venues held fixed. Only topics that are a sample have a variance.

    The t interval has the degrees of freedom of Satterthwaite (1946), and ends where a gap or its
    change must. A gap that one topic decides has none, nor one of fewer than LEAST_DEGREES.
    """
    periods = sorted({cell["period"] for cell in cells})
    return gaps_of_lists(_lists(cells), periods, strata == "list", are_topics_sampled)


def gaps_of_lists(
    lists: Lists, periods: list[str], is_fixed: bool, are_topics_sampled: bool
) -> list[Gap]:
    """Return ``intensity_gaps`` of sums, with the names of their periods in order."""
    # A gap without works is NaN.
    with np.errstate(all="ignore"):
        of_periods = weights_of_periods(lists, is_fixed)
        weights = np.concatenate(
            [of_periods, of_periods[1:] - of_periods[:1], of_periods[-1:] - of_periods[-2:-1]]
        )
        values = (weights * lists.k).sum(axis=(1, 2))
        reach = _reach(lists, weights, is_fixed, are_topics_sampled)
    keys = [
        *((period, "share_gap", None) for period in periods),
        *((period, "share_gap_change", periods[0]) for period in periods[1:]),
        *((periods[-1], "share_gap_step", before) for before in periods[-2:-1]),
    ]
    most = np.where(np.arange(len(keys)) < len(periods), 1, 2)
    low, high = np.clip([values - reach, values + reach], -most, most).tolist()
    rows = zip(keys, values.tolist(), low, high, strict=True)
    return [
        Gap(period, unit, value, ci_low, ci_high, base)
        for (period, unit, base), value, ci_low, ci_high in rows
        if not np.isnan(value)
    ]


def weights_of_periods(lists: Lists, is_fixed: bool) -> Floats:
    """Return the weight of a work in the gap of each period (P x J x 2)."""
    return _with_fixed_venues(lists) if is_fixed else _pooled(lists)


def _lists(cells: list[TopicWorks]) -> Lists:
    listed, venue, period, topic = (
        codes(cells, name) for name in ("list", "venue", "period", "topic")
    )
    side, n, k, squares = columns(cells, "is_intensive", "n", "k", "squares")
    _, first = np.unique(listed, return_index=True)
    return sums_of_lists(
        listed, topic, side.astype(int), n, k, squares, venue[first], period[first]
    )


def sums_of_lists(
    listed: Integers,
    topic: Integers,
    side: Integers,
    n: Floats,
    k: Floats,
    squares: Floats,
    venue: Integers,
    period: Integers,
) -> Lists:
    """Return the sums of rows with a list, a topic and a side; lists have a venue and a period."""
    shape = (len(venue), int(topic.max()) + 1, 2)
    place = np.ravel_multi_index((listed, topic, side), shape)
    size = int(np.prod(shape))
    ns, ks, squared = (
        np.bincount(place, amount, minlength=size).reshape(shape) for amount in (n, k, squares)
    )
    venues, periods = (np.eye(of.max() + 1)[of] for of in (venue, period))
    return Lists(ns, ks, squared, ns.sum(axis=1), ks.sum(axis=1), venues, periods)


def _pooled(lists: Lists) -> Floats:
    """Return the weight of a work in the gap of each period (P x J x 2), with venues pooled."""
    works = lists.period.T @ lists.n
    return np.asarray(lists.period.T[:, :, None] * SIGNS / works[:, None, :])


def _with_fixed_venues(lists: Lists) -> Floats:
    """Return the weight of a work in the gap of each period (P x J x 2), with venues held fixed.

    The gap of a list is fitted by effects of its period and of its venue, by least squares that are
    weighted by its information. The gap of a period is its effect plus the mean effect of venues.
    """
    information = _information(lists)
    fit = _least_squares(np.hstack([lists.period, lists.venue]), information)
    of_periods, of_venues = np.split(fit, [lists.period.shape[1]])
    rows = of_periods + np.average(lists.venue, axis=0, weights=information) @ of_venues
    rows[information @ lists.period == 0] = np.nan
    return np.where(information[:, None] > 0, rows[:, :, None] * SIGNS / lists.n, 0)


def _information(lists: Lists) -> Floats:
    """Return the information on the gap of each list (J): share (1 - share) over its variance."""
    return np.asarray(lists.n.prod(axis=1) / lists.n.sum(axis=1))


def _least_squares(design: Floats, weights: Floats) -> Floats:
    """Return the matrix that turns values into the coefficients of weighted least squares."""
    roots = np.sqrt(weights)
    return np.asarray(np.linalg.pinv(design * roots[:, None]) * roots)


def _reach(lists: Lists, weights: Floats, is_fixed: bool, are_topics_sampled: bool) -> Floats:
    """Return half of the t interval of each gap."""
    share = lists.period @ ((lists.period.T @ lists.k) / (lists.period.T @ lists.n))
    noise = np.where(lists.n > 0, share * (1 - share) / lists.n, 0)
    of_side = weights * lists.n
    parts = [_sides(lists, of_side, noise, is_fixed), _whole_lists(lists, of_side, noise, share)]
    if are_topics_sampled:
        parts.append(_topics(lists, weights))
    of_works = (of_side**2 * noise).sum(axis=(1, 2))
    variance = of_works + sum(part.weight * part.variance for part in parts)
    moments = [(part.weight, *_censored(part)) for part in parts]
    mean = of_works + sum(weight * mean for weight, mean, _ in moments)
    degrees = 2 * mean**2 / sum(weight**2 * error for weight, _, error in moments)
    reach = stdtrit(degrees, 0.975) * np.sqrt(variance)
    return np.where(degrees < LEAST_DEGREES, np.nan, reach)


def _censored(part: _Part) -> tuple[float, float]:
    """Return the mean and the variance of an estimate of a variance, which is 0 where negative.

    An estimate near 0 varies less than it would without that limit, and is too large in the mean.
    Moments of the censored normal variable: Greene (2012), Econometric analysis, theorem 19.3.
    """
    if part.error == 0:
        return part.variance, 0.0
    deviation = float(np.sqrt(part.error))
    z = part.variance / deviation
    below, density = float(ndtr(z)), float(np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi))
    error = below + z**2 * below * (1 - below) + z * density * (1 - 2 * below) - density**2
    return deviation * (z * below + density), part.error * error


def _sides(lists: Lists, of_side: Floats, noise: Floats, is_fixed: bool) -> _Part:
    """Return the part of the sides of lists, from the gaps of lists."""
    share = lists.k / lists.n
    design = np.hstack([lists.period, lists.venue]) if is_fixed else lists.period
    gaps = share[:, 1] - share[:, 0]
    variance, error = _moments(gaps, noise.sum(axis=1), _information(lists), design)
    return _Part((of_side**2).sum(axis=(1, 2)) / 2, variance, error)


def _whole_lists(lists: Lists, of_side: Floats, noise: Floats, share: Floats) -> _Part:
    """Return the part of lists, from their distances to the shares of their periods."""
    works = lists.n.sum(axis=1)
    distances = (lists.k - lists.n * share).sum(axis=1) / works
    noises = (noise * lists.n**2).sum(axis=1) / works**2
    variance, error = _moments(distances, noises, works, lists.period)
    return _Part((of_side.sum(axis=2) ** 2).sum(axis=1), variance, error)


def _moments(values: Floats, noise: Floats, works: Floats, design: Floats) -> tuple[float, float]:
    """Return the variance of the values of lists beyond their noise, and that of its estimate.

    The residuals of a design are ``residual @ values``, so a variance of one adds the sum of
    ``residual**2`` to their squares.
    """
    known = works > 0
    values, noise, works, design = values[known], noise[known], works[known], design[known]
    weights = works / (works + HALF)
    residual = np.eye(len(works)) - design @ _least_squares(design, weights)
    factors = weights**2 @ residual**2
    squares = weights**2 @ (residual @ values) ** 2
    variance = max(float((squares - factors @ noise) / factors.sum()), 0.0)
    error = 2 * factors**2 @ (variance + noise) ** 2 / factors.sum() ** 2
    return variance, float(error)


def _topics(lists: Lists, weights: Floats) -> _Part:
    """Return the part of topics, from the products of their deviations on two lists.

    Two lists share the effect of a topic, and no works, so chance adds nothing to their products.
    """
    deviations, loadings = _deviations(lists)
    single = [np.array([number]) for number in range(len(lists.n))]
    periods = [np.flatnonzero(is_in) for is_in in lists.period.T]
    of_lists = _squares(deviations, loadings, single)
    of_periods = _squares(deviations, loadings, periods)
    of_all = _squares(deviations, loadings, [np.arange(len(lists.n))])
    weight = (lists.topic_n.sum(axis=(0, 2)) + HALF) ** -2.0
    factors = of_periods.expected - of_lists.expected
    products = of_periods.observed - of_lists.observed
    variance = max(float(weight @ products / (weight @ factors)), 0.0)
    spread = variance * factors + of_lists.observed
    error = 2 * weight**2 @ spread**2 / (weight @ factors) ** 2
    across = weight @ (of_all.observed - of_periods.observed)
    across /= weight @ (of_all.expected - of_periods.expected)
    persistent = float(np.nan_to_num(np.clip(across / variance, 0, 1)))
    return _Part(_weight_of_topics(lists, weights, persistent), variance, float(error))


def _deviations(lists: Lists) -> tuple[Floats, Floats]:
    """Return the cases of topics beyond those of their side (J x T), and their loadings.

    Loadings (J x T x T) are what the effect of each topic, of one, adds to a deviation: to the
    cases of the topic, and by its part of the works of a side to those that all topics expect.
    """
    share = np.where(lists.n > 0, lists.k / lists.n, 0)[:, None, :]
    part = np.where(lists.n > 0, 1 / lists.n, 0)[:, None, :] * lists.topic_n
    deviations = (lists.topic_k - lists.topic_n * share).sum(axis=2)
    own = lists.topic_squares.sum(axis=2)[:, :, None] * np.eye(part.shape[1])
    return deviations, own - lists.topic_n @ part.transpose(0, 2, 1)


def _squares(deviations: Floats, loadings: Floats, groups: list[Integers]) -> _Squares:
    """Return the squares of sums of deviations over each group of lists, added up."""
    observed = [deviations[group].sum(axis=0) ** 2 for group in groups]
    expected = [(loadings[group].sum(axis=0) ** 2).sum(axis=1) for group in groups]
    return _Squares(np.sum(observed, axis=0), np.sum(expected, axis=0))


def _weight_of_topics(lists: Lists, weights: Floats, persistent: float) -> Floats:
    """Return the weight of the variance of topics in each gap; NaN if one topic decides it."""
    of_list = (weights[:, :, None, :] * lists.topic_n).sum(axis=3)
    of_period = lists.period.T @ of_list
    once = (of_period**2).sum(axis=(1, 2))
    always = (of_period.sum(axis=1) ** 2).sum(axis=1)
    in_period = np.tensordot(lists.period.T, lists.topic_n, axes=1) > 0
    is_single = (in_period.sum(axis=1) < 2).any(axis=1)
    left_out = np.concatenate(
        [is_single, is_single[1:] | is_single[0], is_single[-1:] | is_single[-2:-1]]
    )
    return np.where(left_out, np.nan, persistent * always + (1 - persistent) * once)
