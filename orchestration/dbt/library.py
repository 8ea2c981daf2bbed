"""dagster-dbt, loaded without dbt.

dagster-dbt loads dbt for a few names, and has copies of them for an installation without dbt. dbt
runs in a process of its own here. Loading it in each process of Dagster too would take about as
long as loading Dagster.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

DBT = "dbt.version"  # the module by which dagster-dbt finds out whether dbt is installed


@contextmanager
def hidden(module: str) -> Iterator[None]:
    """Let the body import without ``module``: its import raises ImportError."""
    loaded = sys.modules.get(module)
    sys.modules[module] = None  # type: ignore[assignment] # Python's own sign for this
    try:
        yield
    finally:
        del sys.modules[module]
        if loaded is not None:
            sys.modules[module] = loaded


with hidden(DBT):
    from dagster_dbt import (
        DagsterDbtTranslator,
        DagsterDbtTranslatorSettings,
        DbtCliInvocation,
        DbtCliResource,
        DbtProject,
        dbt_assets,
    )
    from dagster_dbt.core.dbt_cli_event import DbtCliEventMessage
    from dagster_dbt.errors import DagsterDbtCliRuntimeError

__all__ = [
    "DagsterDbtCliRuntimeError",
    "DagsterDbtTranslator",
    "DagsterDbtTranslatorSettings",
    "DbtCliEventMessage",
    "DbtCliInvocation",
    "DbtCliResource",
    "DbtProject",
    "dbt_assets",
]
