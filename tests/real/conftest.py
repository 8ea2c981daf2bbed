"""The marts of the publishers' data, and fixtures of the reports' tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.reports.conftest import folder, publication, without_pictures

__all__ = ["folder", "publication", "without_pictures"]


@pytest.fixture(scope="package")
def marts(real_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse of the publishers' files."""
    path = real_home / "warehouse" / "publishers.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection
