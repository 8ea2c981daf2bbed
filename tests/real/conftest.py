"""The marts of the publishers' data."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.record.warehouse import Warehouse


@pytest.fixture(scope="package")
def marts(real_home: Path) -> Warehouse:
    """The warehouse of the publishers' files."""
    return Warehouse(real_home / "warehouse" / "publishers.duckdb")
