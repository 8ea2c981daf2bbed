"""Queries on budgets of training compute, and on the models within them."""

from typing import Any

import pandas as pd

from reports.marts.metric_query import IS_YEAR, SCHEMA
from reports.marts.reader import Marts, Scope, with_year

METRIC = "reachable_share"
NODE = "notable_classed_node_of_year"
FIXED_DEVICES = (
    "notable_classed_node_fixed",
    "notable_classed_cluster_fixed",
    "notable_classed_national_fixed",
)
MEDIAN, LARGEST = "notable_classed_award_median", "notable_classed_award_largest"
H100S, *_ = FIXED = (FIXED_DEVICES[0], MEDIAN, LARGEST)


def shares(marts: Marts, scope: Scope) -> pd.DataFrame:
    """Return the shares of the node and the awards by year, with ``year`` as a number."""
    query = scope.select(definition=(NODE, *FIXED), team_class=None, where=IS_YEAR)
    return with_year(marts.frame(*query.select(tail="order by definition, period")))


def largest_effect_of_utilization(marts: Marts, scope: Scope) -> float:
    """Return the largest difference of a share between utilisation at its median and quartiles."""
    table = marts.records(
        f"""
        select max(abs(other.value - central.value)) as effect
        from {SCHEMA}.reachable_shares as central
        inner join {SCHEMA}.reachable_shares as other
            using (definition, source, vintage, period)
        where central.utilization_level = 'central' and central.team_class is null
            and other.team_class is null and list_contains(?, definition)
            and source = ? and vintage = ?
        """,
        [[NODE, *FIXED], scope.source, scope.vintage],
    )
    return float(table[0]["effect"] or 0)


def budgets(marts: Marts, year: str = "") -> list[dict[str, Any]]:
    """Return the budgets with the devices of a year, by default the newest, smallest first."""
    return marts.records(
        f"""
        select *
        from {SCHEMA}.compute_budgets
        where utilization_level = 'central'
            and year = coalesce(
                try_cast(? as integer), (select max(year) from {SCHEMA}.compute_budgets)
            )
        order by budget_flop, definition
        """,
        [year],
    )


def utilizations(marts: Marts) -> dict[str, float]:
    """Return the assumed utilisation by level."""
    rows = marts.records(
        f"select distinct utilization_level, utilization from {SCHEMA}.compute_budgets order by 2"
    )
    return {row["utilization_level"]: row["utilization"] for row in rows}


def devices(marts: Marts) -> list[dict[str, Any]]:
    """Return the devices of notable models and of the budgets, newest first."""
    return marts.records(
        f"""
        select hardware_name, device_flop_per_second, release_price_usd, release_date
        from {SCHEMA}.hardware_peaks
        where models > 0
            or hardware_name in (select hardware_name from {SCHEMA}.compute_budgets)
        order by release_date desc nulls last, hardware_name
        """
    )
