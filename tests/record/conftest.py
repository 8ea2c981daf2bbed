"""The warehouse of the published record."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from orchestration.run.settings import RECORD, RECORD_SOURCES, Settings
from tests.record.warehouse import Warehouse


@pytest.fixture(scope="package")
def marts(record_home: Path) -> Warehouse:
    """The warehouse of the published record."""
    return Warehouse(Settings(record_home, RECORD_SOURCES).warehouse)


@pytest.fixture(scope="package")
def models() -> pd.DataFrame:
    """The file of the newest notable models, with their years."""
    models = pd.read_csv(RECORD / "epoch" / "2026-08-19_notable_ai_models.csv")
    return models.assign(year=pd.to_datetime(models["Publication date"]).dt.year)
