"""A planted gap between compute-intensive works and others is recovered, and intervals cover it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from dbt_project.functions.estimates.intensity import Gap, TopicWorks, intensity_gaps
from tests.functions.planted import rows_of

SAMPLES = 120
TIMES, TOPICS = 3, 24
GAPS = np.array([-0.04, -0.12, -0.02])
TRUTH = np.array([*GAPS, *GAPS[1:] - GAPS[0], GAPS[2] - GAPS[1]])


def cells_of(*columns: Iterable[float]) -> list[TopicWorks]:
    """Return the cells of parallel columns.

    They are list, venue, period, topic, side, cases, works, and sums of squared parts of works.
    """
    names = ("list", "venue", "period", "topic", "is_intensive", "k", "n", "squares")
    return rows_of(**dict(zip(names, columns, strict=True)))


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
        keys = (self.list, self.venue, self.time, self.first, self.side)
        cells = np.tile(np.stack(keys), 2)
        cells[3, len(place) :] = self.second
        self.rows, self.cell = np.unique(cells, axis=1, return_inverse=True)

    def gaps(self, cases: np.ndarray) -> list[Gap]:
        works = np.bincount(self.cell) / 2
        amounts = np.bincount(self.cell, np.tile(cases, 2)) / 2
        # A work of one topic has two halves in its cell.
        squares = np.bincount(self.cell, np.tile(np.where(self.first == self.second, 2, 1), 2)) / 4
        cells = cells_of(*self.rows, amounts, works, squares)
        return intensity_gaps(cells, "list", True)

    def draw(self, generator: np.random.Generator) -> np.ndarray:
        """Draw academic-only works: topics, lists, sides of a list and venues have a spread."""
        topic = generator.normal(0, 0.06, TOPICS)
        share = (
            0.5
            + generator.uniform(-0.2, 0.2, 10)[self.venue]
            + generator.normal(0, 0.04, 90)[self.list]
            + generator.normal(0, 0.02, (2, 90))[self.side, self.list]
            + (topic[self.first] + topic[self.second]) / 2
            + GAPS[self.time] * self.side
        )
        return generator.random(len(share)) < np.clip(share, 0, 1)


def test_a_planted_gap_and_its_change_are_recovered_and_covered() -> None:
    generator = np.random.default_rng(71)
    lists = Lists(generator)
    values, hits = [], []
    for _ in range(SAMPLES):
        cases = lists.draw(generator)
        gaps = lists.gaps(cases)
        value, low, high = np.array([gap[2:5] for gap in gaps]).T
        values.append(value)
        hits.append((low <= TRUTH) & (high >= TRUTH))
    covered = np.mean(hits, axis=0)
    assert np.mean(values, axis=0) == pytest.approx(TRUTH, abs=0.008)
    assert 0.92 <= covered[:TIMES].min() <= covered[:TIMES].mean() <= 0.975
    assert 0.93 <= covered[TIMES:].mean() <= 1


def test_venues_with_fewer_academics_are_no_gap() -> None:
    """Two venues of constant shares; the intensive works are mostly at the one with 20%."""
    share, sizes = np.array([0.2, 0.6]), np.array([[100, 400], [300, 100]])
    rows = [
        (venue * 3 + time, venue, time, topic, topic % 2, size * share[venue], size, size)
        for venue in range(2)
        for time in range(3)
        for topic in range(4)
        for size in [sizes[topic % 2, venue] / 2]
    ]
    cells = cells_of(*zip(*rows, strict=True))
    pooled, fixed = (intensity_gaps(cells, of, False) for of in ("period", "list"))
    assert [gap.value for gap in pooled[:3]] == pytest.approx([0.28 - 0.5] * 3)
    assert [gap.value for gap in fixed[:3]] == pytest.approx([0, 0, 0])


def test_a_gap_that_one_topic_decides_has_no_interval() -> None:
    lists, sides = [1, 2, 3] * 3, [1] * 3 + [0] * 6
    topics = [1] * 3 + [2] * 3 + [3] * 3
    cases, works = [10.0, 9.0, 8.0] * 3, [20.0] * 9
    cells = cells_of(lists, lists, [1] * 9, topics, sides, cases, works, works)
    (of_these,), (of_all,) = (intensity_gaps(cells, "period", sampled) for sampled in (False, True))
    assert -1 < of_these.ci_low < of_these.value == of_all.value
    assert np.isnan(of_all.ci_low)
