"""The warehouse's connection, as dbt opens it: bounded memory, and room to spill."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from dbt.adapters.duckdb.credentials import DuckDBCredentials
from dbt.adapters.duckdb.environments.local import LocalEnvironment

from orchestration.dbt.project import DBT_PROJECT

SPILLED = "select coalesce(sum(size), 0) from duckdb_temporary_files()"


def opened(warehouse: Path) -> LocalEnvironment:
    written = (DBT_PROJECT / "profiles.yml").read_text(encoding="utf-8")
    written = written.replace("{{ env_var('COMPUTE_DIVIDE_WAREHOUSE') }}", str(warehouse))
    target: dict[str, Any] = yaml.safe_load(written)["compute_divide"]["outputs"]["duckdb"]
    target.pop("plugins")
    target |= {"database": warehouse.stem, "schema": "main"}
    return LocalEnvironment(DuckDBCredentials.from_dict(target))


def test_a_model_can_be_built_after_another_has_spilled(tmp_path: Path) -> None:
    environment = opened(tmp_path / "test.duckdb")
    first = environment.handle().cursor()
    first.execute("set memory_limit = '40MB'")
    first.execute("create temp table spilled as select range as n from range(10000000)")
    assert first.execute(SPILLED).fetchone()[0] > 0
    second = environment.handle().cursor()
    assert second.execute("select count(*) from range(3)").fetchone() == (3,)
    environment.close()


def test_memory_is_bounded(tmp_path: Path) -> None:
    environment = opened(tmp_path / "test.duckdb")
    cursor = environment.handle().cursor()
    cursor.execute("select current_setting('memory_limit'), current_setting('temp_directory')")
    assert cursor.fetchone() == ("953.6 MiB", f"{tmp_path}/test.duckdb.tmp")
    environment.close()
