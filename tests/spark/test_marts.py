"""Every mart of the sample is the same on DuckDB and on Apache Spark, or listed with a reason."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from orchestration.spark import STAYS_ON_DUCKDB
from tests.builders import ROOT, run_environment
from tests.spark.compare import compare, marts, table

# The Python of the environment with the extra `spark`.
PYTHON = "COMPUTE_DIVIDE_SPARK_PYTHON"
WAREHOUSE = Path("warehouse/sample.duckdb")
TABLES = Path("spark/sample")


@pytest.mark.spark
def test_every_mart_is_equal_on_both_engines(sample_home: Path) -> None:
    command = [os.environ[PYTHON], "-m", "orchestration.spark"]
    environment = run_environment(sample_home, "sample")
    built = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stdout[-5000:] + built.stderr[-2000:]

    expected = set(marts(sample_home / WAREHOUSE)) - set(STAYS_ON_DUCKDB)
    assert {folder.name for folder in (sample_home / TABLES / "marts.db").iterdir()} == expected
    found = [
        compare(sample_home / WAREHOUSE, sample_home / TABLES, mart) for mart in sorted(expected)
    ]
    print(table(found))
    assert [one.mart for one in found if not one.is_equal] == []
