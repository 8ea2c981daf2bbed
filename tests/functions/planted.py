"""Planted lists, their rows, and the coverage that an interval of 95% must have."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

SAMPLES = 1000


def rows_of(**columns: Iterable[Any]) -> list[Any]:
    """Return the rows that SQL passes to a function, from their columns."""
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def assert_covers(hits: int, samples: int = SAMPLES) -> None:
    """Check that an interval covered the planted value 93 to 97 times in 100."""
    assert 0.93 <= hits / samples <= 0.97


def owners_of(models: int, generator: np.random.Generator) -> np.ndarray:
    """Draw owners as uneven as those of the lists: the first has a fifth to a quarter."""
    chances = 1 / np.arange(1, 41)
    return generator.choice(40, models, p=chances / chances.sum())
