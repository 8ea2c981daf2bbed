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
    """Return each claim on its newest list with the id of its row, those of the paper first.

    Only the paper's claims are there if no list can test them. A claim has a row for each rule of
    who is academic, academic-only first. ``old`` is its row on the last list before it, or None.
    """
    rows = marts.records(
        f"""
        select newest.*, if(old.claim is null, null, old) as old
        from {SCHEMA}.{TABLE} as newest
        asof left join {SCHEMA}.{TABLE} as old
            on newest.claim = old.claim
            and coalesce(newest.team_class, '') = coalesce(old.team_class, '')
            and newest.published >= cast(old.vintage as varchar)
        where newest.is_latest
            and (newest.in_paper is not null or newest.status <> 'cannot be tested')
        order by newest.in_paper nulls last,
            list_position({list(VERDICTS)}, newest.verdict),
            newest.published, newest.claimed_by, newest.claim, newest.team_class
        """
    )
    for row in filter(None, [*rows, *(row["old"] for row in rows)]):
        row["id"] = row_id(TABLE, {name: row[name] for name in KEY})
    return rows


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
