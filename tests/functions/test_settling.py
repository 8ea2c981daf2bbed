"""The chain ladder recovers planted final counts of synthetic lists that fill."""

from __future__ import annotations

from datetime import date
from math import isnan

import numpy as np
import pytest

from dbt_project.functions.estimates.settling import Count, Settlement, settlements

SAMPLES = 200
YEARS = np.arange(2020, 2026)
MOST = 120
VINTAGES = [date(2020 + month // 12, month % 12 + 1, 20) for month in range(36, 77, 4)]


@pytest.fixture(scope="module")
def rows() -> list[tuple[Settlement, int]]:
    """Return settlements and final counts of lists on which models appear after some time.

    A final count has 70 to 120 models. The mean delay is 10 months, exponential and cut at 36
    months after the end of the year.
    """
    generator = np.random.default_rng(7)
    finals = generator.integers(70, MOST + 1, (SAMPLES, len(YEARS)))
    delays = generator.exponential(10, (SAMPLES, len(YEARS), MOST)).clip(max=36)
    delays[np.arange(MOST) >= finals[..., None]] = np.inf
    rows = []
    for final, delay in zip(finals, delays, strict=True):
        counts: list[Count] = []
        for vintage in VINTAGES:
            ages = 12 * (vintage.year - YEARS - 1) + vintage.month
            listed = (delay <= ages[:, None]).sum(axis=1).tolist()
            years = zip(YEARS.tolist(), listed, strict=True)
            counts += [{"vintage": vintage, "year": year, "n": n} for year, n in years if n]
        rows += [(row, int(final[row.year - YEARS[0]])) for row in settlements(counts)]
    return rows


def test_the_expected_count_is_that_planted(rows: list[tuple[Settlement, int]]) -> None:
    """Years that end 5, 17 and 29 months before the newest list are recovered."""
    forecasts = [(row, final) for row, final in rows if row.target_vintage is None]
    for age in (5, 17, 29):
        ratios = [row.expected / final for row, final in forecasts if row.age_months == age]
        assert len(ratios) == SAMPLES
        assert np.median(ratios) == pytest.approx(1, abs=0.05)


def test_intervals_cover_what_they_state(rows: list[tuple[Settlement, int]]) -> None:
    """The coverage of hindcasts is that of the final counts, 95 in 100 or more."""
    forecasts = [row.low <= n <= row.high for row, n in rows if row.target_n is None]
    hindcasts = [row.low <= row.target_n <= row.high for row, _ in rows if row.target_n]
    assert 0.95 <= np.mean(forecasts) <= 1
    assert 0.95 <= np.mean(hindcasts) <= 1


def test_an_age_that_no_two_lists_enclose_has_no_number() -> None:
    counts: list[Count] = [
        {"vintage": date(2026, month, 20), "year": 2025, "n": 90} for month in (1, 8)
    ]
    (forecast,) = settlements(counts)
    assert (forecast.age_months, forecast.n, forecast.target_vintage) == (8, 90, None)
    assert isnan(forecast.expected)


def test_growth_repeats_that_of_earlier_years_at_the_same_age() -> None:
    """2022 grew from 40 to 80 between 1 and 13 months; 2023 has 60 after one month."""
    counts: list[Count] = [
        {"vintage": date(2023, 1, 20), "year": 2022, "n": 40},
        {"vintage": date(2024, 1, 20), "year": 2022, "n": 80},
        {"vintage": date(2024, 1, 20), "year": 2023, "n": 60},
        {"vintage": date(2025, 1, 20), "year": 2023, "n": 90},
    ]
    (hindcast,) = [row for row in settlements(counts) if row.vintage.year == 2024 and row.target_n]
    assert hindcast.expected == pytest.approx(120)
    # The half-width is the growth plus two models.
    assert hindcast.high == np.ceil(120 * 2 * np.exp(2 / 60))
