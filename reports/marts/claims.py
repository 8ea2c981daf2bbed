"""Queries on published claims and their status."""

from typing import Any

from reports.marts.estimates import row_id
from reports.marts.metric_query import SCHEMA
from reports.marts.reader import Fact, Marts

TABLE = "claim_status"
KEY = ("claim", "vintage")
# In the order of the page.
STATUSES = ("holds", "contradicted", "not decided", "too few", "cannot be tested")


def statuses_of(marts: Marts) -> list[dict[str, Any]]:
    """Return each claim on its newest list with the id of its row, decided claims first."""
    rows = marts.records(
        f"""
        select * from {SCHEMA}.{TABLE}
        where is_latest
        order by list_position({list(STATUSES)}, status), published, claimed_by, claim
        """
    )
    return [{**row, "id": row_id(TABLE, {name: row[name] for name in KEY})} for row in rows]


def statuses(marts: Marts) -> Fact:
    """Count the claims by their status on the newest list."""
    counts = [
        f"count(*) filter (status = '{name}') as {name.replace(' ', '_')}" for name in STATUSES
    ]
    return marts.fact(
        f"""
        select count(*) as n,
            {", ".join(counts)}
        from {SCHEMA}.{TABLE} where is_latest
        """
    )
