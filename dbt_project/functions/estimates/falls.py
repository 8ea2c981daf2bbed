"""The year in which a share falls below half."""

from __future__ import annotations

from typing import NamedTuple, TypedDict

from dbt_project.functions.estimates.intervals import wilson_t


class ShareOfYear(TypedDict):
    """The share of a year, with the effective n and the degrees of freedom of its interval."""

    year: int
    value: float
    effective_n: float
    degrees: float


class Fall(NamedTuple):
    """The year of the fall, and the earliest and latest year that intervals allow.

    The state is ``not_yet`` if the newest share is at least half, ``before_data`` if no share is,
    and else ``in_data``. A year that may lie before or after the data is None.
    """

    years: int
    first_year: int
    last_year: int
    state: str
    year: int | None
    year_low: int | None
    year_high: int | None


def fall_below_half(shares: list[ShareOfYear]) -> Fall:
    """Return the year after the last one with a share of at least half, from ascending years.

    The test of each year is one-sided at 5%. If a fall lasts, only one year on each side of it
    could be mistaken for it.
    """
    ends = {
        share["year"]: wilson_t(share["value"], share["effective_n"], share["degrees"], 0.95)
        for share in shares
    }
    years = list(ends)
    last_half = max((share["year"] for share in shares if share["value"] >= 0.5), default=0)
    last_sure = max((year for year in years if ends[year].low > 0.5), default=0)
    year = min((year for year in years if year > last_half), default=None)
    low = min((year for year in years if year > last_sure), default=years[-1] + 1)
    high = min((year for year in years if year >= low and ends[year].high < 0.5), default=None)
    return Fall(
        len(years),
        years[0],
        years[-1],
        "not_yet" if year is None else "before_data" if year == years[0] else "in_data",
        year if year != years[0] else None,
        low if low > years[0] else None,
        max(high, year) if high and year else None,
    )
