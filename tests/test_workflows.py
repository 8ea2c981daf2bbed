"""Workflows are valid, pinned, and have few permissions."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PINNED = re.compile(r"uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


def tool(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name(name)), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def lint(path: Path) -> subprocess.CompletedProcess[str]:
    """Audit the workflows without requests to GitHub."""
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


def refresh() -> dict[str, Any]:
    path = ROOT / ".github" / "workflows" / "refresh.yml"
    jobs: dict[str, Any] = yaml.safe_load(path.read_text())["jobs"]
    return jobs


def test_steps_fail_before_their_job_is_cancelled() -> None:
    """A job that reaches its time limit saves no state and sends no message."""
    for name, job in refresh().items():
        limits = [step["timeout-minutes"] for step in job["steps"]]
        assert sum(limits) <= job["timeout-minutes"], name


def test_state_is_saved_on_every_way_out() -> None:
    steps = refresh()["refresh"]["steps"]
    runs = [step.get("run", "").splitlines() for step in steps]
    place = {line: index for index, lines in enumerate(runs) for line in lines}
    saved = steps[place[".github/state.sh save"]]
    # A state that was not restored must not replace the saved one.
    assert saved["if"] == "${{ always() && steps.state.outcome == 'success' }}"
    assert steps[place[".github/state.sh restore"]]["id"] == "state"
    (kept_on,) = (step for step in steps if "refresh.yml/enable" in step.get("run", ""))
    assert kept_on["if"] == "${{ always() }}"
    # Pages get a new site only if every step before succeeded.
    assert "if" not in steps[-1]
    assert steps[-1]["uses"].startswith("actions/upload-pages-artifact@")


GH = """#!/bin/bash
# A release whose assets are files of a folder; "upload" fails where the folder says so.
case "$1 $2" in
  "release list") [ -d "$ASSETS" ] && echo state || true ;;
  "release create") mkdir -p "$ASSETS" ;;
  "release view") ls "$ASSETS" ;;
  "release upload") shift 3; for f in "$@"; do
      case "$f" in
        --clobber) continue ;;
        *.sha256) [ ! -e "$ASSETS.fails" ] || exit 1 ;;
      esac
      cp "$f" "$ASSETS/"
    done ;;
  "release download") for f in "$ASSETS"/$5; do cp "$f" "$7/"; done ;;
  "release delete-asset") rm "$ASSETS/$4" ;;
  *) exit 9 ;;
esac
"""
PYTHON = """#!/bin/bash
# python -m orchestration.cli.backup ACTION FILE, for a home of one file.
if [ "$3" = save ]; then cp "$HOME_FILE" "$4"; else cp "$4" "$HOME_FILE"; fi
"""
DATE = """#!/bin/bash
cat "$ASSETS.now"
"""


class Hosted:
    """The script that stores the state, with a local release, a local home and a given time."""

    def __init__(self, folder: Path) -> None:
        self.home, self.assets = folder / "home", folder / "assets"
        programs = folder / "programs"
        programs.mkdir()
        for name, text in {"gh": GH, "python": PYTHON, "date": DATE}.items():
            (programs / name).write_text(text)
            (programs / name).chmod(0o755)
        self.environment = {
            "PATH": f"{programs}:/usr/bin:/bin",
            "ASSETS": str(self.assets),
            "HOME_FILE": str(self.home),
            "PART_SIZE": "3",
        }

    def run(self, action: str, day: int = 1, *arguments: str) -> subprocess.CompletedProcess[str]:
        self.assets.with_suffix(".now").write_text(f"2026010{day}T000000Z")
        command = [str(ROOT / ".github" / "state.sh"), action, *arguments]
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False
        )

    @property
    def days(self) -> set[str]:
        return {path.name.split("T")[0] for path in self.assets.iterdir()}


def test_the_state_of_the_last_run_is_restored(tmp_path: Path) -> None:
    hosted = Hosted(tmp_path)
    assert "this is a first run" in hosted.run("restore").stdout
    for day in range(1, 6):
        hosted.home.write_text(f"state of day {day}")
        assert hosted.run("save", day).returncode == 0
    assert hosted.days == {f"backup-2026010{day}" for day in (3, 4, 5)}
    assert len(list(hosted.assets.glob("backup-20260105*.part-*"))) == 5
    # A truncated upload is not used as a state, and the next save removes it.
    hosted.home.write_text("state of day 6")
    fails = hosted.assets.with_suffix(".fails")
    fails.touch()
    assert hosted.run("save", 6).returncode != 0
    fails.unlink()
    hosted.home.write_text("")
    assert hosted.run("restore").returncode == 0
    assert hosted.home.read_text() == "state of day 5"
    assert hosted.run("save", 7).returncode == 0
    assert hosted.days == {f"backup-2026010{day}" for day in (4, 5, 7)}


def test_an_altered_state_is_not_restored(tmp_path: Path) -> None:
    hosted = Hosted(tmp_path)
    hosted.home.write_text("the state")
    hosted.run("save")
    (hosted.assets / "backup-20260101T000000Z.part-001").write_text("xxx")
    hosted.home.write_text("as it was")
    assert hosted.run("restore").returncode != 0
    assert hosted.home.read_text() == "as it was"


def test_the_list_of_parts_lies_beside_the_state(tmp_path: Path) -> None:
    """The release of the workflow has it, and no later save removes it."""
    steps = refresh()["parts"]["steps"]
    commands = [step["run"] for step in steps if "run" in step]
    assert commands == [".github/sbom.sh", ".github/state.sh attach sbom.cdx.json"]
    assert "--output-file sbom.cdx.json" in (ROOT / ".github" / "sbom.sh").read_text()
    hosted = Hosted(tmp_path)
    for day in range(1, 6):
        hosted.home.write_text(f"state of day {day}")
        assert hosted.run("save", day).returncode == 0
        (tmp_path / "sbom.cdx.json").write_text(f"parts of day {day}")
        done = hosted.run("attach", day, str(tmp_path / "sbom.cdx.json"))
        assert done.returncode == 0, done.stderr
    assert (hosted.assets / "sbom.cdx.json").read_text() == "parts of day 5"
    assert hosted.days == {*(f"backup-2026010{day}" for day in (3, 4, 5)), "sbom.cdx.json"}
    assert hosted.run("save", 6).returncode == 0
    assert (hosted.assets / "sbom.cdx.json").exists()


NOTICE_GH = """#!/bin/bash
# Issues of a repository as lines of a file.
case "$1 $2" in
  "issue list") [ "$4" = '"The refresh failed" in:title' ] || exit 9; head -n 1 "$ISSUES" ;;
  "issue create") echo 7 >"$ISSUES"; echo "$6" >>"$ISSUES.texts" ;;
  "issue comment") [ "$3" = 7 ] || exit 9; echo "$5" >>"$ISSUES.texts" ;;
  *) exit 9 ;;
