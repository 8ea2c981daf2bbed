"""The project's own SQL, rendered without dbt onto a small DuckDB connection."""

from __future__ import annotations

import importlib.util
from types import ModuleType

import duckdb
import jinja2

from tests.builders import ROOT

PROJECT = ROOT / "dbt_project"
# dbt allows `do` statements; a macro file is a template whose macros become attributes.
ENVIRONMENT = jinja2.Environment(extensions=["jinja2.ext.do"], autoescape=False)


def plugin() -> ModuleType:
    """The module of statistical functions, loaded from where dbt finds it."""
    path = PROJECT / "plugins" / "statistical_functions.py"
    specification = importlib.util.spec_from_file_location("statistical_functions", path)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def connect() -> duckdb.DuckDBPyConnection:
    """An empty database with the functions that dbt's connection has."""
    connection = duckdb.connect()
    plugin().Plugin("statistics", {}).configure_connection(connection)
    return connection


def estimates() -> jinja2.environment.TemplateModule:
    """The closed forms of macros/metrics/estimates.sql."""
    text = (PROJECT / "macros" / "metrics" / "estimates.sql").read_text(encoding="utf-8")
    return ENVIRONMENT.from_string(text).module


def render_model(name: str) -> str:
    """A model that uses no macro but ``ref``, reading tables of the models' names."""
    (path,) = PROJECT.glob(f"models/*/{name}.sql")
    template = ENVIRONMENT.from_string(path.read_text(encoding="utf-8"))
    return template.render(ref=lambda table: table)
