"""The marts of the publishers' data, and fixtures of the reports' tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.record.warehouse import Warehouse
from tests.reports.conftest import folder, publication, without_pictures

__all__ = ["folder", "publication", "without_pictures"]


@pytest.fixture(scope="package")
def marts(real_home: Path) -> Warehouse:
    """The warehouse of the publishers' files."""
    return Warehouse(real_home / "warehouse" / "publishers.duckdb")
