"""The functions that SQL can call, by their own names; dbt-duckdb loads this module as a plugin.

A function's annotations are its types in SQL. A NamedTuple or a TypedDict is a STRUCT, whose fields
``unnest(function(...))`` turns into columns. NaN and None are null.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints, is_typeddict

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin
from duckdb.sqltypes import BIGINT, BOOLEAN, DATE, DOUBLE, VARCHAR, DuckDBPyType

from dbt_project.functions import matching
from dbt_project.functions.estimates import (
    concentration,
    falls,
    gaps,
    growth,
    intensity,
    intervals,
    panels,
    resampling,
    revisions,
    settling,
    shares,
)

FUNCTIONS: tuple[Callable[..., Any], ...] = (
    concentration.concentration,
    concentration.simulated_stocks,
    falls.fall_below_half,
    gaps.team_gaps,
    growth.growth_line,
    intensity.intensity_gaps,
    intensity.jackknifed_logit,
    intervals.beta_quantile,
    intervals.student_t_quantile,
    intervals.wilson_t,
    panels.fixed_panel_shares,
    resampling.bootstrap_median,
    resampling.bootstrap_ratio,
    resampling.bootstrap_weighted_slope,
    matching.match_key,
    revisions.contributions,
    settling.settlements,
    shares.adjusted_share,
    shares.beta_binomial_strength,
    shares.share_by_owner,
)
SCALARS = {float: DOUBLE, int: BIGINT, bool: BOOLEAN, str: VARCHAR, date: DATE}


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


def sql_type(hint: Any) -> DuckDBPyType:  # noqa: ANN401 - an annotation is any object
    """Return the type in SQL of an annotation. Raises KeyError for one without a type."""
    if get_origin(hint) is list:
        return duckdb.list_type(sql_type(*get_args(hint)))
    if NoneType in get_args(hint):
        return sql_type(next(of for of in get_args(hint) if of is not NoneType))
    if hasattr(hint, "_fields") or is_typeddict(hint):
        return duckdb.struct_type({name: sql_type(of) for name, of in get_type_hints(hint).items()})
    return SCALARS[hint]