esac
"""


def test_failures_in_a_row_are_one_issue(tmp_path: Path) -> None:
    """The step runs as a runner runs it: with bash, and its end is the end of the step."""
    notice = refresh()["notice"]
    assert set(notice["needs"]) == refresh().keys() - {"notice"}
    assert "always()" in notice["if"]
    (step,) = notice["steps"]
    (tmp_path / "gh").write_text(NOTICE_GH)
    (tmp_path / "gh").chmod(0o755)
    issues = tmp_path / "issues"
    issues.touch()
    environment = {
        "PATH": f"{tmp_path}:/usr/bin:/bin", "ISSUES": str(issues),
        "GITHUB_SERVER_URL": "https://example.org", "GITHUB_REPOSITORY": "a/b",
        "GITHUB_RUN_ID": "1",
    }  # fmt: skip
    for _ in range(2):
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        subprocess.run(command, env=environment, check=True)
    texts = (tmp_path / "issues.texts").read_text().splitlines()
    assert len(texts) == 2
    assert set(texts) == {
        "The last publication stays as it is. The log: https://example.org/a/b/actions/runs/1"
    }


def test_a_run_gets_its_override_as_two_words_or_none(tmp_path: Path) -> None:
    """The shell step of the run, with a stand-in for Python."""
    (step,) = (s for s in refresh()["refresh"]["steps"] if "--accept" in s.get("run", ""))
    (tmp_path / "python").write_text('#!/bin/bash\nprintf "%s|" "$COMPUTE_DIVIDE_SITE" "$@"\n')
    (tmp_path / "python").chmod(0o755)
    given = {"GITHUB_REPOSITORY_OWNER": "a", "GITHUB_REPOSITORY": "a/b"}
    site = "https://a.github.io/b|-m|orchestration|"
    for accept, reason, words in (
        ("", "", ""),
        ("one two", 'a "b" $(c)', '--accept|one two|--reason|a "b" $(c)|'),
    ):
        environment = {
            **given, "PATH": f"{tmp_path}:/usr/bin:/bin", "ACCEPT": accept, "REASON": reason
        }  # fmt: skip
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        assert done.stdout == site + words


def test_the_audit_finds_what_is_wrong(tmp_path: Path) -> None:
    text = (ROOT / ".github" / "workflows" / "refresh.yml").read_text()
    loose = tmp_path / "loose.yml"
    loose.write_text(re.sub(r"@[0-9a-f]{40} # (v\d+).*", r"@\1", text))
    assert lint(loose).returncode != 0


def test_both_purposes_have_a_workflow() -> None:
    text = "".join(path.read_text() for path in WORKFLOWS)
    for part in ("push:", "schedule:", "python -m orchestration", "deploy-pages", "issue create"):
        assert part in text
