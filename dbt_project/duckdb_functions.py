"""The functions that SQL can call, by their own names; dbt-duckdb loads this module as a plugin.

A function's annotations are its types in SQL. A NamedTuple or a TypedDict is a STRUCT, whose fields
``unnest(function(...))`` turns into columns. NaN and None are null.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any, get_type_hints

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin
from threadpoolctl import threadpool_limits

from dbt_project.functions import matching
from dbt_project.functions.choices import combinations
from dbt_project.functions.estimates import (
    concentration,
    falls,
    gaps,
    growth,
    intensity,
    panels,
    resampling,
    series,
    shares,
    slopes,
    strata,
    tilts,
    works,
)
from dbt_project.rows import sql_type

FUNCTIONS: tuple[Callable[..., Any], ...] = (
    combinations.decisive_axis,
    concentration.concentration,
    concentration.share_changes,
    concentration.simulated_stocks,
    falls.fall_below_half,
    gaps.gap_at,
    gaps.gap_with_owner_effects,
    gaps.needed_compute,
    gaps.pooled_gap,
    gaps.team_gaps,
    growth.growth_line,
    intensity.intensity_gaps,
    matching.match_key,
    panels.fixed_venue_shares,
    resampling.bootstrap_median,
    resampling.bootstrap_ratio,
    series.difference_of_estimates,
    series.difference_of_shares,
    series.false_discovery_rates,
    shares.share_by_owner,
    slopes.slope_within_topics,
    strata.reach_by_venue,
    strata.share_by_group,
    strata.share_of_strata,
    tilts.prior_strength,
    tilts.tilt,
    works.share_of_counts,
    works.share_of_weights,
    works.weighted_share,
)


class Plugin(BasePlugin):
    """dbt-duckdb looks the class up by this name."""

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Register every function on a new connection."""
        # dbt's objects live to the end. Without this, each collection of garbage reads them again,
        # which takes half of the time in which Python makes rows.
        gc.freeze()
        # Threads of linear algebra stall on shared processors and sum in another order. The limit
        # is one of the whole process: a function that lifted its own would lift that of others.
        threadpool_limits(1)
        for function in FUNCTIONS:
            hints = get_type_hints(function)
            result = sql_type(hints.pop("return"))
            conn.create_function(
                function.__name__, function, [*map(sql_type, hints.values())], result
            )
