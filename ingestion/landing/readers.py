"""Readers shared by the sources: they check CSV and JSON files and turn them into typed queries."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import duckdb

from ingestion.errors import IngestionError
from ingestion.landing.schema import Column, Part, drift, identifier, literal, match_columns

MAX_MEMBER_BYTES = 4 * 1024**3
# DuckDB reserves a few buffers of this size for each file it reads.
MAX_OBJECT_BYTES = 32 * 1024**2
# DuckDB's errors about a file's content; running out of memory or disk is not the file's error.
CONTENT_ERRORS = (duckdb.InvalidInputException, duckdb.IOException, duckdb.ConversionException)
WRONG_TYPE = "not of the declared type"
SCALAR_JSON = ("VARCHAR", "BIGINT", "UBIGINT", "DOUBLE", "BOOLEAN")


def parse_expression(text: str, column: Column) -> str:
    """SQL that converts a text expression to the column's type; null if the text does not fit.

    A date without a day becomes the 15th, a date without a month 1 July, as Epoch writes them.
    """
    if column.type == "VARCHAR":
        return f"nullif({text}, '')"
    clean = clean_expression(text, column)
    if column.type != "DATE":
        return f"try_cast({clean} as {column.type})"
    return (
        f"coalesce(try_strptime({clean}, '%Y-%m-%d'), try_strptime({clean}, '%d/%m/%Y'),"
        f" try_strptime({clean} || '-15', '%Y-%m-%d'),"
        f" try_strptime({clean} || '-07-01', '%Y-%m-%d'))::date"
    )


def clean_expression(text: str, column: Column) -> str:
    """SQL for a typed cell's text: trimmed, and null if it is one of the publisher's null words."""
    words = ", ".join(literal(word) for word in ("", *column.nulls))
    return f"case when trim({text}) not in ({words}) then trim({text}) end"


def first_bad_row(
    connection: duckdb.DuckDBPyConnection, scan: str, checks: dict[str, tuple[str, str]]
) -> tuple[str, int, str] | None:
    """Find the first row that fails a check: (column, row, value) or None.

    ``checks`` maps a column to (SQL that is true for a bad row, SQL for the wrong text). ``scan``
    must have a column ``source_row``.
    """
    if not checks:
        return None
    firsts = ", ".join(f"min(source_row) filter (where {bad})" for bad, _ in checks.values())
    (found,) = connection.execute(f"select {firsts} from ({scan})").fetchall()
    rows = [(row, column) for column, row in zip(checks, found, strict=True) if row is not None]
    if not rows:
        return None
    # Only the bad row's text is read: the texts of good rows can be long.
    row, column = min(rows)
    _, text = checks[column]
    ((value,),) = connection.execute(
        f"select {text} from ({scan}) where source_row = {row}"
    ).fetchall()
    return column, row, str(value)


def raise_bad_row(file: str, bad: tuple[str, int, str] | None, rule: str) -> None:
    """Raise IngestionError for a result of ``first_bad_row``."""
    if bad is not None:
        column, row, value = bad
        raise IngestionError(file, f"{rule}; found {value[:120]!r}", column=column, row=row)


def read_csv_part(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    file: str,
    part: str,
    columns: Sequence[Column],
) -> Part:
    """Read a comma-separated UTF-8 file with a heading line, and check it against declared columns.

    Errors name the file as ``file``. Raises IngestionError on malformed CSV, a missing required
    column, or a value of another type than its column's.
    """
    # One thread keeps the order, so that row numbers are the row numbers of the file.
    scan = (
        f"select row_number() over () as source_row, * from read_csv({literal(path)},"
        " all_varchar = true, header = true, delim = ',', quote = '\"', escape = '\"',"
        " parallel = false, max_line_size = 67108864)"
    )
    try:
        headings = [
            name
            for name, *_ in connection.execute(f"describe {scan}").fetchall()
            if name != "source_row"
        ]
        found = match_columns(file, columns, headings)
        raise_bad_row(file, _bad_csv_row(connection, scan, columns, found), WRONG_TYPE)
    except CONTENT_ERRORS as error:
        raise IngestionError(file, f"not a readable CSV file: {error}") from error
    renamed, missing, unknown = drift(columns, found, headings)
    query = (
        f"select source_row, {_csv_columns(columns, found)}, {_csv_unmapped(unknown)} from ({scan})"
    )
    return Part(part, query, renamed, missing, unknown)


def _csv_text(headings: Sequence[str]) -> str:
    """SQL for the first heading that has a value, or null without any."""
    if not headings:
        return "null::varchar"
    filled = ", ".join(f"nullif({identifier(h)}, '')" for h in headings)
    return f"coalesce({filled})"


def _csv_columns(columns: Sequence[Column], found: dict[str, list[str]]) -> str:
    return ", ".join(
        f"{parse_expression(_csv_text(found[c.name]), c)} as {identifier(c.name)}" for c in columns
    )


def _csv_unmapped(unknown: Sequence[str]) -> str:
    if not unknown:
        return "null::varchar as unmapped"
    pairs = ", ".join(f"{literal(h)}, {identifier(h)}" for h in unknown)
    return f"json_strip_nulls(json_object({pairs}))::varchar as unmapped"


def _bad_csv_row(
    connection: duckdb.DuckDBPyConnection,
    scan: str,
    columns: Sequence[Column],
    found: dict[str, list[str]],
) -> tuple[str, int, str] | None:
    checks = {}
    for column in columns:
        if column.type != "VARCHAR" and found[column.name]:
            text = _csv_text(found[column.name])
            clean = clean_expression(text, column)
            checks[column.name] = (
                f"{clean} is not null and {parse_expression(text, column)} is null",
                text,
            )
    return first_bad_row(connection, scan, checks)


def read_json_part(
    connection: duckdb.DuckDBPyConnection,
    records: str,
    file: str,
    part: str,
    columns: Sequence[Column],
) -> Part:
    """Read JSON records, and check them against declared columns.

    ``records`` is a query with the columns ``source_row`` and ``record`` (JSON). Raises
    IngestionError on malformed JSON, a record that is not an object, a missing required column,
    or a value of another type than its column's.
    """
    try:
        headings = [
            key
            for (key,) in connection.execute(
                f"select distinct unnest(json_keys(record)) as key from ({records}) order by key"
            ).fetchall()
        ]
        found = match_columns(file, columns, headings)
        raise_bad_row(file, _bad_json_row(connection, records, columns, found), WRONG_TYPE)
    except CONTENT_ERRORS as error:
        raise IngestionError(file, f"not a readable JSON file: {error}") from error
    renamed, missing, unknown = drift(columns, found, headings)
    query = _json_query(records, columns, found, has_unknown=bool(unknown))
    return Part(part, query, renamed, missing, unknown)


def json_array_records(path: Path) -> str:
    """Query for the elements of a JSON file with one array, plain or gzipped."""
    return (
        "select row_number() over () as source_row, json as record from read_json_objects("
        f"{literal(path)}, format = 'array', maximum_object_size = {MAX_OBJECT_BYTES})"
    )


def json_line_records(path: Path) -> str:
    """Query for the records of a file with one JSON object a line."""
    return (
        "select row_number() over () as source_row, json as record from read_json_objects("
        f"{literal(path)}, format = 'newline_delimited', maximum_object_size = {MAX_OBJECT_BYTES})"
    )


def _bad_json_row(
    connection: duckdb.DuckDBPyConnection,
    records: str,
    columns: Sequence[Column],
    found: dict[str, list[str]],
) -> tuple[str, int, str] | None:
    present = [(c, _json_path(found[c.name][0])) for c in columns if found[c.name]]
    # One extraction with all paths parses a record once; one for each path would parse it each
    # time. Only checked texts are extracted: other texts can be long.
    checked = [(c, path) for c, path in present if _is_checked_by_text(c)]
    scan = (
        f"select source_row, record, json_type(record, [{_listed(present)}]) as kinds,"
        f" json_extract_string(record, [{_listed(checked)}]) as texts from ({records})"
    )
    texts = {column.name: f"texts[{i}]" for i, (column, _) in enumerate(checked, start=1)}
    checks = {}
    for i, (column, path) in enumerate(present, start=1):
        bad = _wrong_kind(column, f"kinds[{i}]", texts.get(column.name, ""))
        checks[column.name] = (bad, f"json_extract_string(record, {path})")
    return first_bad_row(connection, scan, checks)


def _json_path(heading: str) -> str:
    """SQL for the path of a key, which may hold quotes and backslashes."""
    escaped = heading.replace("\\", "\\\\").replace('"', '\\"')
    return literal(f'$."{escaped}"')


def _listed(columns: Sequence[tuple[Column, str]]) -> str:
    return ", ".join(path for _, path in columns)


def _is_nested(column: Column) -> bool:
    return column.type.endswith("[]") or column.type.startswith("STRUCT")


def _is_checked_by_text(column: Column) -> bool:
    return not _is_nested(column) and column.type not in ("VARCHAR", "JSON")


def _wrong_kind(column: Column, kind: str, text: str) -> str:
    """SQL that is true if a JSON value cannot have the column's type."""
    if column.type.endswith("[]"):
        return f"{kind} not in ('ARRAY', 'NULL')"
    if column.type.startswith("STRUCT"):
        return f"{kind} not in ('OBJECT', 'NULL')"
    if column.type in ("VARCHAR", "JSON"):
        allowed = (*SCALAR_JSON, *(("OBJECT", "ARRAY") if column.type == "JSON" else ()))
        return f"{kind} not in ('NULL', {', '.join(literal(k) for k in allowed)})"
    clean = clean_expression(text, column)
    return f"{clean} is not null and {parse_expression(text, column)} is null"


