"""Concentration over owners: HHI, CR4 and Gini index."""

from __future__ import annotations

from typing import NamedTuple, TypedDict

import numpy as np
from pandas import factorize
from scipy.sparse import csr_matrix
from scipy.special import expit, logit

from dbt_project.functions.estimates import resampling
from dbt_project.functions.estimates.arrays import Floats, Integers, codes, columns
from dbt_project.functions.estimates.intervals import student_t_quantile
from dbt_project.functions.estimates.resampling import PERCENTILES, times_drawn

LEAST_INDEX = 1e-6
Z95 = 1.6448536269514722  # the standard normal distribution's 95th percentile


class Part(TypedDict):
    """The part of a model's amount that belongs to one of its owners."""

    model: str
    owner: str
    amount: float


class Estimate(TypedDict):
    """The 5th, 50th and 95th percentile of an estimate of the stock of a holder."""

    holder: str
    is_named: bool
    low: float
    median: float
    high: float


class Index(NamedTuple):
    """An index of concentration with its 95% interval; the unit is hhi, cr4 or gini."""

    unit: str
    value: float
    ci_low: float
    ci_high: float


class Holding(NamedTuple):
    """The stock of a holder and its share of all stocks, with 95% intervals."""

    holder: str
    stock: float
    stock_low: float
    stock_high: float
    share: float
    share_low: float
    share_high: float


class ShareChange(NamedTuple):
    """The share of a holder minus its share at an earlier time, with a 95% interval."""

    holder: str
    value: float
    ci_low: float
    ci_high: float


class Stocks(NamedTuple):
    """The stocks of all holders, and their concentration."""

    holdings: list[Holding]
    indices: list[Index]


def concentration(parts: list[Part], seed: int) -> list[Index]:
    """Return HHI, CR4 and Gini index over owners, with intervals from resamples of models.

    A resample has fewer owners than the list, so its indices are biased. The interval is
    t quantiles times the root mean square distance of the resamples from the estimate, on the
    logit scale. That distance includes the bias, and the interval includes the estimate.
    """
    model, names = factorize(np.array([part["model"] for part in parts]))
    draws = times_drawn(len(names), np.random.default_rng(seed))
    times = np.concatenate([np.ones_like(draws[:1]), draws])
    totals = np.sort(_held(times, model, codes(parts, "owner"), *columns(parts, "amount")), axis=1)
    shares = totals / totals.sum(axis=1, keepdims=True)
    indices = {**_hhi_and_cr4(shares), "gini": _gini(shares)}
    return [
        Index(unit, float(index[0]), *_logit_t(index, len(names) - 1))
        for unit, index in indices.items()
    ]


def simulated_stocks(estimates: list[Estimate], seed: int) -> Stocks:
    """Return the stock and share of each holder, and HHI and CR4 over the named ones (M22).

    A split log-normal distribution has the percentiles of an estimate: its deviation differs below
    and above the median. Holders that are not named count in the total only. Values are medians.

    How the errors of the estimates depend on each other is not published. They are drawn as
    independent and as fully dependent, and of the two intervals the wider one counts.
    """
    names, holder = np.unique([e["holder"] for e in estimates], return_inverse=True)
    named = np.unique(holder[[e["is_named"] for e in estimates]])
    drawn = _drawn(estimates, np.random.default_rng(seed))
    rows = _medians_and_wider_ends(*(_stocks(amounts, holder, named) for amounts in drawn))
    stocks, shares, indices = rows[: len(names)], rows[len(names) : -2], rows[-2:]
    return Stocks(
        [
            Holding(n, *s, *share)
            for n, s, share in zip(names.tolist(), stocks, shares, strict=True)
        ],
        [Index(unit, *index) for unit, index in zip(("hhi", "cr4"), indices, strict=True)],
    )


def share_changes(before: list[Estimate], after: list[Estimate], seed: int) -> list[ShareChange]:
    """Return the share of each holder minus its share at an earlier time (M22).

    The errors of both times are drawn as independent. Those of stocks that grow are alike, because
    the later stock contains the earlier one, so the interval is wider than it need be.
    """
    names = sorted({estimate["holder"] for estimate in (*before, *after)})
    generator = np.random.default_rng(seed)
    old, new = (
        [_shares(amounts, estimates, names) for amounts in _drawn(estimates, generator)]
        for estimates in (before, after)
    )
    rows = _medians_and_wider_ends(*(np.subtract(*pair) for pair in zip(new, old, strict=True)))
    return [ShareChange(name, *row) for name, row in zip(names, rows, strict=True)]


