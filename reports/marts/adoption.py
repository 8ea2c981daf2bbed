"""Queries on the conferences whose abstracts are searched for pre-trained models."""

from typing import Any

from reports.marts.metric_query import SCHEMA
from reports.marts.reader import Fact, Marts

# Of the answer: what academic-only teams name of industry.
VENUES = f"""
    from {SCHEMA}.adoption_venues
    where period = ? and team_class = 'academic_only' and sector = 'industry'
"""


def read_venues(marts: Marts, period: str) -> list[dict[str, Any]]:
    """Return the conferences of the field with known abstracts in a period, most papers first."""
    return marts.records(f"select * {VENUES} order by papers desc, venue", [period])


def venues_read(marts: Marts, period: str) -> Fact:
    """Count the conferences of the field with known abstracts in a period, as ``venues``."""
    return marts.fact(f"select count(distinct venue) as venues {VENUES}", [period])


def weight_of_one_year(marts: Marts, period: str) -> Fact:
    """Return ``part``, the weight of conferences whose known abstracts are of one year."""
    query = f"""
        select sum(papers order by venue) filter (not contains(years, ',')) as one_year,
            one_year / sum(papers order by venue) as part {VENUES}
    """
    return marts.fact(query, [period])
