"""A live run that was killed, and one after it, against one server of all publishers."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from ingestion.credentials import OPENALEX_KEY, OPENREVIEW_SWITCH, PAPERCOPILOT_SWITCH
from orchestration.judge.moves import limits
from orchestration.run.settings import LIVE_SOURCES, Settings
from orchestration.run.warehouse import await_closed
from tests.builders import ROOT, run_environment
from tests.conftest import built_once
from tests.contract.sites import recorded, write_editions
from tests.ingestion.servers import Publisher, serving

# The short record is far from the record's measures, by which the first day is judged too.
MOVED = {f"{limit.table}.{limit.check}" for limit in limits()}
REASON = "The lists of papers are short."


@pytest.fixture(scope="session")
def live_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation of all publishers after a run that was killed, without pictures."""
    return built_once(tmp_path_factory, "live", run_after_a_kill)


def run_after_a_kill(home: Path) -> subprocess.CompletedProcess[str]:
    """Kill a run, with its child processes, a moment after dbt begins to write. Then run again.

    Its warehouse gets a table that has no model.
    """
    home.mkdir()
    write_editions(home)
    path = Settings(home, LIVE_SOURCES).warehouse
    keys = {OPENALEX_KEY: "SYNTHETIC", PAPERCOPILOT_SWITCH: "yes", OPENREVIEW_SWITCH: "yes"}
    environment = run_environment(home, LIVE_SOURCES) | keys
    with serving(Publisher(recorded())) as server:
        command = [sys.executable, "-m", "tests.contract.alone", "report", server.url]
        with subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, start_new_session=True
        ) as run:
            while run.poll() is None and not path.exists():
                time.sleep(0.05)
            time.sleep(random.uniform(0, 1.5))
            assert run.poll() is None, "the run ended before"
            os.killpg(run.pid, signal.SIGKILL)
        await_closed(path, print)
        with duckdb.connect(path) as warehouse:
            warehouse.execute("create schema if not exists marts")
            warehouse.execute("create table marts.left_by_another_release as select 1 as number")
        return subprocess.run(
            [*command, "--accept", " ".join(MOVED), "--reason", REASON],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
