"""A whole live run against one server of all publishers, without a key and then with one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from ingestion.credentials import OPENALEX_KEY, PAPERCOPILOT_SWITCH
from orchestration.settings import LIVE_SOURCES, Settings
from tests.builders import ROOT, run_environment
from tests.contract.sites import recorded
from tests.ingestion.servers import Publisher, serving


def report(home: Path, server: Publisher, **variables: str) -> dict[str, tuple[str, str]]:
    """Run the report, and return the state and reason of each source."""
    server.requests.clear()
    done = subprocess.run(
        [sys.executable, "-m", "tests.contract.alone", "report", server.url],
        cwd=ROOT,
        env=run_environment(home, LIVE_SOURCES) | variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    raw = Settings(home, LIVE_SOURCES).raw
    states = [json.loads(path.read_text()) for path in raw.glob("*/state.json")]
    return {state["source"]: (state["state"], state["reason"]) for state in states}


def answers(home: Path) -> int:
    return len(json.loads((home / "published" / "latest" / "answers.json").read_text()))


def test_a_live_run_answers_all_questions_without_a_key_and_with_one(tmp_path: Path) -> None:
    """The second run asks only for what is due: the sources that were off."""
    keys = {OPENALEX_KEY: "", PAPERCOPILOT_SWITCH: ""}
    with serving(Publisher(recorded())) as server:
        first = report(tmp_path, server, **keys)
        assert answers(tmp_path) == 9
        second = report(tmp_path, server, **{OPENALEX_KEY: "K", PAPERCOPILOT_SWITCH: "yes"})
        assert answers(tmp_path) == 9
        asked = {urlsplit(path).path for path in server.requests}
    off = {name for name, (state, _) in first.items() if state == "off"}
    assert off == {"openalex", "papercopilot"}
    assert {state for state, _ in first.values()} == {"complete", "files", "off"}
    assert {state for state, _ in second.values()} == {"complete", "files"}
    assert asked == {"/works", "/papercopilot/paperlists/tar.gz/refs/heads/main"}
