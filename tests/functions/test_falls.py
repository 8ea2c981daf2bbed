"""The allowed years cover the planted year in which a share falls below half."""

from __future__ import annotations

import numpy as np
import pytest

from dbt_project.functions.estimates.falls import Fall, ShareOfYear, fall_below_half
from dbt_project.functions.estimates.shares import share_by_owner
from tests.functions.planted import SAMPLES, rows_of

FIRST, FALL = 2012, 2020
# Notable models of known compute by year in the list of 2026-01-26.
MODELS = np.array([8, 10, 14, 11, 16, 20, 24, 38, 33, 62, 60, 65, 48, 34])
OWNERS = 25
CORRELATION = 0.2


def falls(middle: float) -> list[Fall]:
    """Return the falls of samples whose share is half at ``middle``; uneven owners differ."""
    generator = np.random.default_rng(41)
    years = np.arange(FIRST, FIRST + len(MODELS))
    shares = 1 / (1 + np.exp(0.7 * (years - middle)))[None, :, None]
    spread = 1 / CORRELATION - 1
    own = generator.beta(shares * spread, (1 - shares) * spread, (SAMPLES, len(MODELS), OWNERS))
    chances = 1 / np.arange(1, OWNERS + 1)
    sizes = generator.multinomial(MODELS, chances / chances.sum(), (SAMPLES, len(MODELS)))
    counts = generator.binomial(sizes, own)
    return [
        fall_below_half([share_of_year(*year) for year in zip(years, *sample, strict=True)])
        for sample in zip(sizes, counts, strict=True)
    ]


def share_of_year(year: int, sizes: np.ndarray, counts: np.ndarray) -> ShareOfYear:
    share = share_by_owner(sizes.tolist(), counts.tolist(), [0] * OWNERS)._asdict()
    return {"year": int(year)} | {name: share[name] for name in ("value", "effective_n", "degrees")}


def coverage(sample: list[Fall]) -> float:
    hits = [(fall.year_low or 0) <= FALL <= (fall.year_high or 9999) for fall in sample]
    return float(np.mean(hits))


@pytest.mark.parametrize("middle", [FALL - 0.01, FALL - 0.99])
def test_a_year_at_half_is_covered_as_often_as_the_level_states(middle: float) -> None:
    """The hardest case is a year with a share of exactly half, whose test errs 5 times in 100."""
    assert 0.93 <= coverage(falls(middle)) <= 0.98


@pytest.mark.parametrize(
    ("counts", "state", "years"),
    [
        pytest.param([20, 8, 10, 1], "in_data", (2023, 2021, 2023), id="the last fall counts"),
        pytest.param([20, 1, 1, 10], "not_yet", (None, 2021, None), id="it is half again"),
        pytest.param([9, 1, 1, 1], "before_data", (None, None, 2021), id="it was never half"),
        pytest.param([20, 20, 20, 20], "not_yet", (None, 2024, None), id="it has not fallen"),
    ],
)
def test_the_state_says_where_the_fall_lies(
    counts: list[int], state: str, years: tuple[int | None, ...]
) -> None:
    values = [k / 20 for k in counts]
    shares = rows_of(year=range(2020, 2024), value=values, effective_n=[20] * 4, degrees=[1e6] * 4)
    fall = fall_below_half(shares)
    assert fall[3:] == (state, *years)
    assert fall[:3] == (4, 2020, 2023)
