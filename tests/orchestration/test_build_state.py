"""A build covers tables with a changed input; a broken state file causes one full build."""

from __future__ import annotations

import ast
import json
from dataclasses import replace
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

from ingestion.registry import SOURCES
from orchestration.dbt import build_state
from orchestration.dbt.build_state import EVERYTHING, LIBRARIES, STATES, BuildState, source_tables
from orchestration.dbt.manifest import ensure_manifest
from orchestration.settings import DBT_PROJECT, Settings

STATE = BuildState("engine", {"model.a": "1"}, {"epoch": "2"})


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(tmp_path, "sample")
    made.warehouse.parent.mkdir()
    made.warehouse.touch()
    return made


def state_file(settings: Settings) -> Path:
    return settings.warehouse.with_suffix(".built.json")


def test_an_unchanged_state_builds_nothing(settings: Settings) -> None:
    build_state.save(settings, STATE)
    assert build_state.dbt_arguments(settings, STATE) is None


@pytest.mark.parametrize("model", ["int_paper_shares", "int_topic_shares", "int_adoption_shares"])
def test_changed_code_of_a_metric_searches_no_text_again(
    parsed: Settings, tmp_path: Path, model: str
) -> None:
    settings = replace(parsed, home=tmp_path)
    settings.warehouse.parent.mkdir()
    settings.warehouse.touch()
    state = build_state.current_state(settings, "storage")
    nodes = {**state.nodes, f"model.compute_divide.{model}": "old code"}
    build_state.save(settings, replace(state, nodes=nodes))
    arguments = build_state.dbt_arguments(settings, state)
    assert arguments is not None
    stands = set(arguments[arguments.index("--exclude") + 1].split())
    assert {"int_works__terms", "int_papers__pretrained", "int_papers__accelerators"} <= stands
    assert model not in stands


@pytest.mark.parametrize(
    "text", ["", '{"engine": "en', "[]", "{}", '{"engine": "engine", "nodes": null}', "\0"]
)
def test_a_broken_state_file_is_logged_and_everything_is_rebuilt(
    settings: Settings, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    state_file(settings).write_text(text)
    assert build_state.dbt_arguments(settings, STATE) == EVERYTHING
    assert "sample.built.json is not a build state" in caplog.text


def test_an_interrupted_save_leaves_the_last_state(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_state.save(settings, STATE)

    def fail(*_: Any) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="no space"):
        build_state.save(settings, BuildState("other", {}, {}))
    assert json.loads(state_file(settings).read_text())["engine"] == "engine"


def test_every_library_of_the_plugins_is_an_input() -> None:
    imported = set()
    for path in (DBT_PROJECT / "plugins").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {name.name.split(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module.split(".")[0])
    distributions = packages_distributions()
    needed = {name for module in imported - {"dbt"} for name in distributions.get(module, ())}
    assert {"numpy", "scipy"} <= needed
    assert needed <= set(LIBRARIES)


def source(location: str) -> dict[str, Any]:
    return {"config": {"meta": {"external_location": location}}}


def test_a_table_reads_the_source_that_its_path_names() -> None:
    manifest = {
        "sources": {
            "notes": source("read_parquet('openreview/*/notes.parquet')"),
            "openreview_twin": source("read_parquet('epoch/*/models.parquet')"),
            "all": source("read_json('*/*/manifest.json')"),
            "refreshes": source("read_json('*/state.json')"),
            "log": source("read_json('openalex/sweeps.jsonl')"),
            "strings": source("(select null as line)"),
        }
    }
    assert source_tables(manifest, {"openreview"}) == ["notes", "all"]
    assert source_tables(manifest, {"epoch"}) == ["openreview_twin", "all"]
    assert source_tables(manifest, {STATES}) == ["refreshes", "log"]


def test_every_source_has_a_table(parsed: Settings) -> None:
    manifest = json.loads(ensure_manifest(parsed).read_text(encoding="utf-8"))
    for name, one in SOURCES.items():
        assert any(key.endswith(f".{name}_{one.table}") for key in source_tables(manifest, {name}))
    unread = set(manifest["sources"]) - set(source_tables(manifest, {STATES, *SOURCES}))
    assert {key.rsplit(".", 1)[-1] for key in unread} <= {"strings", "labels"}
