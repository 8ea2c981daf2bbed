"""The SQL of the project has a form for each engine."""

from __future__ import annotations

import re

from orchestration.spark import STAYS_ON_DUCKDB
from tests.builders import ROOT

PROJECT = ROOT / "dbt_project"
# Spark uses its own types in every query.
ONLY_SPARK = {"create_table_as", "create_view_as"}
# Only tables of DuckDB have comments.
ONLY_DUCKDB = {"alter_column_comment"}


def forms(engine: str) -> set[str]:
    """Return the macros that have a form for an engine."""
    texts = (path.read_text(encoding="utf-8") for path in (PROJECT / "macros").rglob("*.sql"))
    return {name for text in texts for name in re.findall(rf"macro {engine}__(\w+)", text)}


def test_every_macro_of_an_engine_has_a_form_for_the_other() -> None:
    assert forms("spark") - ONLY_SPARK == forms("duckdb") - ONLY_DUCKDB


def test_models_that_stay_on_duckdb_exist() -> None:
    models = {path.stem for path in (PROJECT / "models").rglob("*.sql")}
    assert set(STAYS_ON_DUCKDB) <= models
