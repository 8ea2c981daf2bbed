"""Shares of lists of known weight agree with sums, and their intervals cover planted shares."""

from __future__ import annotations

import numpy as np
import pytest

from dbt_project.functions.estimates.strata import (
    reach_by_venue,
    share_by_group,
    share_of_strata,
)
from dbt_project.functions.estimates.works import share_of_counts
from tests.functions.planted import rows_of

SAMPLES = 1000
WORKS = np.array([440, 620, 110, 100, 330, 490, 2600, 60])
SHARES = np.array([0.2, 0.19, 0.29, 0.01, 0.05, 0.018, 0.1, 0.0])
# Venues of the record with their academic-only share, the works of their editions of 2020 to 2022,
# and of those since 2023.
VENUES = [
    (0.53, [1620, 1670, 1320], [1570]),
    (0.44, [710], [1070, 920]),
    (0.64, [50, 100, 80], [110, 80]),
    (0.58, [580, 680], [1010, 1260, 1620]),
    (0.55, [230, 320, 290], [280, 310]),
    (0.53, [570, 560], []),
    (0.39, [], [300]),
    (0.62, [120, 140, 160], [170, 160]),
    (0.54, [150, 200], [200, 260]),
    (0.38, [1430, 1620, 2040], [2310]),
    (0.45, [], [280]),
    (0.37, [1620], []),
    (0.50, [830], [2010, 1240]),
    (0.38, [1570], []),
    (0.46, [660, 850, 1020], [5300]),
    (0.52, [], [1820, 6600]),
    (0.57, [790, 720, 870], [850]),
    (0.42, [420, 530], [570, 650, 840]),
    (0.45, [480, 650], [540, 700]),
    (0.52, [2500], [4540]),
    (0.55, [110, 110, 130], [130]),
    (0.49, [330, 360, 360], [560, 740]),
    (0.54, [320, 370], [410, 400, 720]),
]
EDITIONS = 0.18  # standard deviation of an edition's logit around its venue, as in the record


def test_weights_count_and_not_the_works_read() -> None:
    share = share_of_strata(rows_of(weight=[300.0, 100.0], n=[10.0, 90.0], k=[5.0, 0.0]))
    assert share.value == pytest.approx(0.375)
    assert share.effective_n < 100


def test_one_list_has_the_interval_of_its_counts() -> None:
    for k in (0.0, 30.0, 60.0):
        share = share_of_strata(rows_of(weight=[7.0], n=[60.0], k=[k]))
        assert share[3:5] == pytest.approx(share_of_counts(k, 60, 0)[3:5])


def test_intervals_cover_planted_shares() -> None:
    """The lists weigh by all their works, of which unequal parts are read."""
    generator = np.random.default_rng(5)
    n = np.ceil(WORKS * 0.1 * np.linspace(0.5, 1, len(WORKS)))
    truth = WORKS @ SHARES / WORKS.sum()
    drawn = generator.binomial(n.astype(int), SHARES, (SAMPLES, len(WORKS)))
    shares = [share_of_strata(rows_of(weight=WORKS, n=n, k=k)) for k in drawn]
    covers = np.mean([one.ci_low <= truth <= one.ci_high for one in shares])
    assert np.mean([one.value for one in shares]) == pytest.approx(truth, rel=0.03)
    assert 0.93 < covers < 0.99


def drawn_changes(
    kind: str, change: float, seed: int, samples: int = 400
) -> tuple[np.ndarray, np.ndarray]:
    """Return the changes of a share and the halves of their intervals.

    Each edition varies around its venue, whose logit changes by ``change`` between the periods.
    """
    generator = np.random.default_rng(seed)
    venues = [one for one in VENUES if kind == "pooled" or (one[1] and one[2])]
    part = 0.2 if kind == "complete teams" else 1.0
    venues = venues[::2] if kind == "complete teams" else venues
    found = []
    for _ in range(samples):
        sums = []
        for level, base, now in venues:
            for works, shift in ((base, 0.0), (now, change)):
                n = (np.array(works) * part).astype(int)
                logit = np.log(level / (1 - level)) + shift + generator.normal(0, EDITIONS, n.size)
                sums += [n.sum(), generator.binomial(n, 1 / (1 + np.exp(-logit))).sum()]
        base_n, base_k, n, k = np.array(sums, float).reshape(-1, 4).T
        if kind != "pooled":  # a venue has the same weight in both periods
            weight = n + base_n
            base_n, base_k, n, k = weight, weight * base_k / base_n, weight, weight * k / n
        half = reach_by_venue(rows_of(n=n, k=k, base_n=base_n, base_k=base_k))
        found.append((k.sum() / n.sum() - base_k.sum() / base_n.sum(), half))
    return tuple(np.array(found).T)


@pytest.mark.parametrize("kind", ["pooled", "venues fixed", "complete teams"])
def test_a_change_is_seldom_seen_where_no_venue_changes(kind: str) -> None:
    change, half = drawn_changes(kind, 0.0, 7)
    assert np.mean(change - half > 0) <= 0.05
    assert np.mean(change + half < 0) <= 0.05


@pytest.mark.parametrize("kind", ["pooled", "venues fixed"])
def test_a_change_of_five_points_is_mostly_seen(kind: str) -> None:
    change, half = drawn_changes(kind, 0.2, 8, 200)
    assert np.mean(change - half > 0) >= 0.7


def test_a_share_of_venues_is_covered_where_venues_differ() -> None:
    """Shares are drawn around a tenth, and sizes are as uneven as those of the record."""
    generator = np.random.default_rng(9)
    weight = np.array([sum(now) for _, _, now in VENUES if now], float)
    hits = 0
    for _ in range(SAMPLES):
        shares = generator.beta(2, 18, weight.size)
        n = weight.astype(int)
        part = generator.binomial(n, shares)
        share = share_by_group(rows_of(weight=weight, part=part, n=n))
        hits += share.ci_low <= 0.1 <= share.ci_high
    assert 0.92 <= hits / SAMPLES <= 0.98
