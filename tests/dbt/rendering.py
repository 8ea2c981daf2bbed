"""Renders the project's SQL without dbt, and runs it on a small DuckDB connection."""

from __future__ import annotations

import ast
from functools import cache
from typing import Any

import duckdb
import jinja2

from dbt_project.duckdb_functions import Plugin
from tests.builders import ROOT

PROJECT = ROOT / "dbt_project"
ENVIRONMENT = jinja2.Environment(extensions=["jinja2.ext.do"], autoescape=False)
ENVIRONMENT.globals["return"] = str

MACRO_FILES = (
    ("metrics", "estimates"),
    ("metrics", "bootstrap"),
    ("metrics", "weights"),
)


def connect() -> duckdb.DuckDBPyConnection:
    """Return an empty database with the functions that dbt's connection has."""
    connection = duckdb.connect()
    Plugin("functions", {}).configure_connection(connection)
    return connection


@cache
def macros(folder: str, name: str) -> jinja2.environment.TemplateModule:
    """Return the macros of a file as a template, whose macros are attributes."""
    text = (PROJECT / "macros" / folder / f"{name}.sql").read_text(encoding="utf-8")
    return ENVIRONMENT.from_string(text).module


def generic_test(name: str) -> jinja2.runtime.Macro:
    """Return a generic test of dbt as a macro that renders its query."""
    path = PROJECT / "tests" / "generic" / f"{name}.sql"
    text = path.read_text(encoding="utf-8")
    text = text.replace("{% test ", "{% macro ").replace("{% endtest %}", "{% endmacro %}")
    context = {"config": lambda **_: "", "row_text": macros("", "row_text").row_text}
    return getattr(ENVIRONMENT.from_string(text, context).module, name)


@cache
def known_macros() -> dict[str, Any]:
    """Return the macros of metrics, which can call each other."""
    context: dict[str, Any] = {}
    classes = ast.literal_eval(str(macros("metrics", "team_class").known_team_classes()).strip())
    context["known_team_classes"] = lambda: classes
    for folder, name in MACRO_FILES:
        text = (PROJECT / "macros" / folder / f"{name}.sql").read_text(encoding="utf-8")
        context |= ENVIRONMENT.from_string(text, context).module.__dict__
    return context


def render_model(name: str) -> str:
    """Render a model that uses ``ref`` and macros of metrics, on tables of the models' names."""
    (path,) = PROJECT.glob(f"models/**/{name}.sql")
    template = ENVIRONMENT.from_string(path.read_text(encoding="utf-8"))
    return template.render(known_macros(), ref=lambda table: table)
