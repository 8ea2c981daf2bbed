"""Queries on changes of shares, split into parts inside groups and between them."""

import pandas as pd

from reports.marts.metric_query import SCHEMA
from reports.marts.reader import Fact, Marts, Scope


def change_parts(marts: Marts, scope: Scope, earlier: str) -> pd.DataFrame:
    """Return the parts of the changes since a period, for every share and grouping."""
    return marts.frame(
        f"""
        select metric, definition, source, vintage, old_period, new_period, team_class,
            grouping_name, old_n, new_n, old_value, new_value, part, n_groups, contribution,
            ci_low, ci_high
        from {SCHEMA}.change_parts
        where definition = ? and source = ? and old_period = ?
        qualify new_period = max(new_period) over ()
        order by metric, team_class, grouping_name,
            list_position(['within', 'shifted', 'entered', 'left'], part)
        """,
        [scope.definition, scope.source, earlier],
    )


def change_split(
    marts: Marts, scope: Scope, periods: tuple[str, str], team_class: str | None, grouping: str
) -> Fact | None:
    """Return the part of a change inside groups, with its interval, and the part between them.

    None without a change of the scope's metric.
    """
    split = marts.fact(
        f"""
        select sum(contribution order by part) as change,
            sum(contribution order by part) filter (part = 'within') as inside,
            sum(contribution order by part) filter (part <> 'within') as between_groups,
            max(ci_low) as ci_low, max(ci_high) as ci_high
        from {SCHEMA}.change_parts
        where metric = ? and definition = ? and source = ? and old_period = ? and new_period = ?
            and team_class is not distinct from ? and grouping_name = ?
        """,
        [scope.metric, scope.definition, scope.source, *periods, team_class, grouping],
    )
    return None if split.row["change"] is None else split


def difference(
    marts: Marts,
    measure: tuple[str, str],
    team_class: str | None,
    base_period: str = "",
    sector: str | None = None,
) -> Fact | None:
    """Return the newest share minus that of a period, or of the year at which the series turns.

    Of the ``definitions`` in the range of an answer, the share clearly ``rose`` in some and
    ``fell`` in others. None without the period, or without a turn.
    """
    rows = marts.fact(
        f"""
        select any_value(base_period) as base_period, any_value(period) as period,
            any_value(value) as value, any_value(ci_low) as ci_low, any_value(ci_high) as ci_high,
            abs(any_value(value)) as size,
            least(abs(any_value(ci_low)), abs(any_value(ci_high))) as least,
            greatest(abs(any_value(ci_low)), abs(any_value(ci_high))) as most,
            any_value(definitions) as definitions, any_value(rose) as rose, any_value(fell) as fell
        from {SCHEMA}.share_differences
        where metric = ? and definition = ? and team_class is not distinct from ?
            and sector is not distinct from ? and if(? = '', is_turn, base_period = ?)
        """,
        [*measure, team_class, sector, base_period, base_period],
    )
    return None if rows.row["value"] is None else rows
