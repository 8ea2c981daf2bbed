"""Combinations of planted choices: what is there, what repeats, and which axis decides."""

from __future__ import annotations

import datetime as dt
from itertools import product

import numpy as np
import pytest

from dbt_project.functions.choices.combinations import (
    Cell,
    Chosen,
    Parts,
    Question,
    Specification,
    decisive_axis,
    specifications,
)

AXES = {"list": ["notable", "all"], "values": ["known", "sure"], "base": ["any", "none"]}
QUESTION = Question(
    "how-far", list(AXES), list(AXES.values()), "epoch", dt.date(2026, 1, 1), 2010, 2026
)
# Ten cases: five are notable, eight sure, and the one with a base is not notable.
KEPT = {
    "notable": np.arange(10) < 5,
    "sure": np.arange(10) >= 2,
    "none": np.arange(10) < 9,
}  # fmt: skip


def select(chosen: Chosen) -> Parts:
    kept = np.ones(10, bool)
    for choice in chosen.values():
        kept = kept & KEPT.get(choice, True)
    return (kept,)


def count(kept: np.ndarray) -> Cell:
    n = int(kept.sum())
    return Cell(float(n), np.nan, n + 1.0, n, None)


def by_choices(rows: list[Specification]) -> dict[str, Specification]:
    return {" ".join(row.choices): row for row in rows}


def test_each_combination_is_there_once_with_its_steps_from_the_answer() -> None:
    rows = specifications(QUESTION, select, count)
    assert rows[0].choices == ["notable", "known", "any"]
    assert sorted(row.choices for row in rows) == sorted(map(list, product(*AXES.values())))
    assert [row.steps for row in rows] == [0, 1, 1, 1, 2, 2, 2, 3]
    found = by_choices(rows)
    assert found["all sure none"][2:] == (3, False, 7.0, None, 8.0, 7, None)


def test_a_combination_with_the_cases_of_a_nearer_one_repeats_it() -> None:
    """No notable case has a base, so to leave bases out changes nothing there."""
    found = by_choices(specifications(QUESTION, select, count))
    repeats = {choices for choices, row in found.items() if row.is_repeat}
    assert repeats == {"notable known none", "notable sure none"}
    assert found["notable sure none"].value == found["notable sure any"].value == 3


def test_the_same_cases_counted_otherwise_are_no_repeat() -> None:
    def of_team(chosen: Chosen) -> Parts:
        return np.ones(10, bool), KEPT["sure" if chosen["values"] == "sure" else "none"]

    rows = specifications(QUESTION, of_team, lambda _kept, counted: count(counted))
    assert {row.value for row in rows if not row.is_repeat} == {8, 9}
    assert sum(row.is_repeat for row in rows) == 6


def test_too_few_cases_and_choices_that_exclude_each_other_are_absent() -> None:
    found = by_choices(
        specifications(QUESTION, select, lambda kept: count(kept) if kept.sum() >= 5 else None)
    )
    assert {choices for choices in found if "notable" in choices} == {
        "notable known any", "notable known none",
    }  # fmt: skip
    found = by_choices(
        specifications(
            QUESTION,
            lambda one: None if {"sure", "none"} <= {*one.values()} else select(one),
            count,
        )
    )
    assert len(found) == 6
    assert not [choices for choices in found if "sure none" in choices]


def test_the_axis_that_decides_is_the_planted_one() -> None:
    """Its part is what the variance loses without it: 9 of 9 + 1, and noise has the rest."""
    choices = [[*row, f"noise {i % 3}"] for i, row in enumerate([*product("ab", "cd", "ef")] * 18)]
    effect = {"a": 3, "b": -3, "c": 1, "d": -1, "e": 0, "f": 0}
    values = [float(sum(effect.get(choice, 0) for choice in row)) for row in choices]
    decisive = decisive_axis(choices, values)
    assert decisive == ("a", pytest.approx(0.9))
    assert decisive_axis(choices, [1.0] * len(choices)) == (None, None)
    assert decisive_axis(choices[:1], values[:1]) == (None, None)