def _json_query(
    records: str, columns: Sequence[Column], found: dict[str, list[str]], *, has_unknown: bool
) -> str:
    shape: dict[str, object] = {}
    values: dict[str, str] = {}
    for column in columns:
        kind = json_shape(column.type) if _is_nested(column) else "VARCHAR"
        for heading in found[column.name]:
            # Fields of a struct must differ in more than their case; keys of JSON need not.
            if heading.lower() in map(str.lower, shape):
                value = f"json_extract(record, {_json_path(heading)})"
                values[heading] = f"json_transform({value}, {literal(json.dumps(kind))})"
            else:
                shape[heading] = kind
                values[heading] = f"t.{identifier(heading)}"
    exprs = ", ".join(
        f"{_json_column(c, [values[h] for h in found[c.name]])} as {identifier(c.name)}"
        for c in columns
    )
    drop = literal(json.dumps(dict.fromkeys(values)))
    unmapped = (
        f"nullif(json_merge_patch(record, {drop})::varchar, '{{}}')" if has_unknown else "null"
    )
    return (
        f"select source_row, {exprs}, {unmapped}::varchar as unmapped"
        f" from (select *, json_transform(record, {literal(json.dumps(shape))}) as t"
        f" from ({records}))"
    )


def _json_column(column: Column, values: Sequence[str]) -> str:
    if not values:
        return f"null::{column.type if column.type != 'JSON' else 'VARCHAR'}"
    if _is_nested(column):
        return f"coalesce({', '.join(values)})::{column.type}"
    filled = ", ".join(f"nullif({v}, '')" for v in values)
    text = f"coalesce({filled})"
    return text if column.type == "JSON" else parse_expression(text, column)


