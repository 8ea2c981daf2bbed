"""A planted gap between compute-intensive works and others is recovered, and intervals cover it."""

from __future__ import annotations

import numpy as np
import pytest

from dbt_project.functions.estimates.intensity import intensity_gaps

SAMPLES = 250
TIMES, TOPICS = 3, 24
GAPS = np.array([-0.04, -0.12, -0.02])
TRUTH = np.array([GAPS, GAPS - GAPS[0]])


class Lists:
    """Synthetic lists of 10 venues in 3 times; two in five works have a second topic.

    Topics differ in size and are in the order of their compute. A work is intensive if its topics
    are among the upper third in the mean.
    """

    def __init__(self, generator: np.random.Generator) -> None:
        places = np.array([(v, v * 9 + y, y // 3) for v in range(10) for y in range(9)])
        mask = (generator.random(len(places)) < 0.7) | (places[:, 0] < 3)
        size = generator.lognormal(4.6, 0.6, len(places)).astype(int) + 20
        place = np.repeat(np.flatnonzero(mask), size[mask])
        popular = generator.dirichlet(np.full(TOPICS, 1.5))
        first, second = (generator.choice(TOPICS, len(place), p=popular) for _ in range(2))
        self.second = np.where(generator.random(len(place)) < 0.4, second, first)
        self.first, (self.venue, self.list, self.time) = first, places[place].T
        mean = (self.first + self.second) / 2
        self.side = (mean >= np.quantile(mean, 2 / 3)).astype(int)
        keys = (self.list, self.venue, self.time + 1, self.first, self.side)
        cells = np.tile(np.stack(keys), 2)
        cells[3, len(place) :] = self.second
        self.rows, self.cell = np.unique(cells, axis=1, return_inverse=True)

    def gaps(self, cases: np.ndarray, *, is_fixed: bool, are_drawn: bool = True) -> np.ndarray:
        """Return gaps and changes: value, low and high of each time."""
        works = np.bincount(self.cell) / 2
        amounts = np.bincount(self.cell, np.tile(cases, 2)) / 2
        columns = [*self.rows.tolist(), works.tolist(), amounts.tolist()]
        ends = intensity_gaps(*columns, is_fixed, are_drawn)
        return np.reshape(ends, (-1, 2, 3)).transpose(1, 0, 2)

    def draw(
        self, generator: np.random.Generator, topic_spread: float, venue_spread: float
    ) -> np.ndarray:
        """Draw academic-only works: topics and lists differ, and venues if they have a spread."""
        topic = generator.normal(0, topic_spread, TOPICS)
        share = (
            0.5
            + generator.uniform(-venue_spread, venue_spread, 10)[self.venue]
            + generator.normal(0, 0.03, 90)[self.list]
            + generator.normal(0, 0.02, (2, 90))[self.side, self.list]
            + (topic[self.first] + topic[self.second]) / 2
            + GAPS[self.time] * self.side
        )
        return generator.random(len(share)) < np.clip(share, 0, 1)


@pytest.mark.parametrize(
    ("is_fixed", "are_drawn", "venue_spread"),
    [(True, True, 0.2), (False, False, 0.0)],
)
def test_a_planted_gap_and_its_change_are_recovered_and_covered(
    is_fixed: bool, are_drawn: bool, venue_spread: float
) -> None:
    generator = np.random.default_rng(71)
    lists = Lists(generator)
    values, hits = [], []
    for _ in range(SAMPLES):
        cases = lists.draw(generator, 0.06 if are_drawn else 0, venue_spread)
        rows = lists.gaps(cases, is_fixed=is_fixed, are_drawn=are_drawn)
        values.append(rows[..., 0])
        hits.append((rows[..., 1] <= TRUTH) & (rows[..., 2] >= TRUTH))
    covered = np.mean(hits, axis=0)
    assert np.mean(values, axis=0) == pytest.approx(TRUTH, abs=0.008)
    assert 0.93 <= covered[0].mean() <= 0.975
    assert 0.93 <= covered[1, 1:].mean() <= 0.99


def test_venues_with_fewer_academics_are_no_gap() -> None:
    """Two venues of constant shares; the intensive works are mostly at the one with 20%."""
    share, sizes = np.array([0.2, 0.6]), np.array([[100, 400], [300, 100]])
    rows = [
        (venue * 3 + time, venue, time, topic, topic % 2, size / 2, size / 2 * share[venue])
        for venue in range(2)
        for time in range(3)
        for topic in range(4)
        for size in [float(sizes[topic % 2, venue])]
    ]
    columns = [list(column) for column in zip(*rows, strict=True)]
    pooled, fixed = (intensity_gaps(*columns, is_fixed, True) for is_fixed in (False, True))
    assert pooled[::6] == pytest.approx([0.28 - 0.5] * 3)
    assert fixed[::6] == pytest.approx([0, 0, 0])


def test_a_gap_that_one_topic_decides_has_no_interval() -> None:
    lists, sides = [1, 2, 3] * 3, [1] * 3 + [0] * 6
    topics = [1] * 3 + [2] * 3 + [3] * 3
    counts = ([20.0] * 9, [10.0, 9.0, 8.0] * 3)
    rows = intensity_gaps(lists, lists, [1] * 9, topics, sides, *counts, False, True)
    assert rows[0] == pytest.approx(0)
    assert np.isnan(rows[1:3]).all()
