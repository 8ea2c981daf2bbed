"""Statistical functions for topics, registered on dbt's DuckDB connection as a plugin.

Fits and resampling are library calls (SciPy, statsmodels, NumPy); grouping, sums and closed forms
stay SQL. Lists come in a fixed order and bootstraps with a seed, so that a rebuild gives the same.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from dbt.adapters.duckdb.plugins import BasePlugin
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import betaincinv, betaln
from threadpoolctl import threadpool_limits

Floats = NDArray[np.float64]
RESAMPLES = 2000
PERCENTILES = (2.5, 97.5)
# Natural logarithms of prior strength: from a twentieth of a work to a million works.
STRENGTHS = (-3.0, 14.0)


def beta_binomial_strength(successes: list[float], trials: list[float], mean: float) -> float:
    """Strength of a beta prior with a given mean, by maximum likelihood over groups.

    The prior is Beta(mean * m, (1 - mean) * m); m is in trials. Groups that differ by no more
    than chance have the upper bound, exp(14).
    """
    k, n = np.asarray(successes), np.asarray(trials)

    def cost(log_strength: float) -> float:
        a, b = mean * np.exp(log_strength), (1 - mean) * np.exp(log_strength)
        return -float(np.sum(betaln(k + a, n - k + b) - betaln(a, b)))

    found = minimize_scalar(cost, bounds=STRENGTHS, method="bounded")
    return float(np.exp(found.x))


def beta_quantile(probability: float, a: float, b: float) -> float:
    """Quantile of the beta distribution."""
    return float(betaincinv(a, b, probability))


def bootstrap_median(values: list[float], seed: int) -> list[float]:
    """95% percentile interval of the median, resampling values."""
    sample = np.asarray(values)
    return _interval(np.median(sample[_draws(len(sample), seed)], axis=1))


def bootstrap_weighted_slope(
    xs: list[float], ys: list[float], weights: list[float], seed: int
) -> list[float]:
    """95% percentile interval of the slope of weighted least squares, resampling points.

    Resamples whose points all have one x have no slope and are left out.
    """
    drawn = _draws(len(xs), seed)
    x, y, w = (np.asarray(values)[drawn] for values in (xs, ys, weights))
    total = w.sum(axis=1, keepdims=True)
    dx = x - (w * x).sum(axis=1, keepdims=True) / total
    with np.errstate(divide="ignore", invalid="ignore"):
        slopes = (w * dx * y).sum(axis=1) / (w * dx**2).sum(axis=1)
    return _interval(slopes[np.ptp(x, axis=1) > 0])


def clustered_logit(
    xs: list[float], years: list[int], shares: list[float], weights: list[float], groups: list[int]
) -> list[float]:
    """Log-odds of a share per unit of x with an effect of each year, and its standard error.

    One entry a cell: the share of its works, and their summed weight. Errors are clustered by
    group. Cells of one share, or that x separates, have no error: two NaNs.
    """
    # A second to import, which most commands of dbt would spend for nothing.
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_linear_model import GLM

    calendar, clusters = np.asarray(years), len(set(groups))
    effects = (calendar[:, None] == np.unique(calendar)).astype(float)
    design = np.column_stack([np.asarray(xs) - np.mean(xs), effects])
    model = GLM(np.asarray(shares), design, family=Binomial(), freq_weights=np.asarray(weights))
    spread = {"groups": np.asarray(groups), "use_correction": False}
    # Threads of linear algebra stall where the processors are shared.
    with threadpool_limits(1), np.errstate(all="ignore"), warnings.catch_warnings():
        # The library has not tested its clustered errors with weights; tests/statistics has.
        warnings.simplefilter("ignore")
        fit = model.fit(cov_type="cluster", cov_kwds=spread)
    slope = float(fit.params[0])
    error = float(fit.bse[0]) * (clusters / (clusters - 1)) ** 0.5
    is_fit = np.isfinite(slope) and 0 < error < np.inf and np.ptp(shares) > 0
    return [slope, error] if is_fit else [np.nan, np.nan]


def _draws(rows: int, seed: int) -> NDArray[np.int64]:
    """Draw the rows of each resample, one resample a line."""
    return np.random.default_rng(seed).integers(0, rows, (RESAMPLES, rows))


def _interval(estimates: Floats) -> list[float]:
    return [float(end) for end in np.percentile(estimates, PERCENTILES)]


FUNCTIONS: dict[str, tuple[Callable[..., Any], list[str], str]] = {
    "beta_binomial_strength": (
        beta_binomial_strength,
        ["DOUBLE[]", "DOUBLE[]", "DOUBLE"],
        "DOUBLE",
    ),
    "beta_quantile": (beta_quantile, ["DOUBLE", "DOUBLE", "DOUBLE"], "DOUBLE"),
    "bootstrap_median": (bootstrap_median, ["DOUBLE[]", "BIGINT"], "DOUBLE[]"),
    "bootstrap_weighted_slope": (
        bootstrap_weighted_slope,
        ["DOUBLE[]", "DOUBLE[]", "DOUBLE[]", "BIGINT"],
        "DOUBLE[]",
    ),
    "clustered_logit": (
        clustered_logit,
        ["DOUBLE[]", "BIGINT[]", "DOUBLE[]", "DOUBLE[]", "BIGINT[]"],
        "DOUBLE[]",
    ),
}


class Plugin(BasePlugin):
    """Registers the functions of this module; dbt-duckdb looks the class up by this name."""

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        """Register every function on a new connection."""
        for name, (function, arguments, result) in FUNCTIONS.items():
            conn.create_function(name, function, arguments, result)  # type: ignore[arg-type]
