"""The SQL of the project has a form for each engine."""

from __future__ import annotations

import re

from orchestration.dbt.build_state import descendants
from orchestration.dbt.manifest import read_manifest
from orchestration.settings import Settings
from tests.builders import ROOT

PROJECT = ROOT / "dbt_project"
# Spark uses its own types in the query of a view, too.
ONLY_SPARK = {"create_view_as"}
# Only tables of DuckDB have comments.
ONLY_DUCKDB = {"alter_column_comment"}


def forms(engine: str) -> set[str]:
    """Return the macros that have a form for an engine."""
    texts = (path.read_text(encoding="utf-8") for path in (PROJECT / "macros").rglob("*.sql"))
    return {name for text in texts for name in re.findall(rf"macro {engine}__(\w+)", text)}


def test_every_macro_of_an_engine_has_a_form_for_the_other() -> None:
    assert forms("spark") - ONLY_SPARK == forms("duckdb") - ONLY_DUCKDB


def test_models_that_read_the_histories_are_built_on_duckdb_only(parsed: Settings) -> None:
    manifest = read_manifest(parsed)
    nodes = manifest["nodes"]
    histories = [key for key, node in nodes.items() if node["resource_type"] == "snapshot"]
    readers = descendants(manifest["child_map"], histories)
    models = {key for key in readers & set(nodes) if nodes[key]["resource_type"] == "model"}
    assert models == {key for key, node in nodes.items() if "only_duckdb" in node["tags"]}
    assert models
