"""One table of hostile inputs for each reader: each is refused, or one of its rows is set aside."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingestion.errors import IngestionError
from ingestion.landing import packed
from ingestion.landing.csv_file import HAS_ROWS, read_csv_part
from ingestion.landing.json_file import read_array, read_json_part
from ingestion.landing.packed import extract_members, unpack_gzip
from ingestion.landing.schema import Column, Input, Part
from ingestion.landing.snapshots import connect
from tests.builders import zip_of

COLUMNS = (
    Column("name", aliases=("name",), required=True),
    Column("number", "BIGINT", ("number",)),
    Column("share", "DOUBLE", ("share",)),
    Column("day", "DATE", ("day",)),
    Column("flag", "BOOLEAN", ("flag",)),
)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with connect() as connection:
        yield connection


Read = Callable[[bytes], Part]


@pytest.fixture
def read_csv(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> Read:
    def read(content: bytes) -> Part:
        path = tmp_path / "rows.csv"
        path.write_bytes(content)
        return read_csv_part(Input(path, "rows.csv", tmp_path, connection), "rows", COLUMNS)

    return read


@pytest.fixture
def read_json(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> Read:
    def read(content: bytes, columns: tuple[Column, ...] = COLUMNS) -> Part:
        path = tmp_path / "rows.json"
        path.write_bytes(content)
        file = Input(path, "rows.json", tmp_path, connection)
        read_array(file)
        return read_json_part(file, "rows", columns)

    return read


def unreadable(connection: duckdb.DuckDBPyConnection, part: Part) -> list[tuple[Any, ...]]:
    """Return row, column and rule of the rows that a reader sets aside."""
    if not part.unreadable:
        return []
    query = f"select source_row, column_name, rule from ({part.unreadable}) order by all"
    return connection.execute(query).fetchall()


HEAD, LINE = "name,number,share,day", "Ada,1,0.5,2020-01-02"
CSV = f"{HEAD}\n{LINE}\n"
BAD_CSV: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "the file is empty"),
    "a short row": (f"{CSV}only\n".encode(), "row 2: 1 cells, but the heading line has 4"),
    "a title first": (f"Title\n\n{CSV}".encode(), "a required column is missing.*found: Title"),
    "semicolons": (CSV.replace(",", ";").encode(), "is it separated by semicolons"),
    "an open quote": (f'{HEAD}\n"{LINE}\n{LINE}\n'.encode(), "row 1: .*unexpected end"),
    "UTF-16": (CSV.encode("utf-16"), "byte 0xff is not UTF-8: unpack the file, or save it as"),
    "Latin-1": (f"{CSV}\xe9,,,\n".encode("latin-1"), "row 2: byte 0xe9 is not UTF-8"),
    "a heading twice": (f"{HEAD},name\n".encode(), "the heading line repeats 'name'"),
}


@pytest.mark.parametrize(("content", "rule"), BAD_CSV.values(), ids=BAD_CSV)
def test_a_file_that_is_no_csv_of_this_kind_is_refused(
    read_csv: Read, content: bytes, rule: str
) -> None:
    with pytest.raises(IngestionError, match=rf"(?s)^rows\.csv.*{rule}"):
        read_csv(content)


SPELLINGS = {
    "byte order mark": f"\ufeff{CSV}",
    "empty lines": f"{HEAD}\n\n{LINE}\r\n\n",
    "quotes and no last line break": f'"{HEAD.replace(",", chr(34) + "," + chr(34))}"\n{LINE}',
}


@pytest.mark.parametrize("text", SPELLINGS.values(), ids=SPELLINGS)
def test_other_spellings_of_csv_give_the_same_row(
    connection: duckdb.DuckDBPyConnection, read_csv: Read, text: str
) -> None:
    part = read_csv(text.encode())
    rows = connection.execute(f"select source_row, name, number, share from ({part.query})")
    assert rows.fetchall() == [(1, "Ada", 1, 0.5)]
    assert unreadable(connection, part) == []


VALUES = {
    "number": ("N.D.", "1,5", "1.5", "9223372036854775808"),
    "share": ("1,5", "1e20 FLOP", "inf", "-nan"),
    "day": ("soon", "2020-02-30", "12/31/2020"),
}


@pytest.mark.parametrize(
    ("column", "value"), [(column, value) for column in VALUES for value in VALUES[column]]
)
def test_a_value_of_another_type_is_set_aside_in_csv_and_json(
    connection: duckdb.DuckDBPyConnection, read_csv: Read, read_json: Read, column: str, value: str
) -> None:
    expected = [(2, column, "not of the declared type")]
    row = {"name": "Ada", column: value}
    part = read_csv(f'name,{column}\nEve,\nAda,"{value}"\n'.encode())
    assert unreadable(connection, part) == expected
    part = read_json(json.dumps([{"name": "Eve"}, row]).encode())
    assert unreadable(connection, part) == expected


def test_a_nul_character_and_lines_between_stray_quotes_are_set_aside(
    connection: duckdb.DuckDBPyConnection, read_csv: Read, read_json: Read
) -> None:
    torn = f'{CSV}a,"1,0.5,\n{LINE}\nb,2",0.5,\n"a, b\n, c",,,\n'
    rows = unreadable(connection, read_csv(torn.encode()))
    assert [row for row, _, rule in rows if rule == HAS_ROWS] == [2]
    rule = "the text has a NUL character"
    assert unreadable(connection, read_csv(f"{CSV}a\0b,,,\n".encode())) == [(2, "row", rule)]
    part = read_json(b'[{"name": "Ada"}, {"name": "a\\u0000b"}]')
    assert unreadable(connection, part) == [(2, "record", rule)]


GOOD = json.dumps([{"name": "Ada"}, {"name": "Eve"}]).encode()
BROKEN = "not a (readable JSON file|complete JSON list)"
NOT_HERE = "the list has no readable records"
BAD_JSON: dict[str, tuple[bytes, str]] = {
    "a cut at the end": (GOOD[:-1], BROKEN),
    "two lists": (GOOD + GOOD, BROKEN),
    "bytes that are not UTF-8": (GOOD.replace(b"Ada", b"\xff"), BROKEN),
    "lines": (b'{"name": "Ada"}\n{"name": "Eve"}', BROKEN),
    "a web page": (b"<!DOCTYPE html>\n<p>Not here</p>\n", BROKEN),
    "no records": (b"[]", NOT_HERE),
    "a list in a list": (b"[" + GOOD + b"]", NOT_HERE),
}


@pytest.mark.parametrize(("content", "rule"), BAD_JSON.values(), ids=BAD_JSON)
def test_a_file_that_is_no_list_of_records_is_refused(
    read_json: Read, content: bytes, rule: str
) -> None:
    with pytest.raises(IngestionError, match=rf"(?s)^rows\.json.*{rule}"):
        read_json(content)


@pytest.mark.parametrize(
    ("record", "rule"),
    [
        ('"a"', "not an object"),
        ("[1]", "not an object"),
        ('{"name": "A", "name": "B"}', "a key occurs twice"),
        ('{"name": "A", "other": [-Infinity]}', "a number is not finite: write null"),
    ],
)
def test_a_record_of_another_form_is_set_aside(
    connection: duckdb.DuckDBPyConnection, read_json: Read, record: str, rule: str
) -> None:
    part = read_json(f'[{{"name": "Ada, NaN, \\\\"}}, {record}]'.encode())
    assert unreadable(connection, part) == [(2, "record", rule)]


def test_a_number_or_flag_of_json_keeps_its_type(
    connection: duckdb.DuckDBPyConnection, read_json: Read
) -> None:
    rows: list[dict[str, Any]] = [{"name": 5, "number": 7, "share": 1, "flag": False}]
    rows += [{"name": "a", "number": value} for value in (1.5, True, 2**63, [1], {"a": 1})]
    rows += [{"name": "a", "flag": value} for value in ("maybe", 5, [])]
    part = read_json(json.dumps(rows).encode())
    first = connection.execute(f"select name, number, share, flag from ({part.query}) limit 1")
    assert first.fetchall() == [("5", 7, 1.0, False)]
    columns = ["number"] * 5 + ["flag"] * 3
    rule = "not of the declared type"
    assert unreadable(connection, part) == [(n, c, rule) for n, c in enumerate(columns, start=2)]


PACKED = gzip.compress(GOOD, mtime=0)
BAD_GZIP = {
    "no gzip": GOOD,
    "another checksum": PACKED[:-8] + bytes([PACKED[-8] ^ 1]) + PACKED[-7:],
}


@pytest.mark.parametrize("content", BAD_GZIP.values(), ids=BAD_GZIP)
def test_damaged_gzip_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "rows.json.gz"
    path.write_bytes(content)
    with pytest.raises(IngestionError, match="rows: not a readable gzip file"):
        unpack_gzip(path, "rows", tmp_path)


def marked(content: bytes, local: int, central: int, value: int) -> bytes:
    """Return a zip with another value in the headers of its first member."""
    data = bytearray(content)
    for header, offset in ((b"PK\3\4", local), (b"PK\1\2", central)):
        data[data.index(header) + offset] = value
    return bytes(data)


WHOLE = zip_of({"rows.csv": CSV})
UNREADABLE, OUTSIDE = "not a readable zip file", "has a path outside the archive"
BAD_ZIP: dict[str, tuple[bytes, str]] = {
    "no zip": (GOOD, UNREADABLE),
    "a changed byte": (WHOLE[:45] + bytes([WHOLE[45] ^ 255]) + WHOLE[46:], UNREADABLE),
    "an encrypted member": (marked(WHOLE, 6, 8, 1), "is encrypted"),
    "a member above": (zip_of({"../rows.csv": CSV}), OUTSIDE),
    "backslashes": (zip_of({"..\\rows.csv": CSV}), OUTSIDE),
    "a hidden file of macOS": (zip_of({"__MACOSX/._rows.csv": b"\0"}), "contains no CSV file"),
}


@pytest.mark.parametrize(("content", "rule"), BAD_ZIP.values(), ids=BAD_ZIP)
def test_a_damaged_or_dangerous_zip_is_refused(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, content: bytes, rule: str
) -> None:
    path = tmp_path / "rows.zip"
    path.write_bytes(content)
    (tmp_path / "scratch").mkdir()
    with pytest.raises(IngestionError, match=f"rows: .*{rule}"):
        extract_members(Input(path, "rows", tmp_path / "scratch", connection), ".csv")
    assert list((tmp_path / "scratch").iterdir()) in ([], [tmp_path / "scratch" / "rows.csv"])


def test_packed_files_have_a_limit(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packed, "MAX_UNPACKED_BYTES", 100_000)
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(b" " * 3_000_000))
    with pytest.raises(IngestionError, match="it unpacks to more than 100000 bytes"):
        unpack_gzip(tmp_path / "bomb.gz", "bomb", tmp_path)
    (tmp_path / "bomb.zip").write_bytes(zip_of({"rows.csv": " " * 3_000_000}))
    with pytest.raises(IngestionError, match="the zip would unpack to 3000000 bytes"):
        extract_members(Input(tmp_path / "bomb.zip", "bomb", tmp_path, connection), ".csv")