def _drawn(estimates: list[Estimate], generator: np.random.Generator) -> tuple[Floats, Floats]:
    """Return draws (rows) of each estimate, with independent and with fully dependent errors."""
    lows, medians, highs = columns(estimates, "low", "median", "high")
    deviations = np.log(medians / lows) / Z95, np.log(highs / medians) / Z95
    independent = generator.standard_normal((resampling.RESAMPLES, len(medians)))
    dependent = np.broadcast_to(independent[:, :1], independent.shape)
    drawn = (medians * np.exp(z * np.where(z < 0, *deviations)) for z in (independent, dependent))
    return next(drawn), next(drawn)


def _shares(drawn: Floats, estimates: list[Estimate], names: list[str]) -> Floats:
    """Return the share of each name in each draw."""
    holder = np.searchsorted(names, [estimate["holder"] for estimate in estimates])
    stocks = drawn @ np.eye(len(names))[holder]
    return np.asarray(stocks / stocks.sum(axis=1, keepdims=True))


def _medians_and_wider_ends(independent: Floats, dependent: Floats) -> list[list[float]]:
    """Return median, low and high of each column; the median is that of the independent draws."""
    median, *ends = np.percentile(independent, (50, *PERCENTILES), axis=0)
    others = np.percentile(dependent, PERCENTILES, axis=0)
    low, high = np.where(np.ptp(others, axis=0) > np.ptp(ends, axis=0), others, ends)
    columns = median, np.minimum(low, median), np.maximum(high, median)
    rows: list[list[float]] = np.stack(columns, axis=1).tolist()
    return rows


def _stocks(drawn: Floats, holder: Integers, named: Integers) -> Floats:
    """Return the stocks and shares of the holders, HHI and CR4 in each draw, one draw a row."""
    stocks = _held(drawn, np.arange(len(holder)), holder, np.ones(len(holder)))
    shares = stocks / stocks.sum(axis=1, keepdims=True)
    indices = _hhi_and_cr4(np.sort(shares[:, named], axis=1))
    return np.column_stack([stocks, shares, *indices.values()])


def _hhi_and_cr4(shares: Floats) -> dict[str, Floats]:
    """Return both indices of each row of ascending shares."""
    return {"hhi": (shares**2).sum(axis=1), "cr4": shares[:, -4:].sum(axis=1)}


def _gini(shares: Floats) -> Floats:
    """Return the Gini index of each row of ascending shares, over owners with a share."""
    holders = (shares > 0).sum(axis=1)
    # Owners without a share come first, so a subtraction gives the ranks among owners with a share.
    ranks = np.arange(1, shares.shape[1] + 1) - (shares.shape[1] - holders)[:, None]
    return np.asarray((2 * (ranks * shares).sum(axis=1) - (holders + 1)) / holders)


def _held(times: Floats, model: Integers, owner: Integers, amount: Floats) -> Floats:
    """Return what each owner (columns) holds in each draw (rows), which has models ``times``.

    A product of dense matrices is possible too, but its threads stall on shared processors.
    """
    return np.asarray((csr_matrix((amount, (owner, model))) @ times.T).T)


def _logit_t(index: Floats, degrees: int) -> tuple[float, float]:
    """Return the t interval of an index between 0 and 1, on the logit scale.

    The index of the list stands before those of its resamples.
    """
    estimate = float(index[0])
    logits = logit(np.clip(index, LEAST_INDEX, 1 - LEAST_INDEX))
    distance = np.sqrt(np.mean((logits[1:] - logits[0]) ** 2))
    if distance == 0:
        return estimate, estimate
    reach = student_t_quantile(0.975, degrees) * distance
    low, high = (float(expit(logits[0] + side * reach)) for side in (-1, 1))
    # An index of 0 or 1 has no logit, so it is handled separately.
    return min(estimate, low), max(estimate, high)
