"""Shares of works and the compute of their topics: gaps and log-odds."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, stdtrit
from threadpoolctl import threadpool_limits

from dbt_project.functions.estimates.arrays import Booleans, Floats, Integers

# A fit ends at this gradient of the mean loss. Shares that a fit meets to the second figure are
# separated.
GRADIENT = 1e-10
MET = 1e-6
# A sum of parts of works below this is none, up to rounding.
LEAST = 1e-6


def jackknifed_logit(
    xs: list[float], years: list[int], shares: list[float], weights: list[float], groups: list[int]
) -> list[float]:
    """Return the log-odds of a share per unit of x with year effects, and the standard error.

    The lists have one entry for each cell, such as the share of its works and their total weight.
    The error is that of the jackknife over groups, because a sandwich estimate is too narrow if few
    groups have most of the weight. The result is two NaNs if all cells have one share, or if x
    separates them, with or without one group.
    """
    calendar = np.asarray(years)
    effects = (calendar[:, None] == np.unique(calendar)).astype(float)
    design = np.column_stack([np.asarray(xs) - np.mean(xs), effects])
    cells = (np.asarray(shares), design, np.asarray(weights))
    # Threads of linear algebra stall on shared processors.
    with threadpool_limits(1), np.errstate(all="ignore"):
        whole = _logit(*cells)
        error = _jackknife_error(whole, cells, np.asarray(groups))
    is_fit = np.ptp(shares) > 0 and 0 < error < np.inf
    return [float(whole[0]), error] if is_fit else [np.nan, np.nan]


def intensity_gaps(
    lists: list[int],
    venues: list[int],
    times: list[int],
    topics: list[int],
    sides: list[int],
    works: list[float],
    cases: list[float],
    is_fixed: bool,
    are_drawn: bool,
) -> list[float]:
    """Return the gap at each time, and its change since the first: three numbers for each.

    The first seven arguments have one entry for each list of papers, topic and side (1 for
    compute-intensive works, 0 for others). A work of m topics counts 1/m in each. Times are
    numbered from 1. The gap is the share of ``cases`` of side 1 minus that of side 0. If venues are
    fixed, it is the gap inside a list, by weighted least squares on venue and time.

    The numbers are the value and a t interval. Its variance adds those of jackknives over lists
    and, if topics ``are_drawn``, over topics, less the binomial variance that both contain. A gap
    that a single topic decides is NaN.
    """
    columns = [np.unique(column, return_inverse=True)[1] for column in (lists, venues, times)]
    listed, venue, time = columns
    stratum, venue = (listed, venue) if is_fixed else (time, np.zeros_like(time))
    place = np.asarray(sides) * (stratum.max() + 1) + stratum
    venues_of, times_of = (_of_strata(stratum, column) for column in (venue, time))
    counts = np.stack([works, cases])

    def fit(kept: Booleans) -> tuple[Floats, Floats]:
        sums = [np.bincount(place, row, 2 * len(times_of)) for row in counts * kept]
        parts, hits = (row.reshape(2, -1) for row in sums)
        return _gaps(parts, hits, venues_of, times_of)

    groups = [(listed, _degrees_of_lists(listed, time))]
    if are_drawn:
        topic = np.unique(topics, return_inverse=True)[1]
        groups.append((topic, _degrees_of_topics(topic, np.asarray(sides), time, counts[0])))
    # Threads of linear algebra stall on shared processors.
    with threadpool_limits(1), np.errstate(all="ignore"):
        gaps, binomial = fit(np.ones(len(place), dtype=bool))
        parts = [
            _jackknife_variance(gaps, [fit(group != one)[0] for one in np.unique(group)])
            for group, _ in groups
        ]
        least = np.max([*parts, binomial], axis=0)
        total = np.maximum(np.sum(parts, axis=0) - (len(parts) - 1) * binomial, least)
        weights = [part**2 / degrees for part, (_, degrees) in zip(parts, groups, strict=True)]
        reach = stdtrit(total**2 / np.sum(weights, axis=0), 0.975) * np.sqrt(total)
    rows = np.stack([gaps, gaps - reach, gaps + reach], axis=1).reshape(2, -1, 3)
    return [float(end) for end in rows.transpose(1, 0, 2).ravel()]


def _of_strata(stratum: Integers, column: Integers) -> Floats:
    """Return indicators of a column for each stratum, which has one value of it."""
    values = np.zeros(stratum.max() + 1, dtype=int)
    values[stratum] = column
    return np.eye(column.max() + 1)[values]


def _gaps(works: Floats, cases: Floats, venues: Floats, times: Floats) -> tuple[Floats, Floats]:
    """Return the gap at each time and its change since the first, with the binomial variance.

    ``works`` and ``cases`` have the other side in the first row and a column for each stratum.
    """
    shares = np.where(works > LEAST, cases / works, 0)
    weights = np.where(works.min(axis=0) > LEAST, works.prod(axis=0) / works.sum(axis=0), 0)
    design = np.hstack([times, venues])
    mean = np.tile(weights @ venues / weights.sum(), (times.shape[1], 1))
    weighted = design.T * weights
    inverse = np.linalg.pinv(weighted @ design, hermitian=True)
    levels = np.hstack([np.eye(times.shape[1]), mean]) @ inverse @ weighted
    levels[weights @ times == 0] = np.nan
    rows = np.vstack([levels, levels - levels[:1]])
    spread = np.where(works > LEAST, shares * (1 - shares) / works, 0).sum(axis=0)
    return rows @ (shares[1] - shares[0]), rows**2 @ spread


def _jackknife_variance(whole: Floats, without: list[Floats]) -> Floats:
    changes = np.array(without) - whole
    return np.asarray((1 - 1 / len(without)) * (changes**2).sum(axis=0))


def _degrees_of_lists(listed: Integers, time: Integers) -> Floats:
    return _with_changes(
        np.bincount(np.unique(np.stack([listed, time]), axis=1)[1]) - np.float64(1)
    )


def _degrees_of_topics(topic: Integers, sides: Integers, time: Integers, works: Floats) -> Floats:
    """Return the effective number of topics of each gap, from the weight of each topic in it."""
    sums = np.zeros((2, time.max() + 1, topic.max() + 1))
    np.add.at(sums, (sides, time, topic), works)
    other, intensive = sums / sums.sum(axis=2, keepdims=True)
    squares = (intensive - other) ** 2
    return _with_changes(np.asarray(squares.sum(axis=1) ** 2 / (squares**2).sum(axis=1)))


def _with_changes(degrees: Floats) -> Floats:
    """Add the degrees of each change since the first time: those of the time that has fewer."""
    return np.concatenate([degrees, np.minimum(degrees, degrees[0])])


def _jackknife_error(
    whole: Floats, cells: tuple[Floats, Floats, Floats], groups: Integers
) -> float:
    """Return the standard error of the first coefficient, from fits that leave out one group."""
    if np.isnan(whole).any():
        return np.nan
    shares, design, weights = cells
    without = [
        _logit(shares[kept], design[kept], weights[kept], start=whole)[0]
        for kept in (groups != group for group in np.unique(groups))
    ]
    return float(np.sqrt((1 - 1 / len(without)) * np.sum((np.array(without) - whole[0]) ** 2)))


def _logit(shares: Floats, design: Floats, weights: Floats, start: Floats | None = None) -> Floats:
    """Return the coefficients of a weighted logistic regression; NaNs for separated shares."""
    parts = weights / weights.sum()

    def loss(coefficients: Floats) -> float:
        odds = design @ coefficients
        return float(parts @ (np.logaddexp(0, odds) - shares * odds))

    def slope(coefficients: Floats) -> Floats:
        return np.asarray(design.T @ (parts * (expit(design @ coefficients) - shares)))

    def curvature(coefficients: Floats) -> Floats:
        fitted = expit(design @ coefficients)
        return np.asarray(design.T @ (design * (parts * fitted * (1 - fitted))[:, None]))

    start = np.zeros(design.shape[1]) if start is None else start
    minimum = minimize(
        loss, start, jac=slope, hess=curvature, method="trust-exact", options={"gtol": GRADIENT}
    )
    # If shares are separated, the coefficients grow without end.
    is_met = np.abs(expit(design @ minimum.x) - shares).max() < MET
    return np.full(design.shape[1], np.nan) if is_met else np.asarray(minimum.x)
