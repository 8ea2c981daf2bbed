"""Runs that are killed, the run after them, and single assets of their home."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import duckdb
import pytest

from tests.builders import ROOT, run_environment, run_refresh
from tests.conftest import materialize
from tests.reports.dated import is_dated


def latest(home: Path) -> Path:
    return home / "published" / "latest"


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


# These files exist while a run ingests, builds, checks and draws.
SIGNS = (
    "raw/publishers/lists/*/manifest.json",
    "warehouse/publishers.duckdb",
    "dbt/publishers/warehouse-*/run_results.json",
    "published/.publishing-*/*/figures/*.png",
)


def kill(home: Path, files: Path, is_time: Callable[[], bool]) -> None:
    """Start a run, and kill it with its child processes when it is time."""
    process = subprocess.Popen(
        [sys.executable, "-m", "orchestration"],
        cwd=ROOT,
        env=run_environment(home, str(files)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while process.poll() is None and not is_time():
        time.sleep(0.05)
    assert process.poll() is None, "the run has ended before"
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def has_new(home: Path, sign: str, start: float) -> bool:
    return any(path.stat().st_mtime > start for path in home.glob(sign))


@pytest.fixture(scope="module")
def unhurt(few_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation of a few files in which one run ended."""
    home = tmp_path_factory.mktemp("unhurt") / "home"
    done = run_refresh(home, str(few_files))
    assert done.returncode == 0, done.stdout + done.stderr
    return home


@pytest.fixture(scope="module")
def survivor(few_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation of a few files in which runs were killed before the last one ended."""
    home = tmp_path_factory.mktemp("survivor") / "home"
    for sign in SIGNS:
        kill(home, few_files, partial(has_new, home, sign, time.time()))
    end = time.time() + random.uniform(5, 30)
    kill(home, few_files, lambda: time.time() > end)
    done = run_refresh(home, str(few_files))
    assert done.returncode == 0, done.stdout + done.stderr
    return home


def test_a_list_of_the_user_is_published_without_titles(unhurt: Path) -> None:
    """``few_files`` has the list of the README of ``lists``. It declares no licence."""
    with duckdb.connect(str(latest(unhurt) / "compute_divide.duckdb"), read_only=True) as tables:
        papers = tables.execute(
            "select title, source, year, team_class from marts.papers where venue = 'robots'"
        ).fetchall()
    assert papers == 3 * [(None, "lists", 2024, "academia_industry")]


def test_a_run_killed_anywhere_is_made_good_by_the_next(unhurt: Path, survivor: Path) -> None:
    """All files but those of times are equal to the byte, in another place at another time.

    Files that state the day differ too if midnight lies between the two runs.
    """
    whole, made_good = hashes(latest(unhurt)), hashes(latest(survivor))
    assert whole.keys() == made_good.keys()
    differing = {name for name in whole if whole[name] != made_good[name]}
    assert differing <= set(filter(is_dated, whole)) | {"published.json"}
    assert not list(survivor.glob("raw/publishers/*/.landing-*"))
    assert not list(survivor.glob("published/.publishing-*"))


def test_assets_are_materialized_alone_by_the_command_of_dagster(
    survivor: Path, few_files: Path, tmp_path: Path
) -> None:
    """A raw asset needs nothing before it, and a table only those that it reads."""
    fresh = materialize(tmp_path / "home", str(few_files), 'key:"raw/epoch_models"')
    assert fresh.returncode == 0, fresh.stderr
    before = latest(survivor).readlink()
    for select in ('key:"marts/vintages"', 'key:"reports/publication"'):
        done = materialize(survivor, str(few_files), select)
        assert done.returncode == 0, done.stderr
    assert latest(survivor).readlink() != before
