"""Queries on published claims and their status."""

from typing import Any

from reports.marts.estimates import row_id
from reports.marts.metric_query import SCHEMA
from reports.marts.reader import Fact, Marts

TABLE = "claim_status"
KEY = ("claim", "team_class", "vintage")
# The verdict on a claim whose statuses by two rules differ.
DEPENDS = "depends on who is academic"
# In the order of the page.
VERDICTS = ("holds", "contradicted", DEPENDS, "not decided", "too few", "cannot be tested")


def statuses_of(marts: Marts) -> list[dict[str, Any]]:
    """Return each claim on its newest list with the id of its row, decided claims first.

    A claim has a row for each rule of who is academic, academic-only first.
    """
    rows = marts.records(
        f"""
        select * from {SCHEMA}.{TABLE}
        where is_latest
        order by list_position({list(VERDICTS)}, verdict), published, claimed_by, claim,
            team_class
        """
    )
    return [{**row, "id": row_id(TABLE, {name: row[name] for name in KEY})} for row in rows]


def statuses(marts: Marts) -> Fact:
    """Count the claims by their verdict on the newest list."""
    counts = [
        f"count(distinct claim) filter (verdict = '{name}') as {name.replace(' ', '_')}"
        for name in VERDICTS
    ]
    return marts.fact(
        f"""
        select count(distinct claim) as n,
            {", ".join(counts)}
        from {SCHEMA}.{TABLE} where is_latest
        """
    )
