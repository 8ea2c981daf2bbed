"""A run whose functions Apache Spark applies has the marts of a run on DuckDB alone.

Skipped without ``COMPUTE_DIVIDE_SPARK_PYTHON``, the Python of an environment with pyspark, which
``make test-spark`` builds.
"""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import RECORD_SOURCES
from tests.bench.compare import compare
from tests.builders import ROOT
from tests.conftest import materialize_tables

PYTHON = os.environ.get("COMPUTE_DIVIDE_SPARK_PYTHON")
TABLES = ("int_affiliations", "int_models__classified")
WAREHOUSE = Path("warehouse/record.duckdb")


@pytest.mark.skipif(not PYTHON, reason="needs pyspark: make test-spark")
def test_every_mart_is_equal_on_both_engines(
    record_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPUTE_DIVIDE_SPARK", f"{PYTHON} {ROOT / 'dbt_project/spark/job.py'}")
    run = materialize_tables(tmp_path, RECORD_SOURCES)
    assert run.returncode == 0, run.stderr[-5000:]
    spark = tmp_path / WAREHOUSE
    assert list(compare(record_home / WAREHOUSE, spark)) == []
    with duckdb.connect(str(spark), read_only=True) as warehouse:
        for table in TABLES:
            files = tmp_path / "spark/record" / table / "result/*.parquet"
            rows = warehouse.table(f"intermediate.{table}")
            assert len(warehouse.read_parquet(str(files))) == len(rows) > 0
