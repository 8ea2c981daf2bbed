"""A whole live run against one server of all publishers, after a run that was killed."""

from __future__ import annotations

import json
from pathlib import Path

import dagster as dg
import duckdb

from ingestion.registry import SOURCES
from orchestration.run.settings import LIVE_SOURCES, Settings
from tests.integration.conftest import MOVED


def test_a_live_run_fetches_every_source_and_answers_all_questions(live_home: Path) -> None:
    raw = Settings(live_home, LIVE_SOURCES).raw
    states = [json.loads(path.read_text()) for path in raw.glob("*/state.json")]
    assert {state["source"]: state["state"] for state in states} == {
        **dict.fromkeys(SOURCES, "complete"),
        **dict.fromkeys(("lists", "reduced"), "files"),
        "own_models": "absent",
    }
    # The first day is compared with the record.
    assert any(
        "2026-08-19_notable" in path.read_text() for path in raw.glob("epoch/*/manifest.json")
    )
    folder = live_home / "published" / "latest"
    manifest = json.loads((folder / "manifest.json").read_text())
    moved = {override["gate"] for override in manifest["overrides"]}
    assert {"papers.venues_keep_their_papers"} <= moved <= MOVED
    assert len(json.loads((folder / "answers.json").read_text())) == 8
    # Each work of OpenAlex has one author, of one university.
    papers = folder / "data" / "papers.parquet"
    query = f"select distinct team_class from '{papers}' where source = 'openalex'"
    with duckdb.connect() as connection:
        assert connection.execute(query).fetchall() == [("academic_only",)]


def test_a_killed_run_leaves_nothing_behind_but_its_row(live_home: Path) -> None:
    folder = live_home / "published" / "latest"
    assert not list(live_home.glob("raw/*/*/.landing-*"))
    assert not list(folder.glob("data/left_by_another_release.*"))
    assert len([path for path in folder.resolve().parent.iterdir() if not path.is_symlink()]) == 1
    with dg.DagsterInstance.from_config(str(live_home / "dagster")) as instance:
        states = [(run.job_name, run.status.value) for run in instance.get_runs()]
    assert states == [
        ("build", "SUCCESS"), ("ingest", "SUCCESS"), ("build", "FAILURE"), ("ingest", "SUCCESS"),
    ]  # fmt: skip
