"""The rows and columns of tables that Dagster shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import dagster as dg
import duckdb
import pytest
from dagster._core.definitions.metadata import TableMetadataSet

from orchestration.assets.warehouse import LoggedTable, logged_table, with_table
from orchestration.dbt.library import DbtCliEventMessage
from orchestration.settings import Settings

FIRST, SECOND = dg.AssetKey(["marts", "first"]), dg.AssetKey(["marts", "second"])


def dbt_event(name: str, text: str) -> DbtCliEventMessage:
    data = {"node_info": {"unique_id": "model.first"}}
    raw = {"info": {"name": name, "msg": text}, "data": data}
    return cast("DbtCliEventMessage", SimpleNamespace(raw_event=raw))


def test_a_logged_table_is_read_by_the_id_of_dbt() -> None:
    text = 'table {"rows": 3, "columns": [["n", "INTEGER"]]}'
    table = LoggedTable(3, [("n", "INTEGER")])
    assert logged_table(dbt_event("JinjaLogInfo", text)) == {"model.first": table}


@pytest.mark.parametrize(("name", "text"), [("JinjaLogInfo", "other"), ("LogModelResult", "table")])
def test_other_lines_have_no_table(name: str, text: str) -> None:
    assert logged_table(dbt_event(name, text)) == {}


def test_types_are_added_where_the_definition_lacks_one() -> None:
    declared = dg.TableSchema([dg.TableColumn("n", "?", description="A number.")])
    typed = dg.TableSchema([dg.TableColumn("n", "bigint"), dg.TableColumn("name", "text")])

    @dg.multi_asset(
        specs=[
            dg.AssetSpec(FIRST, metadata={"dagster/column_schema": declared}),
            dg.AssetSpec(SECOND, metadata={"dagster/column_schema": typed}),
        ]
    )
    def assets() -> Iterator[dg.MaterializeResult[Any]]:
        yield from ()

    def added(key: dg.AssetKey, rows: int | None) -> dict[str, Any]:
        metadata = {"unique_id": dg.MetadataValue.text("model.first")}
        event = dg.Output(None, key.to_python_identifier(), metadata=metadata)
        tables = {"model.first": LoggedTable(rows, [("n", "INTEGER"), ("name", "VARCHAR")])}
        found = with_table(assets, event, tables).metadata
        return {name: value.value for name, value in found.items() if name != "unique_id"}

    columns = [
        dg.TableColumn("n", "INTEGER", description="A number."),
        dg.TableColumn("name", "VARCHAR"),
    ]
    assert added(FIRST, 1) == {
        "dagster/row_count": 1,
        "dagster/column_schema": dg.TableSchema(columns),
    }
    assert added(SECOND, 2) == {"dagster/row_count": 2}
    assert added(SECOND, None) == {}


def test_every_table_of_a_run_has_its_rows_and_columns(
    sample_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(sample_home / "dagster"))
    warehouse = Settings(sample_home, "sample").warehouse
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        named = "select schema_name, table_name from duckdb_tables()"
        tables = {
            dg.AssetKey(name): connection.table(".".join(name))
            for name in connection.execute(named).fetchall()
        }
        rows = {key: len(table) for key, table in tables.items()}
        columns = {key: table.columns for key, table in tables.items()}
    with dg.DagsterInstance.get() as instance:
        events = instance.get_latest_materialization_events(rows)
    shown = {
        key: event.asset_materialization.metadata
        for key, event in events.items()
        if event and event.asset_materialization
    }
    assert set(shown) == set(rows)
    assert {key: TableMetadataSet.extract(one).row_count for key, one in shown.items()} == rows
    untyped = [key for key in rows if key.path[0] != "marts"]
    assert {key: _names(shown[key]) for key in untyped} == {key: columns[key] for key in untyped}


def _names(metadata: Any) -> list[str]:
    schema = TableMetadataSet.extract(metadata).column_schema
    assert schema is not None
    assert "?" not in {column.type for column in schema.columns}
    return [column.name for column in schema.columns]
