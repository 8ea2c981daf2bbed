"""Predictions of unknown compute cover the planted mean."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from dbt_project.functions.estimates.imputation import imputed, pooled
from dbt_project.functions.estimates.intervals import student_t_quantile
from tests.functions.planted import SAMPLES, assert_covers

MODELS = 80


def test_the_mean_of_filled_lists_covers_the_planted_mean() -> None:
    """Larger models hide their compute more often, so the mean of the known ones is too low."""
    generator = np.random.default_rng(11)
    hits, known_means = 0, []
    for seed in range(SAMPLES):
        size = generator.normal(10, 1, MODELS)
        flop = 2 + 2 * size + generator.normal(0, 0.5, MODELS)
        hidden = generator.random(MODELS) < 1 / (1 + np.exp(10 - size))
        predictors = np.column_stack([np.ones(MODELS), size])
        draws = imputed(np.where(hidden, np.nan, flop), predictors, seed)
        told = pooled(draws.mean(axis=1), draws.var(axis=1, ddof=1) / MODELS, MODELS - 1)
        half = student_t_quantile(0.975, told.degrees) * sqrt(told.variance)
        hits += abs(told.value - 22) <= half
        known_means.append(flop[~hidden].mean())
    assert_covers(hits)
    assert np.mean(known_means) < 21.5


def test_what_lacks_a_predictor_stays_unknown() -> None:
    predictors = np.column_stack([np.ones(30), np.arange(30.0)])
    y = np.arange(30.0)
    y[:3], predictors[0, 1] = np.nan, np.nan
    draws = imputed(y, predictors, 1)
    assert np.isnan(draws[:, 0]).all()
    assert draws[:, 1:3] == pytest.approx(np.tile([1.0, 2.0], (len(draws), 1)), abs=1e-6)
    assert (draws[:, 3:] == y[3:]).all()
