"""Estimates of papers recover planted shares, and intervals cover them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from dbt_project.functions.estimates.panels import fixed_panel_shares
from dbt_project.functions.estimates.shares import adjusted_share

SAMPLES = 1000  # each resampled with a seed of its own, so that their errors are independent
WORKS = 200
POSITIVES, NEGATIVES = 54, 226


def kinds(*columns: np.ndarray) -> tuple[list[list[float]], list[int]]:
    """Return distinct rows of parallel columns, and how often each occurs, as SQL groups them."""
    rows, works = np.unique(np.stack(columns), axis=1, return_counts=True)
    return [row.tolist() for row in rows], works.tolist()


def read_strings(
    generator: np.random.Generator, share: float, sensitivity: float, specificity: float
) -> tuple[np.ndarray, np.ndarray]:
    """Draw strings classified as industry, and others; a ``share`` of works names industry."""
    strings = 1 + generator.poisson(1, WORKS)
    industrial = 1 + generator.binomial(strings - 1, 0.3)
    truly = np.where(generator.random(WORKS) < share, industrial, 0)
    classified = generator.binomial(truly, sensitivity)
    classified += generator.binomial(strings - truly, 1 - specificity)
    return classified, strings - classified


def adjust(
    generator: np.random.Generator,
    share: float,
    rates: tuple[float, float],
    seed: int,
) -> list[float]:
    """Return value and interval of one planted sample, with error rates from planted labels."""
    (mentions, unnamed), works = kinds(*read_strings(generator, share, *rates))
    hits = int(generator.binomial(POSITIVES, rates[0]))
    rejections = int(generator.binomial(NEGATIVES, rates[1]))
    confusion = [hits, POSITIVES, rejections, NEGATIVES, 1, 2]
    rows = adjusted_share(
        list(map(int, mentions)), list(map(int, unnamed)), works, 0, confusion, seed
    )
    return list(rows)


@pytest.mark.parametrize(
    ("share", "rates"), [(0.15, (0.85, 0.97)), (0.4, (0.93, 0.99)), (0.65, (0.8, 0.95))]
)
@pytest.mark.usefixtures("quick")
def test_a_planted_share_is_recovered_from_misread_strings(
    share: float, rates: tuple[float, float]
) -> None:
    generator = np.random.default_rng(11)
    rows = np.array([adjust(generator, share, rates, seed) for seed in range(SAMPLES)])
    value, low, high = rows.T
    assert np.mean(value) == pytest.approx(share, abs=0.01)
    assert 0.93 <= np.mean((low <= share) & (share <= high)) <= 0.97


def test_works_of_one_string_have_rogan_and_gladens_estimate() -> None:
    """With many works and labels, the posterior converges to the closed form."""
    confusion = [900_000, 1_000_000, 980_000, 1_000_000, 0, 1_000_000]
    value, low, high = adjusted_share([1, 0], [0, 1], [300_000, 700_000], 0, confusion, 1)
    assert value == pytest.approx((0.3 + 0.98 - 1) / (0.9 + 0.98 - 1), abs=1e-3)
    assert high - low < 0.005


def test_works_that_truly_name_nothing_leave_the_denominator() -> None:
    exact = [10**9, 10**9, 10**9, 10**9]
    value, _, _ = adjusted_share(
        [1, 0], [0, 1], [300_000, 700_000], 200_000, [*exact, 500_000, 1_000_000], 1
    )
    assert value == pytest.approx(0.3 / 0.9, abs=3e-3)


def test_no_work_said_to_name_it_leaves_room_for_some() -> None:
    value, low, high = adjusted_share([0], [1], [20], 0, [51, 54, 226, 226, 2, 6], 1)
    assert low == 0
    assert 0 < value < 0.05
    assert 0.05 < high < 0.25


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
    columns = [column.tolist() for column in (venue, year, cases, sizes)]
    return np.reshape(fixed_panel_shares(*columns, firsts, lasts), (11, 3))


def test_shares_over_fixed_venues_are_covered() -> None:
    """Venues differ by up to 35 points, and deviate from a common trend by about 3."""
    generator = np.random.default_rng(31)
    venue, year, sizes = panel_cells(generator)
    weights = np.bincount(venue, sizes) / sizes.sum()
    levels, trend = generator.uniform(0.15, 0.5, 15), np.linspace(0, 0.15, 10)
    hits = np.zeros(11)
    samples = 150
    for _ in range(samples):
        shares = levels[:, None] + trend + generator.normal(0, 0.03, (15, 10))
        cases = generator.binomial(sizes, np.clip(shares[venue, year], 0, 1))
        truth = weights @ shares
        rows = fixed_panel(venue, year, cases, sizes)
        low, high = rows[:, 1], rows[:, 2]
        truth = np.append(truth, truth[8:].mean())
        hits += (low <= truth) & (truth <= high)
    assert 0.93 <= hits.mean() / samples <= 0.98


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


def test_a_complete_panel_has_its_pooled_shares() -> None:
    generator = np.random.default_rng(32)
    venue, year = np.divmod(np.arange(80), 10)
    sizes = np.full(80, 200)
    cases = generator.binomial(sizes, 0.4)
    pooled = np.bincount(year, cases) / np.bincount(year, sizes)
    rows = fixed_panel(venue, year, cases, sizes)
    assert rows[:10, 0] == pytest.approx(pooled)
    assert rows[10, 0] == pytest.approx(pooled[8:].mean())


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
    rows = fixed_panel_shares([1, 1, 2, 2], [1, 2, 3, 4], [5, 5, 5, 5], [20] * 4, [1], [1])
    assert np.isnan(rows).all()
