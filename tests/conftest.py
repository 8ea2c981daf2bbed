"""Fixtures that every test may use."""

from __future__ import annotations

import functools
import gc
import os
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from filelock import FileLock

from ingestion import http
from orchestration import settings
from orchestration.dbt.manifest import ensure_manifest
from orchestration.settings import LIVE_SOURCES, Settings
from tests.builders import run_refresh
from tests.processes import run_forked

ROOT = Path(__file__).resolve().parent.parent
REAL_DATA = Path(os.environ.get("COMPUTE_DIVIDE_REAL_DATA") or ROOT.parent / "shared" / "data")

# Modules and figures make many objects, and few rings of them.
gc.set_threshold(100_000)

# Test files that take minutes come first, so that the run does not end with one slow process.
# The first three files each build a home. Files that read these homes come after them.
SLOW = (
    "integration/test_refresh.py",
    "real/test_adoption.py",
    "integration/test_new_files.py",
    "test_words.py",
    "contract/",
    "dbt/",
    "integration/",
    "ingestion/openalex/",
    "reports/publication/test_publication.py",
    "real/",
    "reports/site/",
    "browser/",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put slow files first; each process takes the next file of the list."""

    def place(item: pytest.Item) -> int:
        path = item.path.relative_to(ROOT / "tests").as_posix()
        return next((n for n, slow in enumerate(SLOW) if path.startswith(slow)), len(SLOW))

    items.sort(key=place)


@pytest.fixture(autouse=True)
def _new_hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget all hosts, because a port that is down in one test can be a server in another."""
    monkeypatch.setattr(http, "SILENT_HOSTS", set())


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


def refreshed(
    factory: pytest.TempPathFactory, name: str, run: Callable[[Path], CompletedProcess[str]]
) -> Path:
    """An installation that is refreshed once for all test processes."""
    home = shared_folder(factory) / f"{name}_home"
    with FileLock(home.with_suffix(".lock")):
        if not (home / "published" / "latest").exists():
            done = run(home)
            assert done.returncode == 0, done.stdout + done.stderr
    return home


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation in which the embedded sample has been refreshed once."""
    return refreshed(tmp_path_factory, "sample", lambda home: run_refresh(home, "sample"))


@pytest.fixture(scope="session")
def real_home(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation in which the publishers' files have been refreshed once, without figures."""
    sources = str(real_data)
    run = functools.partial(run_forked, sources=sources, module="tests.undrawn")
    return refreshed(tmp_path_factory, "real", run)


@pytest.fixture(scope="session")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An empty installation in which dbt has parsed its project, once for all test processes."""
    chosen = Settings(shared_folder(tmp_path_factory) / "parsed", LIVE_SOURCES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", "")
        settings.prepare(chosen)
    ensure_manifest(chosen)
    return chosen


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Write a file below the test's folder: ``write(name, text or bytes) -> path``."""

    def writer(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return writer
