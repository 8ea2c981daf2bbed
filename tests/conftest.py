"""Fixtures that every test may use."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest import mock

import duckdb
import pytest
from filelock import FileLock
from hypothesis import settings as hypothesis_settings

from ingestion import http
from ingestion.embedded.texts import TERMS, lay_out
from ingestion.landing.csv_file import write_csv
from ingestion.landing.files import MANIFEST, read_manifest
from orchestration.build.manifest import current_manifest
from orchestration.run import settings
from orchestration.run.settings import LIVE_SOURCES, RECORD_SOURCES, Settings
from orchestration.run.warehouse import await_closed
from tests.builders import ROOT, run_environment, run_refresh

ODD_NAME = """it's 100% {{ a }} ${HOME} "q" & (ü);"""
REAL_DATA = Path(os.environ.get("COMPUTE_DIVIDE_REAL_DATA") or ROOT.parent / "shared" / "data")
# Folders of publishers' files that have no lists of papers for the record.
OTHER_FOLDERS = ("clusters/", "epoch/", "hardware/", "openalex/")
# Each process takes the next file of this order. The whole runs of the first three begin at once.
# Files that need none of them follow, and the longest files come before the short ones.
ORDER = (
    "integration/test_refresh",
    "real/test_adoption",
    "integration/test_live",
    "integration/test_vintages",
    "contract/",
    "dbt/test_project",
    "reports/publication/test_publication",
    "browser/test_site",
    "integration/",
    "browser/",
    "real/",
    "reports/publication/",
    "orchestration/",
    "reports/",
)
# Property tests run few examples, and the same ones in every run.
hypothesis_settings.register_profile(
    "deterministic", derandomize=True, deadline=None, database=None, max_examples=30
)
hypothesis_settings.load_profile("deterministic")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put files in the order in which processes wait least for each other."""

    def place(item: pytest.Item) -> int:
        path = item.path.relative_to(ROOT / "tests").as_posix()
        return next((n for n, start in enumerate(ORDER) if path.startswith(start)), len(ORDER))

    items.sort(key=place)


@pytest.fixture(autouse=True)
def _new_hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget all hosts, because a port that is down in one test can be a server in another."""
    monkeypatch.setattr(http, "HOSTS", defaultdict(http.Host))


@pytest.fixture(autouse=True)
def _same_environment() -> Iterator[None]:
    """Restore the variables that ``settings.prepare`` sets."""
    with mock.patch.dict(os.environ):
        yield


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The publishers' own files, which are not part of the project."""
    if not (REAL_DATA / "epoch").is_dir():
        pytest.skip(f"needs the publishers' files under {REAL_DATA} (COMPUTE_DIVIDE_REAL_DATA)")
    return REAL_DATA


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """The folder that all processes of one test run share."""
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def built_once(
    factory: pytest.TempPathFactory,
    name: str,
    run: Callable[[Path], subprocess.CompletedProcess[str]],
) -> Path:
    """An installation that one run builds for all test processes."""
    # DuckDB takes such a folder as a column of every table, unless it is told not to.
    home = shared_folder(factory) / "year=1999" / f"{name}_home"
    home.parent.mkdir(exist_ok=True)
    with FileLock(home.with_suffix(".lock")):
        if not home.exists():
            done = run(home)
            assert done.returncode == 0, done.stdout + done.stderr
    return home


def refresh_after_a_kill(home: Path) -> subprocess.CompletedProcess[str]:
    """Kill a run, with its child processes, a moment after dbt begins to write. Then run again.

    Its warehouse gets a table that has no model.
    """
    with subprocess.Popen(
        [sys.executable, "-m", "orchestration"],
        cwd=ROOT,
        env=run_environment(home, RECORD_SOURCES),
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    ) as run:
        while run.poll() is None and not Settings(home, RECORD_SOURCES).warehouse.exists():
            time.sleep(0.05)
        time.sleep(random.uniform(0, 1.5))
        assert run.poll() is None, "the run ended before"
        os.killpg(run.pid, signal.SIGKILL)
    path = Settings(home, RECORD_SOURCES).warehouse
    await_closed(path, print)
    with duckdb.connect(str(path)) as warehouse:
        warehouse.execute("create schema if not exists marts")
        warehouse.execute("create table marts.left_by_another_release as select 1 as number")
    return run_refresh(home, RECORD_SOURCES)


@pytest.fixture(scope="session")
def record_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation in which the published record was refreshed, after a run that was killed."""
    return built_once(tmp_path_factory, "record", refresh_after_a_kill)


@pytest.fixture(scope="session")
def real_more(real_data: Path) -> Path:
    """Files of further publishers, which the published record is made of too."""
    more = real_data.with_name("more")
    if not (more / "acl_anthology").is_dir():
        pytest.skip(f"needs the publishers' files under {more}")
    return more


@pytest.fixture(scope="session")
def real_home(real_data: Path, real_more: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with all tables of the publishers' files, without a publication.

    Its lists of papers are those that the published record is made of. One of them has lost its
    affiliations since an older copy.
    """

    def run(home: Path) -> subprocess.CompletedProcess[str]:
        sources = home.with_name("publishers")
        lay_out((real_data, real_more, real_more / "editions6"), sources)
        rows = read_manifest(sources)
        for name, row in read_manifest(real_data).items():
            if name.startswith(OTHER_FOLDERS):
                rows[name] = row
                (sources / name).parent.mkdir(parents=True, exist_ok=True)
                (sources / name).symlink_to(real_data / name)
        write_csv(sources / MANIFEST, TERMS, [*rows.values()])
        return materialize_tables(home, str(sources))

    return built_once(tmp_path_factory, "real", run)


def materialize_tables(home: Path, sources: str) -> subprocess.CompletedProcess[str]:
    """Materialize all assets but the publication, by Dagster's own command."""
    command = [str(Path(sys.executable).with_name("dagster")), "asset", "materialize"]
    override = {
        "gate": "affiliations_lost",
        "on": dt.datetime.now(dt.UTC).date().isoformat(),
        "reason": "An older copy has the affiliations",
    }
    accepted = {"ops": {"gates": {"config": {"overrides": [override]}}}}
    environment = run_environment(home, sources) | {"DAGSTER_HOME": str(home / "dagster")}
    # Dagster reads its configuration before the definitions, which would write it.
    prepare = [sys.executable, "-m", "orchestration.run.settings"]
    subprocess.run(prepare, cwd=ROOT, env=environment, check=True)
    return subprocess.run(
        [*command, "--select", "not group:reports", "-m", "orchestration.definitions",
         "--config-json", json.dumps(accepted)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip


@pytest.fixture(scope="session")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation in which dbt has parsed its project, once for all test processes.

    The name of its home means something to SQL, YAML, Jinja and a shell.
    """
    installation = Settings(shared_folder(tmp_path_factory) / ODD_NAME, LIVE_SOURCES)
    with mock.patch.dict(os.environ, {"DAGSTER_HOME": ""}):
        settings.prepare(installation)
        with FileLock(installation.home / "parse.lock"), current_manifest(installation):
            pass
    return installation


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Write a file below the test's folder: ``write(name, text or bytes) -> path``."""

    def writer(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return writer
