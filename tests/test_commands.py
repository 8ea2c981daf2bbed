"""Every command that a document or a workflow prints works as it is printed."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.run.settings import NO_TELEMETRY
from tests.builders import ROOT, job_lines, list_of_models
from tests.test_readme import PAGES

START = re.compile(r"^(?:(?:dagster|dg|compute-divide|make) [\w.]|python -m orchestration\b)")
# A span of code in a text, or a line of an example or of a workflow.
SPAN, FENCE = re.compile(r"`([^`\n]+)`"), re.compile(r"^ *```(?:sh)?\n(.*?)^ *```", re.S | re.M)
# Changes are of the past, and decisions of their time.
PRINTED = [page for page in PAGES if page.name not in ("CHANGELOG.md", "DECISIONS.md")]
# These ask publishers, serve, install, or take longer than a test: `make --dry-run` and `--help`
# stand for them, and other tests run them. A name in capitals stands for the user's own.
LONG = (
    *("report", "check", "serve", "dev", "test", "lint", "lock", "bench", "accuracy", "what-if"),
    *("reduce", "restore", "classify", "withdraw", "clean", ".venv/.dev", ".venv/.run"),
)
# It writes a file of the repository, after a run over the record.
WRITES = "python -m orchestration.judge.moves"
RAW = "dagster asset materialize -m orchestration.definitions --select 'group:raw_compute'"
# The fixture `record_home` runs the lines of this job.
MATERIALIZE = [line.replace(".venv/bin/", "") for line in job_lines("materialize")]


def printed() -> list[str]:
    """Return each command of the documents and workflows once."""
    found = list[str]()
    for page in PRINTED:
        text = page.read_text(encoding="utf-8")
        lines = [line for block in FENCE.findall(text) for line in block.splitlines()]
        found += [*lines, *SPAN.findall(FENCE.sub("", text))]
    for workflow in sorted((ROOT / ".github" / "workflows").glob("*.yml")):
        lines = workflow.read_text(encoding="utf-8").splitlines()
        found += [line.partition("run: ")[2] or line for line in lines]
    commands = (line.partition(" #")[0].strip().replace(".venv/bin/", "") for line in found)
    found = [line for line in commands if START.match(line) and "$" not in line]
    return sorted({*found} - {WRITES, *MATERIALIZE})


def is_long(command: str) -> bool:
    """Whether it takes long, or names what a user has."""
    words = shlex.split(command)
    own = any(re.fullmatch(r"[A-Z]{4,}|<.*>", word) for word in words)
    return own or (words[0] in ("make", "compute-divide") and words[1] in LONG)


def short_form(command: str) -> str:
    """Return what stands for a command that takes long."""
    program, *words = shlex.split(command)
    if program == "make":
        return shlex.join(["make", "--dry-run", *words])
    return shlex.join([program, *words[: 2 if program == "dagster" else 1], "--help"])


def test_the_documents_print_commands() -> None:
    """The user's three ways in are among them."""
    commands = printed()
    assert {"make report", "make dev", RAW} <= {*commands}
    assert RAW.replace("group:raw_compute", "*") in MATERIALIZE
    assert [command for command in commands if "--select" in command and "-m " not in command] == []


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone with an environment, and a directory with a list, in which commands may write."""
    place = tmp_path_factory.mktemp("place")
    for path in ROOT.iterdir():
        if path.name != "data":
            (place / path.name).symlink_to(path)
    (place / "files" / "epoch").mkdir(parents=True)
    (place / "files" / "epoch" / "2025-01-01_notable.csv").write_text(list_of_models(20))
    (place / "data" / "dagster").mkdir(parents=True)
    for command in ("python -m orchestration.run.settings", RAW):
        assert run(command, place).returncode == 0
    return place


def run(command: str, place: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in a clean shell."""
    clean = {
        "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(place),
        "DAGSTER_HOME": str(place / "data" / "dagster"),
        "COMPUTE_DIVIDE_SOURCES": str(place / "files"),
    }
    return subprocess.run(
        ["bash", "-ec", command], cwd=place, env=clean | NO_TELEMETRY, capture_output=True,
        text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("command", printed())
def test_a_command_runs_as_it_is_printed(command: str, place: Path) -> None:
    done = run(short_form(command) if is_long(command) else command, place)
    assert done.returncode == 0, done.stdout + done.stderr
