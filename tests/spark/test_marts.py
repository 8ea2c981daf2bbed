"""Rules that Apache Spark applies give the tables that DuckDB gives.

Skipped without ``COMPUTE_DIVIDE_SPARK_PYTHON``, the Python of an environment with pyspark, which
``make test-spark`` builds.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from orchestration.run.settings import RECORD_SOURCES, Settings
from tests.builders import ROOT, copied, run_dbt

PYTHON = os.environ.get("COMPUTE_DIVIDE_SPARK_PYTHON")
TABLES = ("int_affiliations", "int_models__classified", "int_works__tags")


@pytest.mark.skipif(not PYTHON, reason="needs pyspark: make test-spark")
def test_every_rule_gives_its_table_on_both_engines(
    record_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No other table knows which engine applied a rule."""
    command = f"{PYTHON} {ROOT / 'dbt_project/spark/job.py'}"
    monkeypatch.setenv("COMPUTE_DIVIDE_SPARK", command)
    settings = replace(copied(record_home, tmp_path), spark=command)
    done = run_dbt(settings, "run", "--select", *TABLES)
    assert done.returncode == 0, done.stdout
    with duckdb.connect(str(settings.warehouse), read_only=True) as warehouse:
        whole = Settings(record_home, RECORD_SOURCES).warehouse
        warehouse.execute(f"attach '{whole}' as whole (read_only)")
        for table in TABLES:
            files = settings.spark_tables / table / "result/*.parquet"
            rows = warehouse.table(f"intermediate.{table}")
            assert 0 < len(warehouse.read_parquet(str(files))) <= len(rows)
            expected = warehouse.table(f"whole.intermediate.{table}")
            assert len(rows) == len(expected)
            assert len(rows.except_(expected)) == 0
