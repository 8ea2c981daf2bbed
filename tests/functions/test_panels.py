"""Shares of periods with fixed weights of venues."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from dbt_project.functions.estimates.panels import fixed_venue_shares
from tests.functions.planted import rows_of


def panel_cells(generator: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the lists of 15 venues in 10 years, a third of them missing, with their sizes."""
    venue, year = np.divmod(np.arange(150), 10)
    sizes = (50 * np.exp(generator.normal(0, 1, 15)))[venue] * generator.uniform(0.7, 1.3, 150)
    mask = (generator.random(150) < 0.66) | (venue < 2)
    return venue[mask], year[mask], sizes[mask].astype(int) + 20


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


def test_the_jackknife_of_a_panel_omits_one_list_at_a_time() -> None:
    """The reference is a weighted regression on dummies; it omits a list from all effects."""
    generator = np.random.default_rng(33)
    venue, year, sizes = panel_cells(generator)
    cases = generator.binomial(sizes, 0.4)
    design = np.hstack([venue[:, None] == range(15), year[:, None] == range(10)]).astype(float)
    shares = np.bincount(venue, sizes) / sizes.sum()

    def last_year(mask: np.ndarray) -> float:
        root = np.sqrt(sizes * mask)
        fit = np.linalg.lstsq(design * root[:, None], cases / sizes * root, rcond=None)[0]
        return float(shares @ fit[:15] + fit[24])

    lists = len(venue)
    value = last_year(np.ones(lists))
    changes = [last_year(np.arange(lists) != omitted) - value for omitted in range(lists)]
    variance = (lists - 1) / lists * np.sum(np.square(changes))
    reach = stats.t.ppf(0.975, lists - 24) * np.sqrt(variance)
    rows = fixed_panel(venue, year, cases, sizes)[9]
    assert rows == pytest.approx([value, value - reach, value + reach])


def test_venues_without_a_year_in_common_are_not_compared() -> None:
    lists = rows_of(venue="aabb", year=range(4), k=[5] * 4, n=[20] * 4)
    assert fixed_venue_shares(lists, [{"period": "0", "first_year": 0, "last_year": 0}]) == []
