"""Contributions of causes to the change of a share add up, and are means over all orders."""

from __future__ import annotations

from itertools import permutations
from math import factorial
from typing import Any

import numpy as np
import pytest

from dbt_project.functions.estimates.revisions import (
    CAUSES,
    TEAM_CLASSES,
    Change,
    Period,
    contributions,
)

YEARS: Period = {"period": "2022", "first_year": 2022, "last_year": 2022}


def change(n: int, old: dict[str, Any] | None, new: dict[str, Any] | None) -> Change:
    """Return a change of models from a state to another; None is outside the file."""
    state = {"team_class": "industry_only", "year": 2022, "has_compute": True, "meets_rule": True}
    columns: dict[str, Any] = {"n": n}
    for side, given in (("old", old), ("new", new)):
        columns[f"is_in_{side}_file"] = given is not None
        for name, value in state.items():
            columns[f"{side}_{name}"] = None if given is None else given.get(name, value)
    return columns


def parts_of(changes: list[Change], team_class: str) -> dict[str, float]:
    rows = contributions(changes, [YEARS], 1)
    return {row.cause: row.contribution for row in rows if row.team_class == team_class}


def test_a_change_is_split_over_its_causes() -> None:
    """4 of 16 models are academic. 8 industry models disappear and 2 academic ones become industry.

    If the removal comes first, it changes 4/16 to 4/8, and if it comes last, 2/16 to 2/8. If the
    new labels come first, they change 4/16 to 2/16, and if they come last, 4/8 to 2/8. Each cause
    gets the mean of its two changes.
    """
    academic = {"team_class": "academic_only"}
    changes = [change(8, {}, None), change(4, {}, {}), change(2, academic, {})]
    changes.append(change(2, academic, academic))
    parts = parts_of(changes, "academic_only")
    assert parts == dict.fromkeys(CAUSES, 0) | {"removed": 0.1875, "relabelled": -0.1875}
    row = contributions(changes, [YEARS], 1)[0]
    assert row[:6] == ("2022", "academic_only", 16, 8, 0.25, 0.25)


def in_state(model: Change, moved: set[str]) -> tuple[bool, str | None]:
    """Return whether a model counts in 2022, and its class, once some causes have moved it."""
    row: dict[str, Any] = dict(model)
    if not row["is_in_old_file"]:
        return "added" in moved and row["new_year"] == 2022, row["new_team_class"]
    if not row["is_in_new_file"]:
        return "removed" not in moved and row["old_year"] == 2022, row["old_team_class"]
    classes = row["old_team_class"], row["new_team_class"]
    cause = "labelled" if "unknown" in classes else "relabelled"
    year, compute, rule = (
        row[f"{'new' if cause in moved else 'old'}_{name}"]
        for name, cause in (("year", "redated"), ("has_compute", "compute"), ("meets_rule", "rule"))
    )
    return year == 2022 and compute and rule, classes[cause in moved]


def share(changes: list[Change], moved: set[str], team_class: str, empty: float = 0) -> float:
    states = [(model["n"], *in_state(model, moved)) for model in changes]
    known = [(n, of) for n, counts, of in states if counts and of != "unknown"]
    total = sum(n for n, _ in known)
    return sum(n for n, of in known if of == team_class) / total if total else empty


@pytest.mark.parametrize("seed", range(3))
def test_a_contribution_is_the_mean_effect_over_all_orders(seed: int) -> None:
    generator = np.random.default_rng(seed)

    def drawn() -> dict[str, Any]:
        return {
            "team_class": generator.choice([*TEAM_CLASSES, "unknown"]).item(),
            "year": generator.choice([2021, 2022]).item(),
            "has_compute": bool(generator.random() < 0.7),
            "meets_rule": bool(generator.random() < 0.7),
        }

    changes = [change(int(generator.integers(1, 5)), drawn(), drawn()) for _ in range(12)]
    # A model of one file is in the population there.
    only = {"has_compute": True, "meets_rule": True}
    changes += [change(2, drawn() | only, None), change(3, None, drawn() | only)]
    before = share(changes, set(), "industry_only")
    values: dict[frozenset[str], float] = {}
    effects = dict.fromkeys(CAUSES, 0.0)
    for order in permutations(CAUSES):
        for i, cause in enumerate(order):
            without, moved = frozenset(order[:i]), frozenset(order[: i + 1])
            for causes in (without, moved):
                if causes not in values:
                    values[causes] = share(changes, set(causes), "industry_only", before)
            effects[cause] += values[moved] - values[without]
    expected = {cause: effect / factorial(len(CAUSES)) for cause, effect in effects.items()}
    assert parts_of(changes, "industry_only") == pytest.approx(expected)


def test_a_suppressed_share_has_no_change_to_explain() -> None:
    changes = [change(5, {}, {}), change(4, {"year": 2021}, {"year": 2021})]
    periods: list[Period] = [YEARS, {"period": "2021", "first_year": 2021, "last_year": 2021}]
    assert {row.period for row in contributions(changes, periods, 5)} == {"2022"}
    assert contributions(changes, periods, 6) == []
