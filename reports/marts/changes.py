"""Queries on changes of shares, split into parts inside groups and between them."""

from typing import Any

import pandas as pd

from reports.marts.metric_query import SCHEMA
from reports.marts.reader import Marts, Scope


def change_parts(marts: Marts, scope: Scope, periods: tuple[str, str]) -> pd.DataFrame:
    """Return the parts of the changes between two periods, for every share and grouping."""
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


def change_split(
    marts: Marts, scope: Scope, periods: tuple[str, str], team_class: str | None, grouping: str
) -> dict[str, Any] | None:
    """Return the part of a change inside groups, with its interval, and the part between them.

    The sentence states the row. None without a change of the scope's metric.
    """
    if not marts.has("change_parts"):
        return None
    found = marts.fact(
        f"""
        select old_period, new_period, sum(contribution order by part) as change,
            sum(contribution order by part) filter (part = 'within') as inside,
            sum(contribution order by part)
                filter (part <> 'within') as between_groups,
            max(ci_low) as ci_low, max(ci_high) as ci_high
        from (select null)
        left join {SCHEMA}.change_parts
            on metric = ? and definition = ? and source = ? and old_period = ? and new_period = ?
            and team_class is not distinct from ? and grouping_name = ?
        group by old_period, new_period
        """,
        [scope.metric, scope.definition, scope.source, *periods, team_class, grouping],
    )
    return None if found["change"] is None else found
