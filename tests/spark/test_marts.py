"""A run whose tables of works Apache Spark builds has the marts of a run on DuckDB alone."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import RECORD_SOURCES
from tests.bench.compare import compare
from tests.builders import ROOT, run_refresh

# The Python of an environment with pyspark.
PYTHON = "COMPUTE_DIVIDE_SPARK_PYTHON"
WAREHOUSE = Path("warehouse/record.duckdb")


@pytest.mark.spark
def test_every_mart_is_equal_on_both_engines(
    record_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = f"{os.environ[PYTHON]} {ROOT / 'orchestration/spark/job.py'}"
    monkeypatch.setenv("COMPUTE_DIVIDE_SPARK", command)
    done = run_refresh(tmp_path, RECORD_SOURCES)
    logs = "".join(path.read_text(encoding="utf-8")[-5000:] for path in tmp_path.glob("logs/*"))
    assert done.returncode == 0, logs + done.stdout + done.stderr
    assert list(compare(record_home / WAREHOUSE, tmp_path / WAREHOUSE)) == []
    with duckdb.connect(str(tmp_path / WAREHOUSE), read_only=True) as warehouse:
        files = tmp_path / "spark/record/int_papers__teams/*.parquet"
        teams = warehouse.table("intermediate.int_papers__teams")
        assert len(warehouse.read_parquet(str(files))) == len(teams) > 0
