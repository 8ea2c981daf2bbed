"""The warehouse of the published record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import RECORD_SOURCES, Settings


@pytest.fixture(scope="package")
def marts(record_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse of the published record."""
    path = Settings(record_home, RECORD_SOURCES).warehouse
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection
