"""Connections of dbt and of assets to the warehouse have bounded memory and a folder to spill."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from dbt.adapters.duckdb.credentials import DuckDBCredentials
from dbt.adapters.duckdb.environments.local import LocalEnvironment
from jinja2 import Template

from ingestion.landing.memory import DEFAULT, VARIABLE
from ingestion.landing.snapshots import connect
from orchestration.dbt.project import DBT_PROJECT
from orchestration.settings import SettingsError, load
from orchestration.warehouse import warehouse_resource

SPILLED = "select coalesce(sum(size), 0) from duckdb_temporary_files()"
LIMITS = "select current_setting('memory_limit'), current_setting('temp_directory')"


def profile(warehouse: Path, memory: str | None = None) -> dict[str, Any]:
    values = {
        "COMPUTE_DIVIDE_RAW": str(warehouse.parent),
        "COMPUTE_DIVIDE_WAREHOUSE": str(warehouse),
        VARIABLE: memory,
    }
    written = (DBT_PROJECT / "profiles.yml").read_text(encoding="utf-8")
    rendered = Template(written).render(env_var=lambda name, default="": values[name] or default)
    target: dict[str, Any] = yaml.safe_load(rendered)["compute_divide"]["outputs"]["duckdb"]
    return target


def opened(warehouse: Path, memory: str | None = None) -> LocalEnvironment:
    target = profile(warehouse, memory)
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


def test_one_setting_bounds_the_memory_of_every_connection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "300MB")
    warehouse = tmp_path / "test.duckdb"
    environment = opened(warehouse, "300MB")
    expected = ("286.1 MiB", f"{warehouse}.tmp")
    assert environment.handle().cursor().execute(LIMITS).fetchone() == expected
    environment.close()
    with warehouse_resource(warehouse).get_connection() as connection:
        assert connection.execute(LIMITS).fetchone() == expected
    with connect() as connection:
        memory, folder = connection.execute(LIMITS).fetchone() or ("", "")
    assert memory == "286.1 MiB"
    assert folder != ".tmp"


def test_the_default_is_a_share_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert profile(tmp_path / "test.duckdb")["config_options"]["memory_limit"] == DEFAULT
    with duckdb.connect(config={"memory_limit": DEFAULT}) as connection:
        expected = connection.execute("select current_setting('memory_limit')").fetchone()
    with connect() as connection:
        assert connection.execute("select current_setting('memory_limit')").fetchone() == expected


@pytest.mark.parametrize("value", ["much", "4", "4 Gigs", "-1GB"])
def test_another_value_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, value)
    with pytest.raises(SettingsError, match="use a size such as 4GB, or a share"):
        load()
