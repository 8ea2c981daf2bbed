"""Queries on differences between shares."""

from reports.marts.metric_query import SCHEMA
from reports.marts.reader import Fact, Marts


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
