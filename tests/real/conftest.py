"""The tables of the lists of papers that the published record is made of."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ingestion.embedded.texts import lay_out
from ingestion.landing.snapshots import connect
from ingestion.refresh import land_directory
from ingestion.registry import SOURCES
from ingestion.run import RefreshRun
from orchestration.run.settings import Settings, prepare
from tests.builders import run_dbt
from tests.conftest import built_once
from tests.record.warehouse import Warehouse

# What the record is made from, what both say of a list, and how accurate tags and mentions are.
TABLES = (
    *(
        "int_papers",
        "int_works__tags",
        "stg_raw__snapshots",
        "int_field_lists",
        "int_company_papers",
    ),
    "accuracy",
)


@pytest.fixture(scope="session")
def real_more(real_data: Path) -> Path:
    """Files of further publishers, which the published record is made of too."""
    more = real_data.with_name("more")
    if not (more / "acl_anthology").is_dir():
        pytest.skip(f"needs the publishers' files under {more}")
    return more


@pytest.fixture(scope="session")
def real_home(real_data: Path, real_more: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with tables of the publishers' lists, without a publication."""

    def run(home: Path) -> subprocess.CompletedProcess[str]:
        settings = Settings(home, str(home / "publishers"))
        lay_out((real_data, real_more, real_more / "editions6"), home / "publishers")
        prepare(settings)
        with connect() as connection:
            for source in SOURCES.values():
                run = RefreshRun(source, settings.raw, print)
                land_directory(connection, run, home / "publishers")
        options = "--quiet --resource-type seed --resource-type model --select"
        return run_dbt(settings, "build", *options.split(), *(f"+{name}" for name in TABLES))

    return built_once(tmp_path_factory, "real", run)


@pytest.fixture(scope="package")
def marts(real_home: Path) -> Warehouse:
    """The warehouse of the publishers' lists."""
    return Warehouse(real_home / "warehouse" / "publishers.duckdb")
