"""Property tests run few examples, and the same ones in every run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import settings

from ingestion.landing.snapshots import connect

settings.register_profile(
    "deterministic", derandomize=True, deadline=None, database=None, max_examples=30
)
settings.load_profile("deterministic")


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with connect() as connection:
        yield connection


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the files of all examples, one after the other."""
    return tmp_path_factory.mktemp("examples")
