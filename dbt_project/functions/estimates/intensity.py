"""Gaps of a share between the works of compute-intensive topics and other works."""

from __future__ import annotations

from typing import NamedTuple, TypedDict

import numpy as np
from scipy.special import stdtrit
from threadpoolctl import threadpool_limits

from dbt_project.functions.estimates.arrays import Booleans, Floats, Integers, codes, columns

# A sum of parts of works below this is none, up to rounding.
LEAST = 1e-6


class TopicWorks(TypedDict):
    """Works of a list, a topic and a side, with ``k`` of ``n`` in the class.

    A list is a venue in a year, and ``period`` has that year. Periods sort by their names. A work
    of m topics counts 1/m in each.
    """

    list: str
    venue: str
    period: str
    topic: str
    is_intensive: bool
    k: float
    n: float


class Gap(NamedTuple):
    """The gap of a period (share_gap), or its change since the first one, with a 95% interval."""

    period: str
    unit: str
    value: float
    ci_low: float
    ci_high: float


def intensity_gaps(cells: list[TopicWorks], strata: str, clusters: list[str]) -> list[Gap]:
    """Return the share of intensive works minus that of the others in each period (M24).

    Sides are compared inside ``strata``, a column of the cells: ``period``, or ``list`` for gaps
    with venues held fixed, by weighted least squares on venue and period.

    The variance of the t interval adds those of the jackknives over ``clusters``, which are
    ``list`` and, if topics are a sample, ``topic``, less the binomial variance that each contains
    (Cameron, Gelbach and Miller 2011, Robust inference with multiway clustering). Its degrees of
    freedom are those of Satterthwaite (1946). A gap that a single topic decides is left out.
    """
    of = {name: codes(cells, name) for name in ("list", "venue", "period", "topic")}
    side, cases, works = columns(cells, "is_intensive", "k", "n")
    place = side.astype(int) * (of[strata].max() + 1) + of[strata]
    venues = _indicators(of[strata], of["venue"] if strata == "list" else np.zeros_like(place))
    periods = _indicators(of[strata], of["period"])

    def fit(kept: Booleans) -> tuple[Floats, Floats]:
        sums = (np.bincount(place, row * kept, 2 * len(periods)) for row in (works, cases))
        n, k = (row.reshape(2, -1) for row in sums)
        return _gaps(n, k, venues, periods)

    degrees = {
        "list": _degrees_of_lists(of["list"], of["period"]),
        "topic": _degrees_of_topics(of["topic"], side.astype(int), of["period"], works),
    }
    # Threads of linear algebra stall on shared processors.
    with threadpool_limits(1), np.errstate(all="ignore"):
        gaps, binomial = fit(np.ones(len(cells), dtype=bool))
        variances = [
            _jackknife_variance(gaps, [fit(of[name] != one)[0] for one in np.unique(of[name])])
            for name in clusters
        ]
        reach = _reach(variances, [degrees[name] for name in clusters], binomial)
    names = sorted({cell["period"] for cell in cells})
    keys = [(name, unit) for unit in ("share_gap", "share_gap_change") for name in names]
    rows = np.stack([gaps, gaps - reach, gaps + reach], axis=1).tolist()
    return [Gap(*key, *row) for key, row in zip(keys, rows, strict=True) if not np.isnan(row[2])]


def _indicators(stratum: Integers, column: Integers) -> Floats:
    """Return indicators of a column for each stratum, which has one value of it."""
    values = np.zeros(stratum.max() + 1, dtype=int)
    values[stratum] = column
    return np.eye(column.max() + 1)[values]


def _gaps(works: Floats, cases: Floats, venues: Floats, periods: Floats) -> tuple[Floats, Floats]:
    """Return the gap of each period and its change since the first, with the binomial variance.

    ``works`` and ``cases`` have the other side in the first row and a column for each stratum.
    """
    shares = np.where(works > LEAST, cases / works, 0)
    weights = np.where(works.min(axis=0) > LEAST, works.prod(axis=0) / works.sum(axis=0), 0)
    design = np.hstack([periods, venues])
    mean = np.tile(weights @ venues / weights.sum(), (periods.shape[1], 1))
    weighted = design.T * weights
    inverse = np.linalg.pinv(weighted @ design, hermitian=True)
    levels = np.hstack([np.eye(periods.shape[1]), mean]) @ inverse @ weighted
    levels[weights @ periods == 0] = np.nan
    rows = np.vstack([levels, levels - levels[:1]])
    spread = np.where(works > LEAST, shares * (1 - shares) / works, 0).sum(axis=0)
    return rows @ (shares[1] - shares[0]), rows**2 @ spread


def _jackknife_variance(whole: Floats, without: list[Floats]) -> Floats:
    changes = np.array(without) - whole
    return np.asarray((1 - 1 / len(without)) * (changes**2).sum(axis=0))


def _reach(variances: list[Floats], degrees: list[Floats], binomial: Floats) -> Floats:
    """Return half of the t interval of each gap, from the variances over each kind of cluster."""
    least = np.max([*variances, binomial], axis=0)
    total = np.maximum(np.sum(variances, axis=0) - (len(variances) - 1) * binomial, least)
    satterthwaite = total**2 / np.sum(np.square(variances) / degrees, axis=0)
    return np.asarray(stdtrit(satterthwaite, 0.975) * np.sqrt(total))


def _degrees_of_lists(listed: Integers, period: Integers) -> Floats:
    lists = np.unique(np.stack([listed, period]), axis=1)
    return _with_changes(np.bincount(lists[1]) - np.float64(1))


def _degrees_of_topics(topic: Integers, side: Integers, period: Integers, works: Floats) -> Floats:
    """Return the effective number of topics of each gap, from the weight of each topic in it."""
    sums = np.zeros((2, period.max() + 1, topic.max() + 1))
    np.add.at(sums, (side, period, topic), works)
    with np.errstate(all="ignore"):
        other, intensive = sums / sums.sum(axis=2, keepdims=True)
        squares = (intensive - other) ** 2
        return _with_changes(np.asarray(squares.sum(axis=1) ** 2 / (squares**2).sum(axis=1)))


def _with_changes(degrees: Floats) -> Floats:
    """Add the degrees of each change since the first period: those of the one that has fewer."""
    return np.concatenate([degrees, np.minimum(degrees, degrees[0])])
