"""Queries on differences between shares."""

from typing import Any

from reports.marts.estimates import Estimate
from reports.marts.metric_query import SCHEMA
from reports.marts.reader import Fact, Marts

UNCLEAR = "did not clearly change"


def difference(
    marts: Marts,
    measure: tuple[str, str],
    team_class: str | None,
    base_period: str = "",
    sector: str | None = None,
    period: str = "",
) -> Fact | None:
    """Return the newest share minus that of a period, or of the year at which the series turns.

    ``period`` names the newer one where several differ from the base. None without the period, or
    without a turn.
    """
    rows = marts.fact(
        f"""
        select max_by(base_period, period) as base_period, max(period) as period,
            max_by(value, period) as value, max_by(ci_low, period) as ci_low,
            max_by(ci_high, period) as ci_high, abs(max_by(value, period)) as size,
            least(abs(max_by(ci_low, period)), abs(max_by(ci_high, period))) as least,
            greatest(abs(max_by(ci_low, period)), abs(max_by(ci_high, period))) as most
        from {SCHEMA}.share_differences
        where metric = ? and definition = ? and team_class is not distinct from ?
            and sector is not distinct from ? and if(? = '', is_turn, base_period = ?)
            and (? = '' or period = ?)
        """,
        [*measure, team_class, sector, base_period, base_period, period, period],
    )
    return None if rows.row["value"] is None else rows


def between(marts: Marts, before: Estimate | None, after: Estimate | None) -> Fact | None:
    """Return the difference of two estimates of one measure, if the marts have it."""
    if before is None or after is None:
        return None
    measure = (after.metric, after.definition)
    return difference(marts, measure, after.team_class, before.period, after.sector, after.period)


def calls(marts: Marts, metric: str) -> Fact:
    """Return how many changes of a metric are tested, how many are clear, and how many false."""
    return marts.fact(
        f"""
        select count(*) as tested, count(*) filter (ci_low > 0 or ci_high < 0) as clear,
            max(q) filter (ci_low > 0 or ci_high < 0) as false
        from {SCHEMA}.share_differences where metric = ?
        """,
        [metric],
    )


def direction(change: Fact | None) -> str:
    """Say which change the interval of a difference supports."""
    row: dict[str, Any] = change.row if change else {"ci_low": 0, "ci_high": 0}
    if row["ci_high"] < 0:
        return "fell"
    return "rose" if row["ci_low"] > 0 else UNCLEAR
