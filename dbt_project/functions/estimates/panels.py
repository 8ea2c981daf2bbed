"""Shares of periods with fixed weights of venues."""

from __future__ import annotations

import numpy as np

from dbt_project.functions.estimates.arrays import Floats
from dbt_project.functions.estimates.intervals import student_t_quantile


def fixed_panel_shares(
    venues: list[int],
    years: list[int],
    cases: list[int],
    sizes: list[int],
    firsts: list[int],
    lasts: list[int],
) -> list[float]:
    """Return the share of each period with fixed weights of venues: value, 95% interval (M10).

    The first four arguments have one entry for each list of a venue and year. Least squares
    weighted by ``sizes`` give each venue and each year an effect. The share of a year is its effect
    plus the venue effects, weighted by the works of the venue in all years. The share of a period,
    from ``firsts`` to ``lasts``, is the mean of its years.

    The interval is a t interval from a jackknife over lists: without a list, the effects of both
    venues and years are estimated again. The result is NaN if shared venues do not connect all
    years.
    """
    distinct, year = np.unique(years, return_inverse=True)
    _, venue = np.unique(venues, return_inverse=True)
    works, mentions = (np.zeros((venue.max() + 1, len(distinct))) for _ in range(2))
    works[venue, year], mentions[venue, year] = sizes, cases
    spans = [
        (distinct >= first) & (distinct <= last) for first, last in zip(firsts, lasts, strict=True)
    ]
    if np.linalg.matrix_rank(_within_venues(works, mentions)[0]) < len(distinct) - 1:
        return [float("nan")] * 3 * len(spans)
    weights = works.sum(axis=1) / works.sum()
    means = np.array(spans) / np.sum(spans, axis=1, keepdims=True)
    lists = len(venue)
    omitted = np.ones((lists, *works.shape))
    omitted[range(lists), venue, year] = 0
    values, *others = (
        _panel_shares(works * kept, mentions * kept, weights, means)
        for kept in (np.ones(works.shape), *omitted)
    )
    variances = (lists - 1) / lists * ((np.array(others) - values) ** 2).sum(axis=0)
    degrees = lists - len(works) - len(distinct) + 1
    reach = student_t_quantile(0.975, degrees) * np.sqrt(variances)
    ends = np.clip(np.stack([values, values - reach, values + reach], axis=1), 0, 1)
    return [float(end) for end in ends.ravel()]


def _panel_shares(works: Floats, mentions: Floats, weights: Floats, means: Floats) -> Floats:
    """Return the share of each period, from ``weights`` of venues and ``means`` of years."""
    normal, moments = _within_venues(works, mentions)
    effects = np.linalg.pinv(normal, hermitian=True) @ moments
    levels = (mentions.sum(axis=1) - works @ effects) / works.sum(axis=1)
    return np.asarray(weights @ levels + means @ effects)


def _within_venues(works: Floats, mentions: Floats) -> tuple[Floats, Floats]:
    """Return the normal equations of the year effects, with the venue effects eliminated."""
    totals = works.sum(axis=1)
    normal = np.diag(works.sum(axis=0)) - (works.T / totals) @ works
    return normal, mentions.sum(axis=0) - (works.T / totals) @ mentions.sum(axis=1)
