"""A run whose functions Apache Spark applies has the marts of a run on DuckDB alone."""

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
# The kinds of rows that Spark writes, and their tables.
TABLES = {"Classification": "int_affiliations__classified", "Tag": "int_works__text_tags"}
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
        for kind, table in TABLES.items():
            files = tmp_path / "spark/record" / kind / "result/*.parquet"
            rows = warehouse.table(f"intermediate.{table}")
            assert len(warehouse.read_parquet(str(files))) == len(rows) > 0
