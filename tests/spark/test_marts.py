"""A run whose tables Apache Spark builds has the marts of a run on DuckDB alone."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import duckdb
import pytest

from tests.builders import run_refresh
from tests.spark.compare import compare, marts, table

# The Python of the environment with the extra `spark`.
PYTHON = "COMPUTE_DIVIDE_SPARK_PYTHON"
WAREHOUSE = Path("warehouse/sample.duckdb")
TABLES = Path("spark/sample")
# It reads the histories, which Spark does not keep.
ONLY_DUCKDB = {"label_revision"}


@pytest.fixture(scope="module")
def spark_home(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample's installation, refreshed once more with Spark."""
    home = tmp_path_factory.mktemp("spark") / "home"
    shutil.copytree(sample_home, home, symlinks=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMPUTE_DIVIDE_SPARK", f"{os.environ[PYTHON]} -m orchestration.spark")
        done = run_refresh(home, "sample")
    logs = "".join(path.read_text(encoding="utf-8")[-5000:] for path in (home / "logs").iterdir())
    assert done.returncode == 0, logs + done.stdout + done.stderr
    return home


@pytest.mark.spark
def test_every_mart_is_equal_on_both_engines(sample_home: Path, spark_home: Path) -> None:
    expected = set(marts(sample_home / WAREHOUSE)) - ONLY_DUCKDB
    assert {folder.name for folder in (spark_home / TABLES / "marts.db").iterdir()} == expected
    found = [
        compare(sample_home / WAREHOUSE, spark_home / TABLES, mart) for mart in sorted(expected)
    ]
    print(table(found))
    assert [one.mart for one in found if not one.is_equal] == []


@pytest.mark.spark
def test_a_run_publishes_the_tables_of_spark(sample_home: Path, spark_home: Path) -> None:
    with duckdb.connect(str(spark_home / WAREHOUSE), read_only=True) as warehouse:
        built = warehouse.table("marts.metrics")
        read = warehouse.read_parquet(str(spark_home / TABLES / "marts.db/metrics/*.parquet"))
        # Engines differ in the last digits, so equal digits show that DuckDB computed nothing.
        assert built.except_(read).fetchall() == []
        assert read.except_(built.project(", ".join(read.columns))).fetchall() == []
        # Another engine reads every label as before.
        assert warehouse.table("marts.label_revision").fetchall() == []
    latest = [(home / "published/latest").resolve().name for home in (sample_home, spark_home)]
    assert latest[0] < latest[1]
