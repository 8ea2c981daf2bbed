"""Every hostile or broken input, of every format and source, is refused or set aside by row."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from ingestion.errors import IngestionError
from ingestion.landing.files import discover
from ingestion.landing.set_aside import FOLDER, update_set_aside
from ingestion.landing.snapshots import Landing, connect, initialise_source, land_together
from ingestion.registry import SOURCES
from tests.builders import NOW
from tests.ingestion.bad_input.cases import CASES
from tests.ingestion.bad_input.shapes import SHAPES


@dataclass(frozen=True)
class Home:
    """A folder of snapshots, which is empty before each case."""

    connection: duckdb.DuckDBPyConnection
    raw: Path

    def land(self, source: str, directory: Path) -> list[Landing]:
        declared = SOURCES[source]
        files = discover(directory, declared, NOW)
        return land_together(self.connection, files, declared, self.raw)

    def state(self) -> set[str]:
        """Return the stored files without the table of rows that are set aside."""
        return {str(path) for path in self.raw.rglob("*") if FOLDER not in path.parts}

    def set_aside(self, source: str) -> list[tuple[object, ...]]:
        table = update_set_aside(self.connection, self.raw, SOURCES[source])
        query = "select source_row, column_name, rule from read_parquet(?) order by all"
        return self.connection.execute(query, [str(table)]).fetchall()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    raw = tmp_path_factory.mktemp("raw")
    with connect() as connection:
        connection.execute("set threads = 1")
        for source in SOURCES.values():
            initialise_source(connection, raw, source)
        yield Home(connection, raw)


@pytest.fixture(autouse=True)
def _empty(home: Home) -> Iterator[None]:
    yield
    for snapshot in home.raw.glob("*/[!._]*/manifest.json"):
        shutil.rmtree(snapshot.parent)


def test_the_table_has_300_inputs_of_all_sources() -> None:
    assert len(CASES) > 300
    assert {case.source for case in CASES.values()} == set(SOURCES) == set(SHAPES)


@pytest.mark.parametrize("source", SHAPES)
def test_the_file_that_cases_damage_is_good(home: Home, tmp_path: Path, source: str) -> None:
    """Otherwise a case could be refused for another reason than its damage."""
    path = tmp_path / SHAPES[source].file
    path.parent.mkdir(parents=True)
    path.write_bytes(SHAPES[source].good())
    (landing,) = home.land(source, tmp_path)
    assert landing.snapshot is not None
    assert (landing.status, landing.snapshot.rows) == ("landed", 2)
    assert home.set_aside(source) == []


@pytest.mark.parametrize("name", CASES)
def test_a_bad_input_is_refused_or_set_aside(home: Home, tmp_path: Path, name: str) -> None:
    case, before = CASES[name], home.state()
    case.put(tmp_path)
    if case.refused:
        with pytest.raises(IngestionError) as caught:
            home.land(case.source, tmp_path)
        assert re.search(case.refused, str(caught.value).replace("\n", " "))
        assert home.state() == before
    else:
        (landing,) = home.land(case.source, tmp_path)
        assert landing.snapshot is not None
        ((row, column, rule),) = home.set_aside(case.source)
        assert (row, column) == (landing.snapshot.rows, case.column)
        assert str(rule).startswith(case.rule)


@pytest.mark.parametrize("source", ["papercopilot", "ror"])
def test_a_comma_before_the_end_of_a_record_changes_no_value(
    home: Home, tmp_path: Path, source: str
) -> None:
    """DuckDB accepts this comma, which JSON does not have."""
    good, tables = SHAPES[source].good(), []
    for number, content in enumerate((good, good.replace(b"}", b",}"))):
        path = tmp_path / str(number) / SHAPES[source].file
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
        (landing,) = home.land(source, tmp_path / str(number))
        assert landing.snapshot is not None
        folder = home.raw / source / landing.snapshot.snapshot_id
        query = "select * exclude snapshot_id from read_parquet(?) order by all"
        tables.append(home.connection.execute(query, [f"{folder}/*.parquet"]).fetchall())
    assert tables[0] == tables[1]
    assert len(tables[0]) == 2
