"""Statistical functions for SQL, registered on dbt's DuckDB connection as a plugin.

Quantiles of a distribution are library calls (SciPy); grouping, sums and closed forms stay SQL.
"""

from __future__ import annotations

from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin
from duckdb import DuckDBPyConnection
from scipy.special import stdtrit


def student_t_quantile(probability: float, degrees: float) -> float:
    """Quantile of Student's t distribution; NaN for degrees of freedom below 1."""
    return float(stdtrit(degrees, probability))


class Plugin(BasePlugin):
    """Registers the functions of this module; dbt-duckdb looks the class up by this name."""

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        """Register every function on a new connection."""
        functions: dict[str, tuple[Any, list[str], str]] = {
            "student_t_quantile": (student_t_quantile, ["DOUBLE", "DOUBLE"], "DOUBLE"),
        }
        for name, (function, arguments, result) in functions.items():
            conn.create_function(name, function, arguments, result)  # type: ignore[arg-type]
