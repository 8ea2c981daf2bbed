"""The functions of this folder, registered on dbt's DuckDB connection."""

from __future__ import annotations

import statistical_functions
import topic_functions
from dbt.adapters.duckdb.plugins import BasePlugin
from duckdb import DuckDBPyConnection


class Plugin(BasePlugin):
    """dbt-duckdb looks the class up by this name."""

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        """Register every function on a new connection."""
        functions = statistical_functions.FUNCTIONS | topic_functions.FUNCTIONS
        for name, (function, arguments, result) in functions.items():
            conn.create_function(name, function, arguments, result)  # type: ignore[arg-type]
