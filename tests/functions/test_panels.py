"""Shares of periods with fixed weights of venues."""

from __future__ import annotations

import numpy as np
import pytest

from dbt_project.functions.estimates.panels import fixed_venue_shares
from tests.functions.planted import rows_of


def fixed_panel(
    venue: np.ndarray, year: np.ndarray, cases: np.ndarray, sizes: np.ndarray
) -> np.ndarray:
    """Return value and interval of each of ten years, and of the last two together."""
    firsts, lasts = [*range(10), 8], [*range(10), 9]
    lists = rows_of(venue=venue, year=year, k=cases, n=sizes)
    periods = rows_of(period=range(11), first_year=firsts, last_year=lasts)
    return np.array([row[1:] for row in fixed_venue_shares(lists, periods)])


def test_a_change_of_venues_is_no_change_of_the_share() -> None:
    """Venues keep their shares; the pooled share falls because high shares leave."""
    shares = np.array([0.6, 0.5, 0.2, 0.1, 0.3, 0.4])
    venue, year = np.divmod(np.arange(60), 10)
    mask = ~((venue < 2) & (year > 4))
    venue, year = venue[mask], year[mask]
    sizes = np.full(len(venue), 100)
    cases = (shares[venue] * sizes).astype(int)
    pooled = np.bincount(year, cases) / np.bincount(year, sizes)
    rows = fixed_panel(venue, year, cases, sizes)
    weights = np.bincount(venue, sizes) / sizes.sum()
    assert pooled[9] - pooled[0] == pytest.approx(-0.1)
    assert rows[:, 0] == pytest.approx(np.full(11, weights @ shares))


def test_venues_without_a_year_in_common_are_not_compared() -> None:
    lists = rows_of(venue="aabb", year=range(4), k=[5] * 4, n=[20] * 4)
    assert fixed_venue_shares(lists, [{"period": "0", "first_year": 0, "last_year": 0}]) == []
