"""Queries on owners of AI chips and on data centers."""

import pandas as pd

from reports.marts.metric_query import SCHEMA
from reports.marts.reader import Fact, Marts, Scope


def owners(marts: Marts, scope: Scope) -> pd.DataFrame:
    """Return the shares of owners in the first and the newest quarter of a list."""
    return marts.frame(
        f"""
        select definition, source, vintage, period, period_end, owner, owner_class, n, share,
            share_low, share_high, h100e
        from {SCHEMA}.compute_stock
        where definition = ? and source = ? and vintage = ?
        qualify period_end in (min(period_end) over (), max(period_end) over ())
        order by period_end, share desc, owner
        """,
        [scope.definition, scope.source, scope.vintage],
    )


def public_owners(marts: Marts) -> int:
    """Count the universities and governments among the owners of AI chips."""
    query = f"""
        select count(distinct owner) as n from {SCHEMA}.compute_stock
        where owner_class in ('academia', 'government')
        """
    return int(marts.fact(query).row["n"])


def pipeline(marts: Marts) -> Fact:
    """Compare the last planned year of the newest list with the sites in place on its day."""
    return marts.fact(
        f"""
        select max(year) as year,
            sum(h100e) filter (definition = 'data_centers_planned' and year = last_year)
            / sum(h100e) filter (definition = 'data_centers_in_place' and year = now) as factor
        from (
            select *, max(year) over () as last_year,
                max(year) filter (definition = 'data_centers_in_place') over () as now
            from {SCHEMA}.data_center_stock
            where level = 'all' and vintage = (select max(vintage) from {SCHEMA}.data_center_stock)
        )
        """
    )
