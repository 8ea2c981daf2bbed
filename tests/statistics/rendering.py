"""The project's own SQL, rendered without dbt onto a small DuckDB connection."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from functools import cache
from types import ModuleType

import duckdb
import jinja2

from tests.builders import ROOT

PROJECT = ROOT / "dbt_project"
ENVIRONMENT = jinja2.Environment(extensions=["jinja2.ext.do"], autoescape=False)


class Adapter:
    """dbt's adapter, as far as macros of engine.sql ask it: DuckDB has the default of each."""

    def dispatch(self, name: str) -> Callable[..., str]:
        """Find DuckDB's form of a macro."""
        return macros("engine", "engine").__dict__[f"default__{name}"]


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


@cache
def macros(folder: str, name: str) -> jinja2.environment.TemplateModule:
    """The macros of a file; a macro file is a template whose macros become attributes."""
    text = (PROJECT / "macros" / folder / f"{name}.sql").read_text(encoding="utf-8")
    return ENVIRONMENT.from_string(text, {"adapter": Adapter(), "return": str}).module


def estimates() -> jinja2.environment.TemplateModule:
    """The closed forms of macros/metrics/estimates.sql."""
    return macros("metrics", "estimates")


def render_model(name: str) -> str:
    """Render a model that uses ``ref`` and engine.sql only, on tables of the models' names.

    It is rendered as when it is built anew, with every vintage.
    """
    (path,) = PROJECT.glob(f"models/*/{name}.sql")
    template = ENVIRONMENT.from_string(path.read_text(encoding="utf-8"))
    engine = macros("engine", "engine").__dict__
    return template.render(
        engine,
        ref=lambda table: table,
        config=lambda **_: "",
        by_vintage=lambda *_: {},
        new_vintages_of=lambda relation, *_: relation,
    )
