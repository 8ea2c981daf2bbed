"""Every combination of choices, each with the cases that it selects (docs/metrics.md 3).

The whole set of results is a multiverse analysis (Steegen et al. 2016, Increasing transparency
through a multiverse analysis), its order a specification curve (Simonsohn, Simmons and Nelson
2020). Combinations are no sample: a part of them is no probability.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import product
from math import isnan
from typing import NamedTuple

import numpy as np

from dbt_project.functions.estimates.arrays import Floats

# Fewer known cases carry no number that a reader could choose.
FEWEST_CASES = 20


class Question(NamedTuple):
    """An answer with its list and years, and its axes with the values of each, its own first."""

    question: str
    axes: list[str]
    choices: list[list[str]]
    source: str
    vintage: date
    first_year: int
    last_year: int


class Years(NamedTuple):
    """The first and the last year of a choice that has years."""

    choice: str
    first_year: int
    last_year: int


class Cell(NamedTuple):
    """A number with its interval, its cases, and those in the class; k is None without a class."""

    value: float
    ci_low: float | None
    ci_high: float | None
    n: int
    k: int | None


class Specification(NamedTuple):
    """A combination: one choice on each axis of the question, in their order.

    ``steps`` counts the axes on which it differs from the answer. A repeat selects the same cases
    as a combination with no more steps.
    """

    question: str
    choices: list[str]
    steps: int
    is_repeat: bool
    value: float
    ci_low: float | None
    ci_high: float | None
    n: int
    k: int | None


Chosen = Mapping[str, str]
Parts = Sequence[np.ndarray]


def specifications(
    question: Question,
    select: Callable[[Chosen], Parts | None],
    estimate: Callable[..., Cell | None],
) -> list[Specification]:
    """Return all combinations that have a number.

    ``select`` returns the arrays that decide the number of a combination, or None for choices that
    exclude each other; ``estimate`` takes them, and returns None without enough cases.
    """
    known: dict[bytes, Cell | None] = {}
    found = []
    first = [values[0] for values in question.choices]
    ranked = [
        (sum(a != b for a, b in zip(chosen, first, strict=True)), chosen)
        for chosen in product(*question.choices)
    ]
    for steps, chosen in sorted(ranked, key=lambda row: row[0]):
        parts = select(dict(zip(question.axes, chosen, strict=True)))
        if parts is None:
            continue
        key = b"|".join(np.ascontiguousarray(part).tobytes() for part in parts)
        is_repeat = key in known
        if not is_repeat:
            known[key] = estimate(*parts)
        if cell := known[key]:
            found.append(
                Specification(question.question, list(chosen), steps, is_repeat, *_shown(cell))
            )
    return found


def _shown(cell: Cell) -> Cell:
    """Return a cell whose ends are None where there is none."""
    low, high = (None if end is None or isnan(end) else float(end) for end in cell[1:3])
    return cell._replace(ci_low=low, ci_high=high)


class Decisive(NamedTuple):
    """A choice on the axis that moves the values most, and the part of their variance it has."""

    choice: str | None
    part: float | None


def decisive_axis(choices: list[list[str]], values: list[float]) -> Decisive:
    """Return the axis without which main effects explain least of the variance of the values."""
    rest = np.asarray(values) - np.mean(values)
    if not (rest @ rest) > 0:
        return Decisive(None, None)
    designs = [_indicators(column) for column in zip(*choices, strict=True)]
    whole = _explained(designs, rest)
    parts = [whole - _explained(designs[:i] + designs[i + 1 :], rest) for i in range(len(designs))]
    place = int(np.argmax(parts))
    return Decisive(choices[0][place], float(parts[place]))


def _indicators(column: Sequence[str]) -> Floats:
    _, place = np.unique(column, return_inverse=True)
    return np.eye(place.max() + 1)[place]


def _explained(designs: list[Floats], rest: Floats) -> float:
    design = np.column_stack([np.ones((len(rest), 1)), *designs])
    left = rest - design @ np.linalg.lstsq(design, rest, rcond=None)[0]
    return 1 - float(left @ left / (rest @ rest))
