"""Statistical functions for SQL, registered on dbt's DuckDB connection as a plugin.

Quantiles of a distribution and resampling are library calls (SciPy, NumPy); grouping, sums and
closed forms stay SQL. Bootstraps take their rows as lists in a fixed order and a seed, so that a
rebuild gives the same interval.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

import numpy as np
from dbt.adapters.duckdb.plugins import BasePlugin
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray
from scipy.special import stdtrit

Floats = NDArray[np.float64]
RESAMPLES = 2000
PERCENTILES = (2.5, 97.5)


def student_t_quantile(probability: float, degrees: float) -> float:
    """Quantile of Student's t distribution; NaN for degrees of freedom below 1."""
    return float(stdtrit(degrees, probability))


def nfkc(text: str) -> str:
    """Bring text into Unicode's compatibility composition (NFKC), which DuckDB lacks."""
    return unicodedata.normalize("NFKC", text)


def bootstrap_median_gap(upper: list[float], lower: list[float], seed: int) -> list[float]:
    """95% percentile interval of log10(median of ``upper`` / median of ``lower``)."""
    return _bootstrap_gap(np.median, upper, lower, seed)


def bootstrap_maximum_gap(upper: list[float], lower: list[float], seed: int) -> list[float]:
    """95% percentile interval of log10(maximum of ``upper`` / maximum of ``lower``)."""
    return _bootstrap_gap(np.max, upper, lower, seed)


def _bootstrap_gap(
    statistic: Callable[..., Floats], upper: list[float], lower: list[float], seed: int
) -> list[float]:
    """Each group is resampled by itself: its size is taken as given."""
    generator = np.random.default_rng(seed)
    tops, bottoms = (
        statistic(np.asarray(group)[_draws(len(group), generator)], axis=1)
        for group in (upper, lower)
    )
    return _interval(np.log10(tops / bottoms))


def bootstrap_ratio(numerators: list[float], denominators: list[float], seed: int) -> list[float]:
    """95% percentile interval of sum(numerators) / sum(denominators), resampling their pairs."""
    drawn = _draws(len(numerators), np.random.default_rng(seed))
    sums = [np.asarray(values)[drawn].sum(axis=1) for values in (numerators, denominators)]
    return _interval(sums[0] / sums[1])


def bootstrap_concentration(
    works: list[int], owners: list[int], amounts: list[float], seed: int
) -> list[float]:
    """95% percentile intervals of HHI, CR4 and Gini over owners, resampling whole works.

    The three lists are parallel, one entry for each owner of a work; works and owners are
    numbered from 1. Returns low and high of each index in turn.
    """
    times = _times_drawn(max(works), np.random.default_rng(seed))
    held = times[:, np.asarray(works) - 1] * np.asarray(amounts)
    totals = np.sort(_row_sums(held, np.asarray(owners) - 1), axis=1)
    shares = totals / totals.sum(axis=1, keepdims=True)
    indices = ((shares**2).sum(axis=1), shares[:, -4:].sum(axis=1), _gini(shares))
    return [end for index in indices for end in _interval(index)]


def _gini(shares: Floats) -> Floats:
    """Gini index of each row of ascending shares, over the owners that hold anything."""
    holders = (shares > 0).sum(axis=1)
    # Owners without a share stand first, so that ranks among holders follow by subtraction.
    ranks = np.arange(1, shares.shape[1] + 1) - (shares.shape[1] - holders)[:, None]
    return np.asarray((2 * (ranks * shares).sum(axis=1) - (holders + 1)) / holders)


def _draws(rows: int, generator: np.random.Generator) -> NDArray[np.int64]:
    """Draw the rows of each resample, one resample a line."""
    return generator.integers(0, rows, (RESAMPLES, rows))


def _times_drawn(rows: int, generator: np.random.Generator) -> NDArray[np.int64]:
    """How often each row is drawn in each resample."""
    drawn = _draws(rows, generator) + np.arange(RESAMPLES)[:, None] * rows
    return np.bincount(drawn.ravel(), minlength=RESAMPLES * rows).reshape(RESAMPLES, rows)


def _row_sums(values: Floats, groups: NDArray[np.int64]) -> Floats:
    """Sum the columns of each line that have one group.

    A matrix product would do, but its threads stall where the processors are shared.
    """
    width = int(groups.max()) + 1
    places = groups + np.arange(len(values))[:, None] * width
    sums = np.bincount(places.ravel(), weights=values.ravel(), minlength=len(values) * width)
    return sums.reshape(len(values), width)


def _interval(estimates: Floats) -> list[float]:
    return [float(end) for end in np.percentile(estimates, PERCENTILES)]


FUNCTIONS: dict[str, tuple[Callable[..., Any], list[str], str]] = {
    "student_t_quantile": (student_t_quantile, ["DOUBLE", "DOUBLE"], "DOUBLE"),
    "nfkc": (nfkc, ["VARCHAR"], "VARCHAR"),
    "bootstrap_median_gap": (
        bootstrap_median_gap,
        ["DOUBLE[]", "DOUBLE[]", "BIGINT"],
        "DOUBLE[]",
    ),
    "bootstrap_maximum_gap": (
        bootstrap_maximum_gap,
        ["DOUBLE[]", "DOUBLE[]", "BIGINT"],
        "DOUBLE[]",
    ),
    "bootstrap_ratio": (bootstrap_ratio, ["DOUBLE[]", "DOUBLE[]", "BIGINT"], "DOUBLE[]"),
    "bootstrap_concentration": (
        bootstrap_concentration,
        ["BIGINT[]", "BIGINT[]", "DOUBLE[]", "BIGINT"],
        "DOUBLE[]",
    ),
}


class Plugin(BasePlugin):
    """Registers the functions of this module; dbt-duckdb looks the class up by this name."""

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        """Register every function on a new connection."""
        for name, (function, arguments, result) in FUNCTIONS.items():
            conn.create_function(name, function, arguments, result)  # type: ignore[arg-type]
