"""The functions that SQL can call, by their own names; dbt-duckdb loads this module as a plugin.

A function's annotations are its types in SQL. A NamedTuple is a STRUCT, whose fields
``unnest(function(...))`` turns into columns.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_type_hints

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin

from dbt_project.functions import unicode
from dbt_project.functions.estimates import (
    concentration,
    gaps,
    intensity,
    intervals,
    panels,
    resampling,
    shares,
)
from dbt_project.rows import sql_type

FUNCTIONS: tuple[Callable[..., Any], ...] = (
    concentration.bootstrap_concentration,
    concentration.simulated_stocks,
    gaps.bootstrap_maximum_gap,
    gaps.bootstrap_median_gap,
    intensity.intensity_gaps,
    intensity.jackknifed_logit,
    intervals.beta_quantile,
    intervals.student_t_quantile,
    panels.fixed_panel_shares,
    resampling.bootstrap_median,
    resampling.bootstrap_ratio,
    resampling.bootstrap_weighted_slope,
    shares.adjusted_share,
    shares.beta_binomial_strength,
    unicode.nfkc,
)


class Plugin(BasePlugin):
    """dbt-duckdb looks the class up by this name."""

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Register every function on a new connection."""
        for function in FUNCTIONS:
            hints = get_type_hints(function)
            result = sql_type(hints.pop("return"))
            conn.create_function(
                function.__name__, function, [*map(sql_type, hints.values())], result
            )
