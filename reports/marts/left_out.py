"""Rows that the numbers leave out, with the reason."""

from typing import Any

from reports.marts.metric_query import METRICS, SCHEMA
from reports.marts.reader import Marts

POPULATIONS = f"""
    models as (
        select * from {SCHEMA}.models
        qualify vintage = max(vintage) filter (list_contains(definitions, 'notable'))
            over (partition by source)
    ),
    notable as (from models where list_contains(definitions, 'notable')),
    listings as (from {SCHEMA}.papers where is_latest),
    papers as (from listings where is_counted),
    accepted as (from papers where list_contains(definitions, 'accepted'))
"""
# What is left out, the population, its name, and which of its rows are left out.
LEFT_OUT = (
    ("Estimates that are not shown because they have too few cases", METRICS,
     "estimates of all vintages", "suppressed"),
    ("Notable models without a known team class", "notable", "notable models, latest vintage",
     "team_class = 'unknown'"),
    ("Notable models without known training compute", "notable", "notable models, latest vintage",
     "log10_flop is null"),
    ("Notable models without a date", "notable", "notable models, latest vintage",
     "publication_date is null"),
    ("Further listings of a paper", "listings", "listings of papers", "not is_counted"),
    ("Papers rejected, withdrawn or retracted", "papers", "papers", "outcome = 'rejected'"),
    ("Workshop and invited papers", "papers", "papers", "outcome = 'workshop'"),
    ("Accepted papers on lists without half of the teams or of the papers", "papers", "papers",
     "list_contains(definitions, 'accepted_left_out')"),
    ("Accepted papers outside machine learning, or at a venue that we do not cover", "papers",
     "papers", "outcome = 'accepted' and definitions is null"),
    ("Accepted papers without any affiliation", "accepted", "accepted papers",
     "not has_affiliation"),
    ("Accepted papers whose affiliations are all of unknown sector", "accepted", "accepted papers",
     "has_affiliation and team_class = 'unknown'"),
)  # fmt: skip


def left_out(marts: Marts) -> list[dict[str, Any]]:
    """List the rows that the numbers leave out: how many, of how many, and why."""
    counts = " union all ".join(
        f"select {number} as number, '{what}' as what, count(*) filter ({condition}) as dropped,"
        f" count(*) as total, '{unit}' as unit from {population}"
        for number, (what, population, unit, condition) in enumerate(LEFT_OUT)
    )
    rows = marts.records(f"with {POPULATIONS} {counts} order by number")
    return [row for row in rows if row["total"]]
