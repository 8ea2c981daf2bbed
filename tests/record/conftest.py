"""The warehouse of the published record."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.settings import RECORD_SOURCES, Settings
from tests.record.warehouse import Warehouse


@pytest.fixture(scope="package")
def marts(record_home: Path) -> Warehouse:
    """The warehouse of the published record."""
    return Warehouse(Settings(record_home, RECORD_SOURCES).warehouse)
