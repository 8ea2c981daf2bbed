"""Changes of shares between two lists of models, split over their causes (M18)."""

from __future__ import annotations

from itertools import product
from typing import NamedTuple, TypedDict

import numpy as np
from scipy.special import factorial

from dbt_project.functions.estimates.arrays import Booleans, Floats, Integers, Period, Rows, columns

# A class that appeared or disappeared is `labelled`; a class that became another, `relabelled`.
CAUSES = ("added", "removed", "relabelled", "labelled", "redated", "compute", "rule")
TEAM_CLASSES = ("academic_only", "academia_industry", "industry_only", "other")
UNKNOWN = len(TEAM_CLASSES)
# Every subset of the causes is a coalition; the first one is empty, and the last one has all.
COALITIONS = np.array(list(product((False, True), repeat=len(CAUSES))))
ONE = 10**15


class Change(TypedDict):
    """The earlier and the later state of ``n`` models; a state is None outside its file."""

    n: int
    is_in_old_file: bool
    is_in_new_file: bool
    old_team_class: str | None
    new_team_class: str | None
    old_year: int | None
    new_year: int | None
    old_has_compute: bool | None
    new_has_compute: bool | None
    old_meets_rule: bool | None
    new_meets_rule: bool | None


class Contribution(NamedTuple):
    """The part of the change of a share that a cause made."""

    period: str
    team_class: str
    old_n: int
    new_n: int
    old_value: float
    new_value: float
    cause: str
    contribution: float


def contributions(changes: list[Change], periods: list[Period], fewest: int) -> list[Contribution]:
    """Return the Shapley value of each cause, for the share of each class in each period.

    The value of a coalition is the share with these causes in their later state and all others in
    their earlier one; without a model, it is the earlier share. A contribution is the effect of a
    cause averaged over all orders, so the contributions add up to the change. Periods with fewer
    than ``fewest`` models on one side have none. Shapley (1953), A value for n-person games.
    """
    counts = _counts(changes, periods)
    n = counts.sum(axis=2)
    is_shown = (n[0] >= fewest) & (n[-1] >= fewest)
    counts, n = counts[:, is_shown], n[:, is_shown, None]
    shares = np.divide(counts, n, out=np.tile(counts[0] / n[0], (len(n), 1, 1)), where=n > 0)
    parts = _shapley_values(shares)
    names = [period["period"] for period, shown in zip(periods, is_shown, strict=True) if shown]
    return [
        Contribution(
            period,
            team_class,
            int(n[0, p, 0]),
            int(n[-1, p, 0]),
            float(shares[0, p, c]),
            float(shares[-1, p, c]),
            cause,
            float(parts[i, p, c]),
        )
        for p, period in enumerate(names)
        for c, team_class in enumerate(TEAM_CLASSES)
        for i, cause in enumerate(CAUSES)
    ]


def _shapley_values(values: Floats) -> Floats:
    """Return the value of each cause, from the values of each coalition in the first axis.

    The weight of a coalition of other causes is the number of orders in which they come first and
    the cause comes next. Values are integers of 1e-15, so that two equal contributions are equal
    to the last digit.
    """
    causes = len(CAUSES)
    others = COALITIONS[: len(COALITIONS) // 2].sum(axis=1)
    weights = (factorial(others) * factorial(causes - 1 - others)).astype(int)
    cube = np.rint(values * ONE).astype(int).reshape((2,) * causes + values.shape[1:])
    shape = (len(others), *values.shape[1:])
    effects = [np.diff(cube, axis=cause).reshape(shape) for cause in range(causes)]
    return np.tensordot(weights, effects, axes=(0, 1)) / (factorial(causes) * ONE)


def _counts(changes: list[Change], periods: list[Period]) -> Floats:
    """Return the models of each coalition, period and known class."""
    year, team_class, is_counted = _states(changes)
    (n,) = columns(changes, "n")
    years, place = np.unique(year, return_inverse=True)
    shape = (len(COALITIONS), len(years), UNKNOWN + 1)
    coalition = np.arange(len(COALITIONS))[:, None]
    cells = np.ravel_multi_index((coalition, place.reshape(year.shape), team_class), shape)
    sums = np.bincount(cells.ravel(), (n * is_counted).ravel(), np.prod(shape)).reshape(shape)
    totals = np.pad(sums[..., :UNKNOWN].cumsum(axis=1), ((0, 0), (1, 0), (0, 0)))
    firsts, lasts = columns(periods, "first_year", "last_year")
    before, through = np.searchsorted(years, firsts), np.searchsorted(years, lasts, side="right")
    return np.asarray(totals[:, through] - totals[:, before])


def _states(changes: list[Change]) -> tuple[Floats, Integers, Booleans]:
    """Return year, class and membership of each model (columns) in each coalition (rows)."""
    moved = dict(zip(CAUSES, COALITIONS.T[:, :, None], strict=True))
    was, stays = (side == 1 for side in columns(changes, "is_in_old_file", "is_in_new_file"))
    old_class, new_class = (_classes(changes, side) for side in ("old", "new"))
    is_labelled = (old_class == UNKNOWN) | (new_class == UNKNOWN)

    def state(earlier: Floats, later: Floats, is_later: Booleans) -> Floats:
        """Return the state of each model; a model of one file has only one."""
        return np.where(~was | (stays & is_later), later, earlier)

    def state_of(name: str, cause: str) -> Floats:
        earlier, later = columns(changes, f"old_{name}", f"new_{name}")
        return state(earlier, later, moved[cause])

    team_class = state(
        old_class, new_class, np.where(is_labelled, moved["labelled"], moved["relabelled"])
    )
    is_member = (state_of("has_compute", "compute") == 1) & (state_of("meets_rule", "rule") == 1)
    is_counted = np.where(was, np.where(stays, is_member, ~moved["removed"]), moved["added"])
    return state_of("year", "redated"), team_class.astype(int), is_counted


def _classes(changes: Rows, side: str) -> Floats:
    """Return the number of the class of each model on one side."""
    numbers: dict[object, int] = {name: number for number, name in enumerate(TEAM_CLASSES)}
    names = [change[f"{side}_team_class"] for change in changes]
    return np.array([numbers.get(name, UNKNOWN) for name in names], dtype=float)
