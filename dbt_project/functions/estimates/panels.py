"""Shares of periods with fixed weights of venues."""

from __future__ import annotations

from typing import NamedTuple, TypedDict

import numpy as np

from dbt_project.functions.estimates.arrays import Floats, Period, codes, columns
from dbt_project.functions.estimates.jackknife import reach


class VenueList(TypedDict):
    """The list of a venue and year, with ``k`` of its ``n`` works in the class."""

    venue: str
    year: int
    k: float
    n: float


class PeriodShare(NamedTuple):
    """The share of a period, with its 95% interval."""

    period: str
    value: float
    ci_low: float
    ci_high: float


def fixed_venue_shares(lists: list[VenueList], periods: list[Period]) -> list[PeriodShare]:
    """Return the share of each period with fixed weights of venues of two lists or more (M10).

    Least squares weighted by the works of the lists give each venue and each year an effect. The
    share of a year is its effect plus the venue effects, weighted by the works of the venue in all
    years. The share of a period is the mean of its years. There is none if shared venues do not
    connect all years.

    The t interval is that of the jackknife over lists: without a list, the effects of both venues
    and years are estimated again.
    """
    years, year = np.unique([row["year"] for row in lists], return_inverse=True)
    venue = codes(lists, "venue")
    works = np.zeros((venue.max() + 1, len(years)))
    cases = np.zeros_like(works)
    works[venue, year], cases[venue, year] = columns(lists, "n", "k")
    if np.linalg.matrix_rank(_within_venues(works, cases)[0]) < len(years) - 1:
        return []
    spans = [(years >= span["first_year"]) & (years <= span["last_year"]) for span in periods]
    means = np.array(spans) / np.sum(spans, axis=1, keepdims=True)
    weights = works.sum(axis=1) / works.sum()
    values = _shares(works, cases, weights, means)
    others = [
        _shares(_without(works, place), _without(cases, place), weights, means)
        for place in zip(venue, year, strict=True)
    ]
    half = reach(np.array(others) - values, len(lists) - len(works) - len(years) + 1)
    rows = np.clip([values, values - half, values + half], 0, 1).T.tolist()
    return [PeriodShare(span["period"], *row) for span, row in zip(periods, rows, strict=True)]


def _without(counts: Floats, place: tuple[int, int]) -> Floats:
    """Return the counts without those of a venue and year."""
    left = counts.copy()
    left[place] = 0
    return left


def _shares(works: Floats, cases: Floats, weights: Floats, means: Floats) -> Floats:
    """Return the share of each period, from ``weights`` of venues and ``means`` of years.

    ``works`` and ``cases`` have a row for each venue and a column for each year.
    """
    normal, moments = _within_venues(works, cases)
    effects = np.linalg.pinv(normal, hermitian=True) @ moments
    levels = (cases.sum(axis=1) - works @ effects) / works.sum(axis=1)
    return np.asarray(weights @ levels + means @ effects)


def _within_venues(works: Floats, cases: Floats) -> tuple[Floats, Floats]:
    """Return the normal equations of the year effects, with the venue effects eliminated."""
    totals = works.sum(axis=1)
    normal = np.diag(works.sum(axis=0)) - (works.T / totals) @ works
    return normal, cases.sum(axis=0) - (works.T / totals) @ cases.sum(axis=1)
