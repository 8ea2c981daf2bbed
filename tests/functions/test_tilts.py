"""Planted tilts of topics are recovered, and intervals cover them."""

from __future__ import annotations

import numpy as np
import pytest

from dbt_project.functions.estimates.tilts import prior_strength, tilt
from tests.functions.planted import rows_of

TOPICS = 40
SHARE = 0.3


def drawn(samples: int, strength: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw shares, sizes and cases of topics that vary around a share; one sample a row."""
    generator = np.random.default_rng(3)
    shares = generator.beta(SHARE * strength, (1 - SHARE) * strength, (samples, TOPICS))
    n = generator.integers(20, 200, shares.shape)
    return shares, n, generator.binomial(n, shares)


def strengths(n: np.ndarray, k: np.ndarray) -> list[float]:
    return [
        prior_strength(rows_of(k=hits, n=works), SHARE) for hits, works in zip(k, n, strict=True)
    ]


def tilts(n: np.ndarray, k: np.ndarray, strength: list[float]) -> np.ndarray:
    """Return value, low and high of each topic."""
    rows = zip(k.ravel(), n.ravel(), np.repeat(strength, TOPICS), strict=True)
    return np.array([tilt(hits, works, SHARE, m) for hits, works, m in rows]).T


def test_planted_tilts_are_covered_and_their_spread_comes_back() -> None:
    shares, n, k = drawn(samples=60, strength=30)
    fitted = strengths(n, k)
    value, low, high = tilts(n, k, fitted)
    truth = np.log2(shares.ravel() / SHARE)
    assert 0.93 <= ((low <= truth) & (truth <= high)).mean() <= 0.97
    assert np.median(fitted) == pytest.approx(30, rel=0.2)
    raw = np.log2((k.ravel() + 0.5) / (n.ravel() + 1) / SHARE)
    assert ((value - truth) ** 2).mean() < ((raw - truth) ** 2).mean()
