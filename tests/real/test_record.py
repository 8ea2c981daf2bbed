"""The originals of the published record give its bytes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from ingestion.landing.files import read_manifest
from orchestration.cli import record
from orchestration.run.settings import RECORD


def test_originals_give_the_record(
    real_home: Path,
    real_data: Path,
    real_more: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A manifest has the SHA-256 of each file. The lists are those of the publishers' home."""

    @contextmanager
    def built(_: Path) -> Iterator[duckdb.DuckDBPyConnection]:
        path = str(real_home / "warehouse" / "publishers.duckdb")
        with duckdb.connect(path, read_only=True) as warehouse:
            yield warehouse

    monkeypatch.setattr(record, "built", built)
    record.make(real_more, real_data, tmp_path)
    assert read_manifest(tmp_path) == read_manifest(RECORD)
