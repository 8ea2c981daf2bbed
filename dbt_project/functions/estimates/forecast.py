"""What the lists of other editions say of the share of an edition, whatever its own list has.

A list can be right in every count and wrong in every affiliation. Its shares are then far from what
the other lists predict.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import numpy as np
from scipy.special import expit, logit

from dbt_project.functions.estimates.arrays import Floats
from dbt_project.functions.estimates.field import SharedWorks, lists_and_pairs
from dbt_project.functions.estimates.field_model import (
    Edition,
    Pairs,
    VenueList,
    covariance_of,
    fitted,
    levels_of,
    model_of,
    points_of,
)
from dbt_project.functions.estimates.intervals import NORMAL_975


class Forecast(NamedTuple):
    """A share that a list of an edition has (``found``), and the one that other lists predict.

    ``value`` has a 95% predictive interval, with the errors of source, labels and chance. ``z`` is
    the difference of the logits of found and value over its standard deviation.
    """

    metric: str
    team_class: str | None
    venue: str
    year: int
    source: str
    n: float
    found: float
    value: float
    ci_low: float
    ci_high: float
    z: float


def edition_forecasts(works: list[SharedWorks], field: list[Edition]) -> list[Forecast]:
    """Predict each share of the lists that give the level of an edition, from all other lists."""
    groups: dict[tuple[str, str | None], list[SharedWorks]] = defaultdict(list)
    for row in works:
        groups[row.metric, row.team_class].append(row)
    return [
        Forecast(*key, one.venue, one.year, one.source, one.n, one.k / one.n, *shares)
        for key, rows in groups.items()
        for one, shares in forecasts(*lists_and_pairs(rows), field)
    ]


def forecasts(
    lists: list[VenueList], pairs: Pairs, field: list[Edition]
) -> list[tuple[VenueList, tuple[float, ...]]]:
    """Return for each list that is a level: value, ends of the interval, and z.

    The scales are those of all lists. Given them and all rows but one, that row is normal, with the
    mean and variance of Rasmussen and Williams (2006), section 5.4.2. ``python -m
    tests.bench.field`` fits the scales again without each list: on 36 shares of the record, z
    differs by at most 0.4, where it is -3.5, and by 0.1 where it is below 2.
    """
    accepted = {(one.venue, one.year): one.accepted for one in field}
    levels = levels_of(lists, accepted)
    if not levels:
        return []
    model = model_of(sorted(accepted.keys() | levels.keys()), accepted, levels, pairs)
    rows, mode = fitted(model)
    points, chances = points_of(model, rows, mode)
    moments = [_without_itself(covariance_of(point, model, rows), rows.logits) for point in points]
    means, variances = (np.array(parts)[:, : len(levels)] for parts in zip(*moments, strict=True))
    mean = chances @ means
    error = np.sqrt(chances @ (variances + (means - mean) ** 2))
    n, k = (np.array([getattr(one, name) for one in levels.values()]) for name in ("n", "k"))
    reach = NORMAL_975 * error
    z = (logit((k + 0.5) / (n + 1)) - mean) / error
    told = np.stack([expit(mean), expit(mean - reach), expit(mean + reach), z], axis=1)
    return [(one, tuple(row)) for one, row in zip(levels.values(), told.tolist(), strict=True)]


def _without_itself(covariance: Floats, logits: Floats) -> tuple[Floats, Floats]:
    """Return mean and variance of each row (R), given all others."""
    inverse = np.linalg.inv(covariance)
    variances = 1 / np.diag(inverse)
    return logits - inverse @ logits * variances, variances
