"""Workflows are valid, pinned, and have few permissions."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PINNED = re.compile(r"uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


def tool(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name(name)), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def lint(path: Path) -> subprocess.CompletedProcess[str]:
    """Audit without asking the host about its actions."""
    return tool("zizmor", "--offline", "--no-config", "--no-progress", "--pedantic", str(path))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_follows_the_schema(path: Path) -> None:
    done = tool("check-jsonschema", "--builtin-schema", "vendor.github-workflows", str(path))
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_the_audit_finds_nothing(path: Path) -> None:
    done = lint(path)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_by_commit(path: Path) -> None:
    used = [line for line in path.read_text().splitlines() if "uses:" in line]
    assert used
    assert [line for line in used if not PINNED.search(line)] == []


def test_a_slow_refresh_fails_before_its_job_is_cancelled() -> None:
    path = ROOT / ".github" / "workflows" / "refresh.yml"
    job = yaml.safe_load(path.read_text())["jobs"]["refresh"]
    (run,) = (step for step in job["steps"] if "asset materialize" in step.get("run", ""))
    assert run["timeout-minutes"] <= job["timeout-minutes"] - 15


def test_the_audit_finds_what_is_wrong(tmp_path: Path) -> None:
    text = (ROOT / ".github" / "workflows" / "refresh.yml").read_text()
    loose = tmp_path / "loose.yml"
    loose.write_text(re.sub(r"@[0-9a-f]{40} # (v\d+).*", r"@\1", text))
    assert lint(loose).returncode != 0


def test_both_purposes_have_a_workflow() -> None:
    text = "".join(path.read_text() for path in WORKFLOWS)
    for part in ("push:", "schedule:", "dagster asset materialize", "deploy-pages", "cache/save"):
        assert part in text
