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


def among_named_owners(marts: Marts, period: str) -> Fact:
    """Return the number of named owners, and the share of hyperscalers in their chips."""
    return marts.fact(
        f"""
        select count(distinct owner) filter (owner_class <> 'unknown') as owners,
            round(sum(h100e) filter (where owner_class = 'hyperscaler')
                / nullif(sum(h100e) filter (where owner_class <> 'unknown'), 0), 9) as value
        from {SCHEMA}.compute_stock
        where period = ? and vintage = (select max(vintage) from {SCHEMA}.compute_stock)
        """,
        [period],
    )


def hyperscalers(marts: Marts, period: str) -> list[str]:
    """Return the hyperscalers that own AI chips at the end of a period, largest first."""
    rows = marts.records(
        f"""
        select owner from {SCHEMA}.compute_stock
        where period = ? and owner_class = 'hyperscaler'
            and vintage = (select max(vintage) from {SCHEMA}.compute_stock)
        order by h100e desc, owner
        """,
        [period],
    )
    return [row["owner"] for row in rows]
