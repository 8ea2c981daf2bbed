"""A whole live run against one server of all publishers."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import duckdb

from ingestion.credentials import OPENALEX_KEY, PAPERCOPILOT_SWITCH
from ingestion.registry import SOURCES
from orchestration.run.settings import LIVE_SOURCES, Settings
from tests.builders import ROOT, run_environment
from tests.contract.sites import recorded, write_editions
from tests.ingestion.servers import Publisher, serving

# The short record is far from the accepted profile, which gates hold on the first day too.
MOVED = (
    *("headline_moved_since_publication", "marts_keep_their_rows", "venues_keep_their_papers"),
    *("estimates_keep_their_n", "intervals_keep_their_width", "collections_keep_their_rows"),
)
REASON = "The lists of papers are short."


def test_a_live_run_fetches_every_source_and_answers_all_questions(tmp_path: Path) -> None:
    settings = {OPENALEX_KEY: "SYNTHETIC", PAPERCOPILOT_SWITCH: "yes"}
    write_editions(tmp_path)
    with serving(Publisher(recorded())) as server:
        done = subprocess.run(
            [sys.executable, "-m", "tests.contract.alone", "report", server.url,
             "--accept", " ".join(MOVED), "--reason", REASON],
            cwd=ROOT,
            env=run_environment(tmp_path, LIVE_SOURCES) | settings,
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    raw = Settings(tmp_path, LIVE_SOURCES).raw
    states = [json.loads(path.read_text()) for path in raw.glob("*/state.json")]
    assert {state["source"]: state["state"] for state in states} == {
        **dict.fromkeys(SOURCES, "complete"),
        **dict.fromkeys(("lists", "reduced"), "files"),
        "own_models": "absent",
    }
    assert "crossref: asking Crossref" in done.stdout
    # The gates compare the first day with the record.
    assert any(
        "2026-08-19_notable" in path.read_text() for path in raw.glob("epoch/*/manifest.json")
    )
    manifest = json.loads((tmp_path / "published" / "latest" / "manifest.json").read_text())
    assert {override["gate"] for override in manifest["overrides"]} == {*MOVED}
    answers = json.loads((tmp_path / "published" / "latest" / "answers.json").read_text())
    assert len(answers) == 10
    # Each work of OpenAlex has one author, of one university.
    agreement = tmp_path / "published" / "latest" / "data" / "institution_agreement.parquet"
    query = f"select said_by, sector, value, n = works from '{agreement}' order by all"
    with duckdb.connect() as connection:
        rows = connection.execute(query).fetchall()
    assert rows == [
        ("OpenAlex", "academia", 1, True),
        ("both", "exact set", 1, True),
        ("our label", "academia", 1, True),
    ]
