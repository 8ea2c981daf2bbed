"""Changes inside and between groups: the parts add up exactly, and planted changes are covered."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from dbt_project.functions.estimates.changes import ChangePart, change_parts

SAMPLES = 1000
# The works are of six venues in both periods, of one that leaves and of one that enters.
OLD = np.array([2800, 1500, 900, 400, 120, 25, 300, 0])
NEW = np.array([3200, 700, 1400, 500, 90, 40, 0, 2100])
OLD_SHARES = np.array([0.55, 0.3, 0.42, 0.2, 0.6, 0.1, 0.35, 0.0])
CHANGES = np.array([-0.08, -0.02, -0.1, 0.05, -0.2, 0.15, 0.0, 0.5])


def parts(periods: Mapping[str, Mapping[str, tuple[float, float]]]) -> dict[str, ChangePart]:
    """Return the parts of the change between two periods, which have k and n of each group."""
    changes = change_parts(
        [
            {"group_name": group, "period": period, "k": k, "n": n}
            for period, groups in periods.items()
            for group, (k, n) in groups.items()
            if n > 0
        ]
    )
    return {change.part: change for change in changes}


def planted(generator: np.random.Generator) -> ChangePart:
    """Return the change inside venues of a drawn sample."""
    drawn = {
        period: dict(zip("abcdefgh", zip(generator.binomial(n, p), n, strict=True), strict=True))
        for period, n, p in (("2015", OLD, OLD_SHARES), ("2020", NEW, OLD_SHARES + CHANGES))
    }
    return parts(drawn)["within"]


def test_a_worked_example() -> None:
    """Venue a changes, b shrinks, c leaves and d enters; the share goes from 4/10 to 4/8."""
    changes = parts(
        {
            "2015": {"a": (2, 4), "b": (2, 4), "c": (0, 2)},
            "2020": {"a": (3, 4), "b": (1, 2), "d": (0, 2)},
        }
    )
    assert {part: (change.n_groups, change.contribution) for part, change in changes.items()} == {
        "within": (2, pytest.approx(0.1125)),
        "shifted": (2, pytest.approx(0.0175 - 0.0075)),
        "left": (1, pytest.approx(0.09)),
        "entered": (1, pytest.approx(-0.1125)),
    }
    assert changes["within"][:6] == ("2015", "2020", 10, 8, 0.4, 0.5)


def test_a_planted_change_inside_venues_is_recovered_and_covered() -> None:
    generator = np.random.default_rng(51)
    weights = (OLD / OLD.sum() + NEW / NEW.sum()) / 2
    truth = float((weights * CHANGES)[(OLD > 0) & (NEW > 0)].sum())
    changes = [planted(generator) for _ in range(SAMPLES)]
    value, low, high = np.array([change[-3:] for change in changes], dtype=float).T
    assert np.mean(value) == pytest.approx(truth, abs=0.001)
    assert 0.93 <= np.mean((low <= truth) & (truth <= high)) <= 0.97
