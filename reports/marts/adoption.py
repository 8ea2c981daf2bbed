"""Queries on the conferences whose abstracts are searched for pre-trained models."""

from reports.marts.metric_query import SCHEMA
from reports.marts.reader import Marts


def read_venues(marts: Marts, period: str, *, language: bool = False) -> list[str]:
    """Return the conferences of the field with known abstracts in a period, most papers first.

    With ``language``, return those on language only.
    """
    rows = marts.records(
        f"""
        select venue from {SCHEMA}.adoption_venues
        where period = ? and team_class is null and sector is null and (is_language or not ?)
        order by papers desc, venue
        """,
        [period, language],
    )
    return [row["venue"] for row in rows]
