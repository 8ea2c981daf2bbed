"""Queries on clusters of accelerators."""

import pandas as pd

from reports.marts.metric_query import SCHEMA
from reports.marts.reader import Marts, Scope


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
