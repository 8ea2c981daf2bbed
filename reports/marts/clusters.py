"""Queries on clusters of accelerators."""

import pandas as pd

from reports.marts.metric_query import SCHEMA
from reports.marts.reader import Marts, Scope
from reports.text.sentence import Time, day


def capacity(marts: Marts, scope: Scope) -> pd.DataFrame:
    """Return 16-bit operations a second at the end of each year, by the sector of the owner."""
    return marts.frame(
        f"""
        select definition, source, vintage, year, sector, n, operations_per_second
        from {SCHEMA}.cluster_capacity
        where definition = ? and source = ? and vintage = ? and n > 0
        order by sector, year
        """,
        [scope.definition, scope.source, scope.vintage],
    )


def newest_cluster(marts: Marts) -> Time | None:
    """Return the newest day on which a cluster of the list began to operate."""
    rows = marts.records(
        f"select newest_content from {SCHEMA}.source_state where shape = 'clusters'"
    )
    return day(rows[0]["newest_content"]) if rows and rows[0]["newest_content"] else None
