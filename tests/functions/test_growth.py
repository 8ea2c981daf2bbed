"""Growth lines recover a planted doubling time, and their intervals cover it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from dbt_project.functions.estimates.growth import GrowthLine, growth_line
from tests.functions.planted import SAMPLES

DOUBLING_MONTHS = 6.0
SLOPE = 12 * np.log10(2) / DOUBLING_MONTHS


def line(years: np.ndarray, flops: np.ndarray, owners: np.ndarray | None = None) -> GrowthLine:
    """Fit models with an owner each, or with the given owners."""
    names = np.arange(len(years)) if owners is None else owners
    return growth_line(years.tolist(), flops.tolist(), names.astype(str).tolist())


def test_a_doubling_time_of_lists_with_the_same_systems_is_covered_as_its_caveat_says() -> None:
    """Systems stay on six lists, two a year, and three years are omitted at a time."""
    generator = np.random.default_rng(25)
    years = 2010.45 + np.arange(33) / 2
    stays = np.lib.stride_tricks.sliding_window_view(generator.normal(0, 0.1, (SAMPLES, 38)), 6, 1)
    flops = 3 + SLOPE * (years - 2010) + stays.sum(axis=2)
    lines = [line(years, row, years // 3) for row in flops]
    hits = sum(fit.ci_low <= DOUBLING_MONTHS <= fit.ci_high for fit in lines)
    assert 0.87 <= hits / SAMPLES <= 0.94


def test_a_line_is_the_librarys() -> None:
    generator = np.random.default_rng(3)
    years = np.sort(generator.uniform(2010, 2023, 30))
    flops = 17 + SLOPE * (years - 2010) + generator.normal(0, 1, 30)
    fit, expected = line(years, flops), stats.linregress(years, flops)
    assert (fit.slope, fit.intercept) == pytest.approx((expected.slope, expected.intercept))
    assert fit.residual_sd / np.sqrt(fit.sxx) == pytest.approx(expected.stderr)
    steepest = fit.slope + stats.t.ppf(0.975, 28) * expected.stderr
    assert fit.nominal_low == pytest.approx(12 * np.log10(2) / steepest)


def test_an_interval_that_reaches_shrinking_has_an_open_end() -> None:
    fit = line(np.array([2011.0, 2012.0, 2013.0]), np.array([20.0, 23.0, 20.5]))
    assert fit.value > 0
    assert fit.nominal_low > 0
    assert np.isnan(fit.nominal_high)


def test_models_of_a_single_date_have_no_line() -> None:
    fit = line(np.array([2012.5, 2012.5]), np.array([20.0, 21.0]))
    assert (fit.n, fit.mean_x) == (2, 2012.5)
    assert np.isnan(fit[5:]).all()
