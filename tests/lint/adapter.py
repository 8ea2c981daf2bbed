"""A stand-in for dbt's ``adapter``, with which sqlfluff and tests render macros for DuckDB."""

from __future__ import annotations

from typing import Any

import jinja2


@jinja2.pass_context
def dispatch(context: jinja2.runtime.Context, name: str) -> Any:
    """Return DuckDB's form of a macro."""
    return context.resolve(f"duckdb__{name}")
