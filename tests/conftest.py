"""Fixtures that every test may use."""

from __future__ import annotations

import os
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest import mock

import pytest
from filelock import FileLock
from hypothesis import settings as hypothesis_settings

from ingestion import http
from orchestration.run import settings
from orchestration.run.settings import LIVE_SOURCES, Settings
from tests.builders import ROOT, materialized

ODD_NAME = """it's 100% {{ a }} ${HOME} "q" & (ü);"""
REAL_DATA = Path(os.environ.get("COMPUTE_DIVIDE_REAL_DATA") or "/nowhere/data")
# Each process takes the next file of this order. Both whole runs begin at once. Files that need
# none of them follow, and the longest files come before the short ones.
ORDER = (
    "record/test_order",
    "integration/test_live",
    "integration/test_vintages",
    "contract/",
    "ingestion/",
    "orchestration/test_reduce",
    "dbt/test_project",
    "integration/",
    "reports/publication/test_publication",
    "browser/",
    "real/",
    "reports/publication/",
    "orchestration/",
    "reports/",
)
# Property tests run few examples, and the same ones in every run.
hypothesis_settings.register_profile(
    "deterministic", derandomize=True, deadline=None, database=None, max_examples=15
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
        pytest.skip("needs the publishers' files: COMPUTE_DIVIDE_REAL_DATA")
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


@pytest.fixture(scope="session")
def record_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with the published record, by the lines of the job `materialize`."""
    return built_once(tmp_path_factory, "record", materialized)


@pytest.fixture(scope="session")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation in which dbt has parsed its project, once for all test processes.

    The name of its home means something to SQL, YAML, Jinja and a shell.
    """
    installation = Settings(shared_folder(tmp_path_factory) / ODD_NAME, LIVE_SOURCES)
    with mock.patch.dict(os.environ, {"DAGSTER_HOME": ""}):
        settings.prepare(installation)
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