def json_shape(duckdb_type: str) -> object:
    """The structure for DuckDB's json_transform, from a (nested) DuckDB type name."""
    return _shape(duckdb.sqltype(duckdb_type))


def _shape(kind: Any) -> object:  # noqa: ANN401 - DuckDB types its children as a mix
    if kind.id == "list":
        return [_shape(kind.children[0][1])]
    if kind.id == "struct":
        return {name: _shape(child) for name, child in kind.children}
    return str(kind)


def extract_members(path: Path, file: str, scratch: Path, ending: str) -> list[Path]:
    """Unpack the members of a zip that end in ``ending`` into ``scratch``.

    Raises IngestionError on a broken zip, a member whose path leaves the archive, or one larger
    than 4 GiB unpacked.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                _check_member(file, info)
            members = [info for info in archive.infolist() if info.filename.endswith(ending)]
            return [Path(archive.extract(info, scratch)) for info in members]
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise IngestionError(file, f"not a readable zip file: {error}") from error


def _check_member(file: str, info: zipfile.ZipInfo) -> None:
    member = PurePosixPath(info.filename.replace("\\", "/"))
    if member.is_absolute() or ".." in member.parts or ":" in member.parts[0]:
        raise IngestionError(file, f"zip member {info.filename!r} has a path outside the archive")
    if info.file_size > MAX_MEMBER_BYTES:
        raise IngestionError(
            file, f"zip member {info.filename!r} would unpack to {info.file_size} bytes"
        )
