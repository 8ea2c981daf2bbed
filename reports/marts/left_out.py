"""Rows that the numbers leave out, with the reason."""

from typing import Any

from reports.marts.metric_query import METRICS, SCHEMA
from reports.marts.reader import Marts


def left_out(marts: Marts) -> list[dict[str, Any]]:
    """List the rows that the numbers leave out: how many, of how many, and why."""
    rows = marts.records(
        f"""
        with models as (
            select * from {SCHEMA}.models
            qualify vintage = max(vintage) filter (list_contains(definitions, 'notable'))
                over (partition by source)
        ),
        listings as (select * from {SCHEMA}.papers where is_latest),
        papers as (
            select * from listings where is_counted
            qualify row_number() over (partition by work_id order by venue) = 1
        )
        select 1 as place, 'Estimates that are not shown because they have too few cases' as what,
            count(*) filter (suppressed) as dropped, count(*) as total,
            'estimates of all vintages' as unit
        from {METRICS}
        union all
        select 2, 'Notable models without a known team class',
            count(*) filter (team_class = 'unknown'), count(*), 'notable models, latest vintage'
        from models where list_contains(definitions, 'notable')
        union all
        select 3, 'Notable models without known training compute',
            count(*) filter (log10_flop is null), count(*), 'notable models, latest vintage'
        from models where list_contains(definitions, 'notable')
        union all
        select 4, 'Notable models without a date', count(*) filter (publication_date is null),
            count(*), 'notable models, latest vintage'
        from models where list_contains(definitions, 'notable')
        union all
        select 5, 'Further listings of a paper', count(*) filter (not is_counted), count(*),
            'listings of papers'
        from listings
        union all
        select 6, 'Papers rejected, withdrawn or retracted', count(*) filter (outcome = 'rejected'),
            count(*), 'papers'
        from papers
        union all
        select 7, 'Workshop and invited papers', count(*) filter (outcome = 'workshop'), count(*),
            'papers'
        from papers
        union all
        select 8, 'Accepted papers on lists without half of the teams or of the papers',
            count(*) filter (list_contains(definitions, 'accepted_left_out')), count(*), 'papers'
        from papers
        union all
        select 9, 'Accepted papers outside machine learning, or at a venue that we do not cover',
            count(*) filter (outcome = 'accepted' and definitions is null), count(*), 'papers'
        from papers
        union all
        select 10, 'Accepted papers without any affiliation',
            count(*) filter (not has_affiliation), count(*), 'accepted papers'
        from papers where list_contains(definitions, 'accepted')
        union all
        select 11, 'Accepted papers whose affiliations are all of unknown sector',
            count(*) filter (has_affiliation and team_class = 'unknown'), count(*),
            'accepted papers'
        from papers where list_contains(definitions, 'accepted')
        order by place
        """
    )
    return [row for row in rows if row["total"]]
