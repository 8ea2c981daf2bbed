"""The change of a share between two periods: inside groups of works, and of the groups."""

from __future__ import annotations

from functools import partial
from itertools import combinations
from typing import NamedTuple, TypedDict

import numpy as np

from dbt_project.functions.estimates.arrays import Floats, codes, columns
from dbt_project.functions.estimates.intervals import NORMAL_975


class GroupWorks(TypedDict):
    """A group in a period, with ``k`` of its ``n`` works in the class. Periods sort by name."""

    group_name: str
    period: str
    k: float
    n: float


class ChangePart(NamedTuple):
    """A part of the change of a share between two periods; only ``within`` has an interval."""

    old_period: str
    new_period: str
    old_n: float
    new_n: float
    old_value: float
    new_value: float
    part: str
    n_groups: int
    contribution: float
    ci_low: float | None
    ci_high: float | None


def change_parts(cells: list[GroupWorks]) -> list[ChangePart]:
    """Return the four parts of the change of a share between each two periods (M21).

    ``within`` is the change inside groups of both periods, by Marshall and Edgeworth's weights, the
    mean of both periods; ``shifted`` is the change of the weights; ``entered`` and ``left`` are
    groups of one period (Griliches and Regev 1995, Firm productivity in Israeli industry). The 95%
    interval of ``within`` takes weights as fixed, and works as independent and of one group each.
    """
    periods = sorted({cell["period"] for cell in cells})
    period = codes(cells, "period")
    group = codes(cells, "group_name")
    k, n = np.zeros((2, len(periods), group.max() + 1))
    k[period, group], n[period, group] = columns(cells, "k", "n")
    return [
        part
        for old, new in combinations(range(len(periods)), 2)
        for part in parts_of_change((periods[old], periods[new]), k[[old, new]], n[[old, new]])
    ]


def parts_of_change(periods: tuple[str, str], k: Floats, n: Floats) -> list[ChangePart]:
    """Return the parts of a change, ``within`` first.

    ``k`` and ``n`` have a row a period and a column a group.
    """
    works = n.sum(axis=1)
    values = k.sum(axis=1) / works
    weights = n / works[:, None]
    weight = weights.mean(axis=0)
    with np.errstate(all="ignore"):
        shares = k / n
        # The variance of a share cannot be estimated from a group of one work.
        variances = np.where(n > 1, shares * (1 - shares) / (n - 1), 0.25).sum(axis=0)
    distances = shares - values.mean()
    was_in, is_in = n > 0
    both = was_in & is_in
    within = float((weight * (shares[1] - shares[0]))[both].sum())
    reach = NORMAL_975 * float(np.sqrt((weight**2 * variances)[both].sum()))
    parts = {
        "shifted": (both, (weights[1] - weights[0]) * distances.mean(axis=0)),
        "entered": (is_in & ~was_in, weights[1] * distances[1]),
        "left": (was_in & ~is_in, -weights[0] * distances[0]),
    }
    old_n, new_n = works.tolist()
    old_value, new_value = values.tolist()
    change = partial(ChangePart, *periods, old_n, new_n, old_value, new_value)
    return [
        change("within", int(both.sum()), within, within - reach, within + reach),
        *(
            change(part, int(groups.sum()), float(amounts[groups].sum()), None, None)
            for part, (groups, amounts) in parts.items()
        ),
    ]
