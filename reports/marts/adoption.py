"""Queries on the conferences whose abstracts are searched for pre-trained models."""

from reports.marts.metric_query import SCHEMA
from reports.marts.reader import Fact, Marts

# Of the answer: what academic-only teams name of industry.
VENUES = f"""
    from {SCHEMA}.adoption_venues
    where period = ? and team_class = 'academic_only' and sector = 'industry'
"""


def venues_read(marts: Marts, period: str) -> Fact:
    """Count the conferences of the field with known abstracts in a period, as ``venues``."""
    return marts.fact(f"select count(distinct venue) as venues {VENUES}", [period])
