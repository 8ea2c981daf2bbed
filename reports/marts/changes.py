"""Queries on changes of shares, split into parts inside groups and between them."""

import pandas as pd

from reports.marts.metric_query import SCHEMA
from reports.marts.reader import Marts, Scope


def change_parts(marts: Marts, scope: Scope, periods: tuple[str, str]) -> pd.DataFrame:
    """Parts of the changes between two periods, for every share of a list and grouping."""
    if not marts.has("change_parts"):
        return pd.DataFrame({"metric": [], "team_class": []})
    return marts.frame(
        f"""
        select metric, definition, source, vintage, old_period, new_period, team_class,
            grouping_name, old_n, new_n, old_value, new_value, part, n_groups, contribution,
            ci_low, ci_high
        from {SCHEMA}.change_parts
        where definition = ? and source = ? and old_period = ? and new_period = ?
        order by metric, team_class, grouping_name,
            list_position(['within', 'shifted', 'entered', 'left'], part)
        """,
        [scope.definition, scope.source, *periods],
    )
