"""Training compute that is unknown, predicted from parameters (Rubin 1987, Multiple imputation).

Each of several draws fills the gaps in a list by chance, an estimator takes each filled list, and
the estimate is the mean of its results. Their spread is what the filling does not know.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dbt_project.functions.estimates.arrays import Floats

DRAWS = 20


class Pooled(NamedTuple):
    """The estimate of several draws with its variance and degrees of freedom."""

    value: float
    variance: float
    degrees: float


def imputed(y: Floats, predictors: Floats, seed: int) -> Floats:
    """Return draws of ``y`` (DRAWS x N), each with its known values; NaN where none can be drawn.

    Least squares (statsmodels) of the known values on the predictors (N x P) have normal errors.
    A draw takes their variance from its posterior, then the coefficients, then an error for each
    row (Rubin 1987, example 5.1). A value needs all predictors, and the fit 20 rows to spare.
    """
    from statsmodels.regression.linear_model import OLS

    has_predictors = ~np.isnan(predictors).any(axis=1)
    is_known, is_drawn = has_predictors & ~np.isnan(y), has_predictors & np.isnan(y)
    draws = np.tile(y, (DRAWS, 1))
    if not is_drawn.any() or is_known.sum() < predictors.shape[1] + 20:
        return draws
    fit = OLS(y[is_known], predictors[is_known]).fit()
    generator = np.random.default_rng(seed)
    scales = np.sqrt(fit.ssr / generator.chisquare(fit.df_resid, DRAWS))[:, None]
    shifts = generator.multivariate_normal(0 * fit.params, fit.normalized_cov_params, DRAWS)
    errors = scales * generator.standard_normal((DRAWS, is_drawn.sum()))
    draws[:, is_drawn] = (fit.params + scales * shifts) @ predictors[is_drawn].T + errors
    return draws


def pooled(values: Floats, variances: Floats, degrees: float) -> Pooled:
    """Return the mean of estimates of M draws; its variance has that of the draws and between them.

    ``degrees`` are those of an estimate without gaps (Barnard and Rubin 1999, Small-sample degrees
    of freedom with multiple imputation). At least one is left.
    """
    draws = len(values)
    between = (1 + 1 / draws) * float(values.var(ddof=1))
    total = float(variances.mean()) + between
    missing = between / total if total > 0 else 0.0
    observed = (degrees + 1) / (degrees + 3) * degrees * (1 - missing)
    left = 1 / (1 / observed + missing**2 / (draws - 1)) if observed > 0 else 0.0
    return Pooled(float(values.mean()), total, max(left, 1.0))
