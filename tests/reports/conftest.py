"""Fixtures of the reports: warehouses in memory, and a publication that all tests share."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import json
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from filelock import FileLock

from reports.charts.figure import Figure
from reports.publication import export, render
from reports.publication.model import Drawn, Override
from reports.publish import Check, Publication, publish
from tests.builders import ROOT
from tests.conftest import shared_folder
from tests.reports.marts import VINTAGE, Warehouse, fill, open_warehouse, wilson

DOCS = ROOT / "dbt_project" / "docs"
SITE = "https://example.org/divide"
__all__ = ["VINTAGE", "Warehouse", "open_warehouse", "wilson"]


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    with open_warehouse() as warehouse:
        yield warehouse


@pytest.fixture(scope="session")
def marts_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Models and papers in a file, because single inserts take ten times as long as a copy."""
    file = tmp_path_factory.mktemp("filled") / "warehouse.duckdb"
    with open_warehouse() as warehouse:
        fill(warehouse)
        warehouse.connection.execute(f"attach '{file}' as filled")
        warehouse.connection.execute("copy from database memory to filled")
    return file


@contextmanager
def copied(file: Path) -> Iterator[Warehouse]:
    """Return a warehouse in memory with all content of a file."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{file}' as filled (read_only)")
        connection.execute("copy from database filled to memory")
        connection.execute("detach filled")
        yield Warehouse(connection)


@pytest.fixture
def full(marts_file: Path) -> Iterator[Warehouse]:
    with copied(marts_file) as warehouse:
        yield warehouse


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
    with path.open(encoding="utf-8", newline="") as file:
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


def published_once(
    factory: pytest.TempPathFactory,
    name: str,
    connection: duckdb.DuckDBPyConnection,
    publication: Publication,
) -> Published:
    """Publish a warehouse without pictures, once for all test processes."""
    folder = shared_folder(factory) / name
    file = folder.with_suffix(".pickle")
    with FileLock(folder.with_suffix(".lock")):
        if not file.exists():
            folder.mkdir()
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(render, "save", save_nothing)
                figures = publish(connection, folder, publication)
            file.write_bytes(pickle.dumps(figures))
    return Published(connection, folder, pickle.loads(file.read_bytes()))


@pytest.fixture(scope="session")
def published(
    tmp_path_factory: pytest.TempPathFactory, marts_file: Path, publication: Publication
) -> Iterator[Published]:
    """The publication of the full warehouse."""
    with copied(marts_file) as warehouse:
        yield published_once(tmp_path_factory, "published", warehouse.connection, publication)


@pytest.fixture(scope="session")
def published_models(
    tmp_path_factory: pytest.TempPathFactory, publication: Publication
) -> Iterator[Published]:
    """A publication of the record with models of four publishers, a late source and no papers.

    A table of more than two rows has no CSV.
    """
    record = dataclasses.replace(publication, sources="record")
    with open_warehouse() as warehouse:
        for name, rows in (("First", 9), ("Second", 8), ("Third", 7), ("Fourth", 6)):
            licence = "MIT" if name == "Third" else "CC-BY-4.0"
            terms = {"publisher": name, "licence": licence, "citation": f"{name} 2024."}
            warehouse.vintage(file=f"lists/{name}.csv", rows=rows, **terms)
        warehouse.fill_models()
        fill_late_source(warehouse)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(export, "LARGEST_CSV", 2)
            result = published_once(
                tmp_path_factory, "published_models", warehouse.connection, record
            )
        yield result


def fill_late_source(warehouse: Warehouse) -> None:
    """Add a source whose refresh failed, and one that is off."""
    names = "shape publisher state reason is_behind metrics attempted_on succeeded_on last_vintage"
    failed, stood, list_ = dt.date(2026, 2, 1), dt.date(2026, 1, 30), dt.date(2026, 1, 26)
    epoch = ("epoch", "Epoch AI", "degraded", "HTTP 500 <b>", True, ["model_team_share"])
    off = ("openalex", "OpenAlex", "off", "KEY is not set", False, ["paper_team_share"])
    same = {"licence": "CC0-1.0", "refresh_days": 1, "calls": 6, "cost_usd": 0.0}
    rows = ((*epoch, failed, stood, list_), (*off, None, None, None))
    warehouse.rows("source_state", names, *rows, **same, files=2, rows=7)
