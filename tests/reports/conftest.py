"""Fixtures of the reports: the record's marts, and a publication of them that tests share."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import gzip
import json
import pickle
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from filelock import FileLock

from orchestration.run.settings import RECORD_SOURCES, Settings
from reports.charts.figure import Figure
from reports.publication import render
from reports.publication.model import Drawn, Override
from reports.publish import Check, Publication, publish
from reports.serve import server
from tests.builders import ROOT
from tests.conftest import shared_folder
from tests.reports.edited import Edited, edited_marts

# States that the record lacks: a withdrawn file, a late source.
STATES = (
    """
    insert into marts.set_aside (snapshot_id, source, shape, file, vintage, withdrawn_on,
        reason)
    values ('a', 'epoch', 'epoch', 'wrong.csv', '2025-12-01', '2026-01-30', 'It has <b> rows')
    """,
    """
    update marts.source_state set state = 'degraded', is_behind = true, reason = 'HTTP 500 <b>',
        attempted_on = '2026-01-31', succeeded_on = '2026-01-30'
    where shape = 'clusters'
    """,
)
DOCS = ROOT / "dbt_project" / "docs"
SITE = "https://example.org/divide"


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder in a thread, and yield its address."""
    site = server(folder)
    with socket.create_server(("127.0.0.1", 0)) as bound:
        thread = threading.Thread(target=site.run, kwargs={"sockets": [bound]}, daemon=True)
        thread.start()
        while not site.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        site.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def warehouse(record_home: Path) -> Path:
    """The warehouse of the record."""
    return Settings(record_home, RECORD_SOURCES).warehouse


@pytest.fixture
def record(warehouse: Path) -> Iterator[Edited]:
    """The marts of the record, which the test may edit."""
    with edited_marts(warehouse) as marts:
        yield marts


def save_nothing(figure: Figure, png: Path, svg: Path) -> list[tuple[str, str]]:
    png.touch()
    svg.touch()
    return []


@pytest.fixture
def without_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Save no picture of any figure."""
    monkeypatch.setattr(render, "save", save_nothing)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder to publish into."""
    folder = tmp_path / "made"
    folder.mkdir()
    return folder


def read_csv(path: Path) -> list[dict[str, str]]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def publication() -> Publication:
    """A run with one warning."""
    return Publication(
        published_at=dt.datetime(2026, 2, 1, tzinfo=dt.UTC),
        code_version="abc123",
        versions={"duckdb": "1", "plotnine": "2"},
        sources="/home/someone/private",
        checks=(
            Check("marts", "metrics", "shares_in_range", "great_expectations", True, "error", ""),
            Check("staging", "papers", "years_known", "dbt", False, "warn", "3 rows"),
        ),
        specification=(DOCS / "metrics.md").read_text(encoding="utf-8"),
        evidence=(DOCS / "evidence.md").read_text(encoding="utf-8"),
        glossary=(DOCS / "glossary.md").read_text(encoding="utf-8"),
        site=SITE,
        doi="10.5281/zenodo.123",
        overrides=(Override("rows_of_list_lost", "2026-01-31", "they left <b>", "200 to 90"),),
    )


@dataclass(frozen=True)
class Published:
    """A publication that tests read and do not change, and the warehouse behind it."""

    connection: duckdb.DuckDBPyConnection
    folder: Path
    figures: list[Drawn]

    @property
    def page(self) -> str:
        return (self.folder / "index.html").read_text(encoding="utf-8")

    @property
    def manifest(self) -> dict[str, Any]:
        manifest: dict[str, Any] = json.loads((self.folder / "manifest.json").read_text())
        return manifest


@pytest.fixture(scope="session")
def publish_once(
    tmp_path_factory: pytest.TempPathFactory, warehouse: Path
) -> Iterator[Callable[..., Published]]:
    """Publish the record without pictures, once for all test processes, after some edits."""
    with contextlib.ExitStack() as stack:

        def published(name: str, publication: Publication, *edits: str) -> Published:
            marts = stack.enter_context(edited_marts(warehouse))
            for statement in edits:
                marts.edit(statement)
            folder = shared_folder(tmp_path_factory) / name
            file = folder.with_suffix(".pickle")
            with FileLock(folder.with_suffix(".lock")):
                if not file.exists():
                    folder.mkdir()
                    with pytest.MonkeyPatch.context() as patch:
                        patch.setattr(render, "save", save_nothing)
                        figures = publish(marts.connection, folder, publication)
                    file.write_bytes(pickle.dumps(figures))
            return Published(marts.connection, folder, pickle.loads(file.read_bytes()))

        yield published


@pytest.fixture(scope="session")
def published(publish_once: Callable[..., Published], publication: Publication) -> Published:
    """The publication of the record, with states that it does not have."""
    return publish_once("published", publication, *STATES)
