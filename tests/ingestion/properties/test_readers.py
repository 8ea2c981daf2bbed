"""Any row survives reading, and a value of another type is reported with its row and column."""

from __future__ import annotations

import contextlib
import csv
import io
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingestion.errors import IngestionError
from ingestion.landing.csv_file import read_csv_part
from ingestion.landing.json_file import read_array, read_json_part
from ingestion.landing.schema import Column, Input, Part

COLUMNS = (
    Column("title", aliases=("Title",), required=True),
    Column("notes", aliases=("Notes",)),
    Column("count", "BIGINT", ("Count",)),
    Column("share", "DOUBLE", ("Share",)),
    Column("day", "DATE", ("Day",)),
)
HEADINGS = [column.aliases[0] for column in COLUMNS]
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "Title": TEXTS,
            "Notes": st.none() | TEXTS,
            "Count": st.none() | st.integers(-(2**63), 2**63 - 1),
            "Share": st.none() | st.floats(allow_nan=False, allow_infinity=False),
            "Day": st.none() | st.dates(),
        }
    ),
    min_size=1,
    max_size=6,
)


def expected(row: dict[str, Any]) -> tuple[Any, ...]:
    """Return the expected value of a text; an empty text is no value."""
    return tuple(None if row[name] == "" else row[name] for name in HEADINGS)


def rows_of(connection: duckdb.DuckDBPyConnection, part: Part) -> list[tuple[Any, ...]]:
    names = ", ".join(column.name for column in COLUMNS)
    return connection.execute(f"select {names} from ({part.query}) order by source_row").fetchall()


def read_csv(
    connection: duckdb.DuckDBPyConnection, folder: Path, rows: list[dict[str, Any]]
) -> Part:
    path = folder / "rows.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)
    return read_csv_part(Input(path, "rows.csv", folder, connection), "rows", COLUMNS)


def read_json(
    connection: duckdb.DuckDBPyConnection, folder: Path, rows: list[dict[str, Any]]
) -> Part:
    path = folder / "rows.json"
    path.write_text(json.dumps(rows, default=str), encoding="utf-8")
    file = Input(path, "rows.json", folder, connection)
    read_array(file)
    return read_json_part(file, "rows", COLUMNS)


READERS = pytest.mark.parametrize("read", [read_csv, read_json])


@READERS
@given(rows=ROWS)
def test_the_values_of_a_row_survive(
    connection: duckdb.DuckDBPyConnection, folder: Path, read: Any, rows: list[dict[str, Any]]
) -> None:
    part = read(connection, folder, rows)
    assert rows_of(connection, part) == [expected(row) for row in rows]


HEADING_LINE = b"Title,Notes,Count,Share,Day\n"
BYTES = st.binary(max_size=40) | st.text("\"'\n\r,;\\ #a1\0[]{}", max_size=40).map(str.encode)


@given(content=st.booleans().flatmap(lambda b: BYTES.map(lambda c: HEADING_LINE * b + c)))
@example(content=HEADING_LINE.decode().encode("utf-16"))
@example(content=HEADING_LINE + b'"')
def test_any_bytes_are_rows_of_csv_or_an_error(
    connection: duckdb.DuckDBPyConnection, folder: Path, content: bytes
) -> None:
    path = folder / "rows.csv"
    path.write_bytes(content)
    with contextlib.suppress(IngestionError):
        part = read_csv_part(Input(path, "rows.csv", folder, connection), "rows", COLUMNS)
        # Python's reader counts the same rows.
        text = content.decode("utf-8-sig")
        expected = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
        assert len(rows_of(connection, part)) == len(expected) - 1


@given(content=BYTES.map(lambda content: b'[{"Title": "A"},' + content))
@example(content='[{"Title": "A"}]'.encode("utf-16"))
@example(content=b'[{"Title": "A"},')
def test_any_bytes_are_records_of_json_or_an_error(
    connection: duckdb.DuckDBPyConnection, folder: Path, content: bytes
) -> None:
    path = folder / "rows.json"
    path.write_bytes(content)
    with contextlib.suppress(IngestionError):
        file = Input(path, "rows.json", folder, connection)
        read_array(file)
        part = read_json_part(file, "rows", COLUMNS)
        assert len(rows_of(connection, part)) == len(json.loads(content))
