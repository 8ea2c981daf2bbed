"""How far models of unknown compute must be from others for an answer to turn.

Distances are in orders of magnitude; one is NaN if no distance turns the answer.
"""

from __future__ import annotations

from math import log10, nan
from typing import TypedDict

import numpy as np

from dbt_project.functions.estimates.arrays import columns

LARGEST = 4
ALMOST_NONE = 1e-12


class Holder(TypedDict):
    """The known FLOP of an organisation, and its number of models without known compute."""

    flop: float
    undisclosed: float


def tipping_point_of_half(amounts: list[float], undisclosed: int, limit: float) -> float:
    """Return at which distance from known models half of all would be within a limit.

    ``amounts`` are log10 of known ones, as is ``limit``; the undisclosed are spread as they are.
    """
    lacking = (len(amounts) + undisclosed) / 2 - sum(amount <= limit for amount in amounts)
    if not 0 < lacking <= undisclosed:
        return nan
    return limit - float(np.quantile(amounts, lacking / undisclosed, method="inverted_cdf"))


def tipping_point_of_four(holders: list[Holder], models: int) -> float:
    """Return at which size of undisclosed models the four largest holders have half of the FLOP.

    All have this size, over the mean of the known ``models``. What the four have above half is a
    convex function of it, so Newton's steps from zero end at its first root.
    """
    known, undisclosed = columns(holders, "flop", "undisclosed")
    size = 0.0
    while True:
        flop = known + size * undisclosed
        four = np.argsort(-flop, kind="stable")[:LARGEST]
        above, slope = (float(of[four].sum() - of.sum() / 2) for of in (flop, undisclosed))
        if above <= ALMOST_NONE * flop.sum():
            return log10(size * models / known.sum()) if size else nan
        if slope >= 0:
            return nan
        size -= above / slope
