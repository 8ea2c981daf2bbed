"""Queries on published claims and their status."""

from typing import Any

from reports.marts.estimates import row_id
from reports.marts.metric_query import SCHEMA
from reports.marts.reader import Fact, Marts

TABLE = "claim_status"
KEY = ("claim", "vintage")


def newest(marts: Marts) -> list[dict[str, Any]]:
    """Return each claim on its newest list with the id of its row, earliest publication first."""
    rows = marts.records(
        f"""
        select * from {SCHEMA}.{TABLE}
        where is_latest
        order by published, claimed_by, claim
        """
    )
    return [{**row, "id": row_id(TABLE, {name: row[name] for name in KEY})} for row in rows]


def statuses(marts: Marts) -> Fact:
    """Count the claims by their status on the newest list."""
    return marts.fact(
        f"""
        select count(*) as n,
            count(*) filter (status = 'holds') as holds,
            count(*) filter (status = 'contradicted') as contradicted,
            count(*) filter (status = 'not decided') as not_decided,
            count(*) filter (status = 'cannot be tested') as not_tested
        from {SCHEMA}.{TABLE} where is_latest
        """
    )
