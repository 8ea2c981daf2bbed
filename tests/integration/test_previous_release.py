"""State that an older release left is read or built again, and nothing that it recorded is lost.

The synthetic home is written in the formats of release de49871, which had no hash of tables, no
rows set aside, no withdrawn snapshots, and fewer columns.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from ingestion.landing.snapshots import connect
from ingestion.landing.verification import check_tables
from ingestion.refresh import land_directory
from ingestion.registry import SOURCES
from orchestration.dbt import build_state
from orchestration.dbt.build_state import EVERYTHING
from tests.integration.installation import VINTAGES, Installation

EPOCH = SOURCES["epoch"]
FIRST, SECOND, *_ = VINTAGES
TABLES = ("models", "revision_pairs", "vintages", "rows_set_aside", "withdrawn_snapshots")
# The columns that release did not have, or that had no rule.
LATER = "hardware_utilization, training_compute_lower_bound"


class Home(Installation):
    """An installation that builds a few tables, and the history of labels."""

    def land(self) -> None:
        for name in (FIRST, SECOND):
            (self.inbox / name).parent.mkdir(parents=True, exist_ok=True)
            (self.inbox / name).write_text(VINTAGES[name])
        with connect() as connection:
            for source in SOURCES.values():
                land_directory(connection, source, self.settings.raw, self.inbox, lambda _: None)
        check_tables(self.settings.raw, EPOCH)

    def build(self, *_: str) -> None:
        tables = ("affiliation_history", *TABLES)
        super().build("--select", *(f"+{table}" for table in tables))

    def tables(self) -> dict[str, list[tuple[object, ...]]]:
        return {table: self.query(f"select * from marts.{table} order by all") for table in TABLES}


def rewrite(path: Path, **removed: object) -> None:
    """Take keys out of a file of JSON."""
    content = json.loads(path.read_text())
    assert removed.keys() <= content.keys()
    path.write_text(json.dumps({key: content[key] for key in content.keys() - removed}, indent=1))


def age(home: Home) -> None:
    """Write the state of a home as the older release did."""
    for manifest in home.settings.raw.glob("epoch/2*/manifest.json"):
        rewrite(manifest, table_sha256=None)
        table = manifest.with_name("models.parquet")
        duckdb.execute(
            f"copy (select * exclude ({LATER}) from '{table}') to '{table}.new' (format parquet)"
        )
        Path(f"{table}.new").replace(table)
    for source in SOURCES.values():
        folder = home.settings.raw / source.name
        for added in ("_set_aside", "_withdrawn", "_schema"):
            shutil.rmtree(folder / added)
    for added in home.settings.raw.glob(".*.checked.json"):
        added.unlink()
    rewrite(build_file(home), snapshots=None)
    state = json.loads(build_file(home).read_text())
    build_file(home).write_text(json.dumps({**state, "engine": "of another release"}))
    with duckdb.connect(str(home.settings.warehouse)) as connection:
        connection.execute("alter table marts.vintages drop column rows")
        connection.execute("insert into marts.revision_pairs select * from marts.revision_pairs")
        connection.execute(
            "insert into history.affiliation_history by name select 'Example 0' as affiliation,"
            " 'academia' as sectors, 'older' as evidence, 'a' as dbt_scd_id,"
            " timestamp '2020-01-01' as dbt_updated_at, timestamp '2020-01-01' as dbt_valid_from"
        )


def build_file(home: Home) -> Path:
    return home.settings.warehouse.with_suffix(".built.json")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    home = Home(tmp_path_factory.mktemp("home"))
    home.land()
    home.build()
    return home


def test_the_state_of_an_older_release_gives_the_same_tables(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    now = home.tables()
    age(home)
    home.land()
    state = build_state.current_state(home.settings, "test")
    assert build_state.gone_snapshots(home.settings, state) == {}
    assert build_state.dbt_arguments(home.settings, state) == EVERYTHING
    assert "built by another release or setting: every table is built again" in caplog.text
    home.build()
    assert home.tables() == now
    assert build_state.dbt_arguments(home.settings, state) is None
    # No run can compute the labels of an older release again.
    assert home.query(
        "select affiliation, evidence from history.affiliation_history where evidence = 'older'"
    ) == [("Example 0", "older")]
