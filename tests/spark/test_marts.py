"""A run whose functions Apache Spark applies has the marts of a run on DuckDB alone."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import RECORD_SOURCES
from tests.bench.compare import compare
from tests.builders import ROOT
from tests.conftest import materialize_tables

# The Python of an environment with pyspark.
PYTHON = "COMPUTE_DIVIDE_SPARK_PYTHON"
# The kinds of rows that Spark writes, and their tables.
TABLES = {"Classification": "int_affiliations__classified", "Tag": "int_works__text_tags"}
WAREHOUSE = Path("warehouse/record.duckdb")


@pytest.mark.spark
def test_every_mart_is_equal_on_both_engines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, spark = tmp_path / "plain", tmp_path / "spark"
    runs = [materialize_tables(plain, RECORD_SOURCES)]
    command = f"{os.environ[PYTHON]} {ROOT / 'dbt_project/spark/job.py'}"
    monkeypatch.setenv("COMPUTE_DIVIDE_SPARK", command)
    runs.append(materialize_tables(spark, RECORD_SOURCES))
    assert [run.stderr[-5000:] for run in runs if run.returncode] == []
    assert list(compare(plain / WAREHOUSE, spark / WAREHOUSE)) == []
    with duckdb.connect(str(spark / WAREHOUSE), read_only=True) as warehouse:
        for kind, table in TABLES.items():
            files = spark / "spark/record" / kind / "result/*.parquet"
            rows = warehouse.table(f"intermediate.{table}")
            assert len(warehouse.read_parquet(str(files))) == len(rows) > 0
