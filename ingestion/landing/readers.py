"""Readers of all sources, which check CSV and JSON files and return typed queries."""

from __future__ import annotations

import csv
import gzip
import json
import lzma
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile
from typing import Any, TextIO

import duckdb

from ingestion.errors import IngestionError
from ingestion.landing.schema import Column, Part, drift, identifier, literal, match_columns

MAX_ROW_BYTES = 64 * 1024**2
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# Most unpacked bytes of all members of a zip, and of a gzip file.
MAX_ZIP_BYTES = 4 * 1024**3
MAX_GZIP_BYTES = 64 * 1024**3
# DuckDB reserves a few buffers of this size for each file it reads.
MAX_OBJECT_BYTES = 32 * 1024**2
# DuckDB raises these errors for a file's content; a lack of memory or disk is no error of the file.
CONTENT_ERRORS = (
    duckdb.InvalidInputException,
    duckdb.IOException,
    duckdb.ConversionException,
    # DuckDB quotes bytes of the file in an error, and these may not be UTF-8.
    UnicodeDecodeError,
)
GZIP_ERRORS = (zlib.error, EOFError, OSError)
ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)
# DuckDB reads a path with one of these characters as a pattern.
PATTERN_CHARACTERS = "*?[]"
CHUNK_BYTES = 1024**2
WRONG_TYPE = "not of the declared type"
HAS_NUL = "the text has a NUL character"
QUOTE = "'"
SCALAR_JSON = ("VARCHAR", "BIGINT", "UBIGINT", "DOUBLE", "BOOLEAN")
# DuckDB infers these types for a value of a declared type inside a list or an object.
INSIDE_JSON = {
    "BIGINT": ("BIGINT", "UBIGINT"),
    "DOUBLE": ("BIGINT", "UBIGINT", "HUGEINT", "DOUBLE"),
    "BOOLEAN": ("BOOLEAN",),
    "DATE": ("VARCHAR",),
    "VARCHAR": (*SCALAR_JSON, "HUGEINT"),
}
# Only the text around the first NUL is shown, because a record can be long.
AROUND_NUL = (
    r"substring(record::varchar, greatest(instr(record::varchar, '\u0000') - 60, 1)::bigint, 120)"
)


@dataclass(frozen=True)
class Check:
    """A rule of a reader: SQL that is true for a bad row, and SQL for the value to show."""

    column: str
    bad: str
    value: str
    rule: str


RECORD_CHECKS = (
    Check(
        "record",
        "coalesce(json_type(record), 'NULL') <> 'OBJECT'",
        "coalesce(record::varchar, 'null')",
        "not an object",
    ),
    Check("record", r"contains(record::varchar, '\u0000')", AROUND_NUL, HAS_NUL),
)
REPEATED_KEY = Check(
    "record", "len(json_keys(record)) > list_unique(json_keys(record))", "record::varchar",
    "a key occurs twice",
)  # fmt: skip


def parse_expression(text: str, column: Column) -> str:
    """Return SQL that converts a text to the column's type; it is null if the text does not fit.

    A date without a day becomes the 15th, a date without a month 1 July, as Epoch writes them. A
    number must be finite, and a whole number must have no fraction.
    """
    if column.type == "VARCHAR":
        return f"nullif({text}, '')"
    clean = clean_expression(text, column)
    value = f"try_cast({clean} as {column.type})"
    if column.type == "DOUBLE":
        return f"case when isfinite({value}) then {value} end"
    if column.type == "BIGINT":
        # DuckDB would round a fraction.
        return f"case when {value} = try_cast({clean} as double) then {value} end"
    if column.type != "DATE":
        return value
    return (
        f"coalesce(try_strptime({clean}, '%Y-%m-%d'), try_strptime({clean}, '%d/%m/%Y'),"
        f" try_strptime({clean} || '-15', '%Y-%m-%d'),"
        f" try_strptime({clean} || '-07-01', '%Y-%m-%d'))::date"
    )


def clean_expression(text: str, column: Column) -> str:
    """Return SQL for a cell's trimmed text; it is null for one of the publisher's null words."""
    words = ", ".join(literal(word) for word in ("", *column.nulls))
    return f"case when trim({text}) not in ({words}) then trim({text}) end"


def unreadable_rows(
    connection: duckdb.DuckDBPyConnection, scan: str, checks: Sequence[Check]
) -> str:
    """Return a query for the rows of ``scan`` that fail a check; empty if no row fails.

    ``scan`` must have a column ``source_row``. The query has the columns ``source_row``, ``rule``,
    ``column_name`` and ``value``.
    """
    if not checks:
        return ""
    found = connection.execute(f"select {_fails_any(checks)} from ({scan})").fetchone()
    return _failing_rows(scan, checks) if found == (True,) else ""


def _fails_any(checks: Sequence[Check]) -> str:
    """Return SQL of an aggregate that is true if a row fails a check.

    In a filter, DuckDB would extract the values of a scan again for each condition.
    """
    return f"bool_or({' or '.join(f'({check.bad})' for check in checks)})"


def _failing_rows(scan: str, checks: Sequence[Check]) -> str:
    return " union all ".join(
        f"select source_row, {literal(check.rule)} as rule, {literal(check.column)} as column_name,"
        f" {check.value} as value from ({scan}) where {check.bad}"
        for check in checks
    )


def read_csv_part(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    file: str,
    part: str,
    columns: Sequence[Column],
    scratch: Path,
) -> Part:
    """Read a comma-separated UTF-8 file with a heading line, and check it against declared columns.

    Errors name the file as ``file``. Raises IngestionError on malformed CSV and on a missing
    required column. A row is unreadable if it has a NUL character, or a value of another type than
    its column.
    """
    headings, scan = _rewrite_csv(path, file, scratch)
    cells = {heading: f"c{number}" for number, heading in enumerate(headings)}
    try:
        found = match_columns(file, columns, headings)
        texts = {
            name: _csv_text([cells[heading] for heading in names])
            for name, names in found.items()
            if names
        }
        unreadable = unreadable_rows(connection, scan, _csv_checks(cells, columns, texts))
    except CONTENT_ERRORS as error:
        raise IngestionError(file, f"not a readable CSV file: {error}") from error
    renamed, missing, unknown = drift(columns, found, headings)
    typed = ", ".join(
        f"{parse_expression(texts.get(c.name, 'null::varchar'), c)} as {identifier(c.name)}"
        for c in columns
    )
    unmapped = _csv_unmapped({heading: cells[heading] for heading in unknown})
    query = f"select source_row, {typed}, {unmapped} from ({scan})"
    return Part(
        part, query, renamed, missing, unknown, headings=tuple(headings), unreadable=unreadable
    )


def _rewrite_csv(path: Path, file: str, scratch: Path) -> tuple[list[str], str]:
    """Check a CSV file row by row, and rewrite it; return its headings and a query for its rows.

    The query has the columns ``source_row``, ``has_nul``, ``c0``, ``c1`` and so on. DuckDB then
    reads a file of a known dialect and does not guess. Raises IngestionError, which names the row.
    """
    with path.open("rb") as stream:
        if stream.read(2) in UTF_16_MARKS:
            raise IngestionError(file, "the encoding is UTF-16: save the file as UTF-8")
    with (
        # Bytes that are not UTF-8 become surrogates, so that the error can name their row.
        path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as lines,
        NamedTemporaryFile(
            "w", encoding="utf-8", newline="", dir=scratch, suffix=".csv", delete=False
        ) as out,
    ):
        rows = _csv_rows(lines, file)
        headings = _csv_headings(next(rows, []), file)
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
        for number, row in enumerate(rows, start=1):
            if len(row) != len(headings):
                rule = (
                    f"{len(row)} cells, but the heading line has {len(headings)}"
                    f" ({','.join(headings)[:60]}); found {','.join(row)[:120]!r}"
                )
                raise IngestionError(file, rule, row=number)
            # DuckDB would read a text only up to its first NUL.
            has_nul = "\0" in "".join(row)
            kept = [cell.replace("\0", "") for cell in row] if has_nul else row
            writer.writerow([number, has_nul, *kept])
    types = {"source_row": "BIGINT", "has_nul": "BOOLEAN"}
    types |= {f"c{n}": "VARCHAR" for n in range(len(headings))}
    return headings, (
        f"select * from read_csv({literal(out.name)}, auto_detect = false, header = false,"
        f" columns = {types!r}, delim = ',', quote = '\"', escape = '\"', comment = '',"
        f" new_line = '\\n', encoding = 'utf-8', parallel = false, max_line_size = {MAX_ROW_BYTES})"
    )


def _csv_rows(lines: TextIO, file: str) -> Iterator[list[str]]:
    """Yield the rows that are not blank, with the heading line first."""
    csv.field_size_limit(MAX_ROW_BYTES)
    reader, number = csv.reader(lines, strict=True), 0
    try:
        for row in reader:
            if row:
                _check_encoding("".join(row), file, number or None)
                yield row
                number += 1
    except csv.Error as error:
        rule = f"line {reader.line_num}: not a readable CSV row: {error}"
        raise IngestionError(file, rule, row=number or None) from error


def _check_encoding(text: str, file: str, row: int | None) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        byte = ord(text[error.start]) - 0xDC00
        rule = f"byte 0x{byte:02x} is not UTF-8: save the file as UTF-8"
        raise IngestionError(file, rule, row=row) from error


def _csv_headings(row: list[str], file: str) -> list[str]:
    headings = [heading or f"column{number}" for number, heading in enumerate(row)]
    if not headings:
        raise IngestionError(file, "the file is empty: it has no heading line")
    if any("\0" in heading for heading in headings):
        raise IngestionError(file, "the heading line has a NUL character: save the file as UTF-8")
    for heading, n in Counter(headings).items():
        if n > 1:
            raise IngestionError(file, f"the heading line has {heading!r} twice")
    return headings


def _csv_text(cells: Sequence[str]) -> str:
    """Return SQL for the first cell that has a value."""
    filled = ", ".join(f"nullif({cell}, '')" for cell in cells)
    return f"coalesce({filled})"


def _csv_unmapped(cells: dict[str, str]) -> str:
    if not cells:
        return "null::varchar as unmapped"
    pairs = ", ".join(f"{literal(heading)}, nullif({cell}, '')" for heading, cell in cells.items())
    return f"json_strip_nulls(json_object({pairs}))::varchar as unmapped"


def _csv_checks(
    cells: dict[str, str], columns: Sequence[Column], texts: dict[str, str]
) -> list[Check]:
    row = f"concat_ws(',', {', '.join(cells.values())})"
    checks = [Check("row", "has_nul", row, HAS_NUL)]
    for column in columns:
        if column.type != "VARCHAR" and column.name in texts:
            text = texts[column.name]
            clean = clean_expression(text, column)
            bad = f"{clean} is not null and {parse_expression(text, column)} is null"
            checks.append(Check(column.name, bad, text, WRONG_TYPE))
    return checks


def read_json_part(
    connection: duckdb.DuckDBPyConnection,
    records: str,
    file: str,
    part: str,
    columns: Sequence[Column],
) -> Part:
    """Read JSON records, and check them against declared columns.

    ``records`` is a query with the columns ``source_row`` and ``record`` (JSON). Raises
    IngestionError on malformed JSON and on a missing required column. A record that is not an
    object, or that has a NUL character, a repeated key, or a value of another type than its
    column's, is unreadable.
    """
    try:
        fails, spellings = _keys_of_records(connection, records)
        unreadable = [_failing_rows(records, RECORD_CHECKS)] if fails else []
        headings = sorted({key for keys in spellings for key in keys})
        if any(len(keys) > len(set(keys)) for keys in spellings):
            unreadable.append(unreadable_rows(connection, records, [REPEATED_KEY]))
        found = match_columns(file, columns, headings)
        checks = _json_checks(connection, records, columns, found)
        unreadable.append(unreadable_rows(connection, *checks))
    except CONTENT_ERRORS as error:
        raise IngestionError(file, f"not a readable JSON file: {error}") from error
    renamed, missing, unknown = drift(columns, found, headings)
    query = _json_query(records, columns, found, has_unknown=bool(unknown))
    rows = " union all ".join(filter(None, unreadable))
    return Part(part, query, renamed, missing, unknown, unreadable=rows)


def _keys_of_records(
    connection: duckdb.DuckDBPyConnection, records: str
) -> tuple[bool, list[list[str]]]:
    """Return whether a record fails one of ``RECORD_CHECKS``, and the different lists of keys."""
    query = f"select {_fails_any(RECORD_CHECKS)}, list(distinct json_keys(record)) from ({records})"
    ((fails, spellings),) = connection.execute(query).fetchall()
    return bool(fails), [keys for keys in spellings or () if keys]


def check_gzip(path: Path, file: str) -> None:
    """Unpack a gzip file once, because DuckDB does not compare checksums.

    Raises IngestionError on a damaged or truncated file, and on more than ``MAX_GZIP_BYTES``.
    """
    size = 0
    try:
        with gzip.open(path, "rb") as stream:
            while chunk := stream.read(CHUNK_BYTES):
                size += len(chunk)
                if size > MAX_GZIP_BYTES:
                    raise IngestionError(file, f"it unpacks to more than {MAX_GZIP_BYTES} bytes")
    except GZIP_ERRORS as error:
        raise IngestionError(file, f"not a readable gzip file: {error}") from error


def check_array_end(path: Path, file: str) -> None:
    """Raise IngestionError if an array has no end, because DuckDB accepts such a file."""
    last = b""
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            last = chunk.rstrip()[-1:] or last
    if last != b"]":
        raise IngestionError(file, "not a complete JSON list: it does not end with ']'")


def json_array_records(path: Path) -> str:
    """Return a query for the elements of a JSON file with one array, plain or gzipped."""
    return (
        "select row_number() over () as source_row, json as record from read_json_objects("
        f"{literal(path)}, format = 'array', maximum_object_size = {MAX_OBJECT_BYTES})"
    )


def first_of_each(records: str) -> str:
    """Return a query for records without a repetition: if an id occurs twice, the first counts.

    The query ends with its condition, so a caller can add another one with ``and``.
    """
    return f"""
select source_row, record from ({records})
where
    source_row in (
        select min(source_row) from ({records})
        group by coalesce(record->>'$.id', source_row::varchar)
    )
"""


def json_line_records(path: Path) -> str:
    """Return a query for the records of a file with one JSON object per line."""
    return (
        "select row_number() over () as source_row, json as record from read_json_objects("
        f"{literal(path)}, format = 'newline_delimited', maximum_object_size = {MAX_OBJECT_BYTES})"
    )


def _json_checks(
    connection: duckdb.DuckDBPyConnection,
    records: str,
    columns: Sequence[Column],
    found: dict[str, list[str]],
) -> tuple[str, list[Check]]:
    """Return a query for the records with the type of each value, and the checks of the types."""
    present = [(c, _json_path(found[c.name][0])) for c in columns if found[c.name]]
    # One extraction with all paths parses a record once; an extraction for each path would parse it
    # again. Only texts with a check are extracted, because other texts can be long.
    checked = [(c, path) for c, path in present if _is_checked_by_text(c)]
    scan = (
        f"select source_row, record, json_type(record, [{_listed(present)}]) as kinds,"
        f" json_extract_string(record, [{_listed(checked)}]) as texts from ({records})"
        " where json_type(record) = 'OBJECT'"
    )
    texts = {column.name: f"texts[{i}]" for i, (column, _) in enumerate(checked, start=1)}
    structs = [(column, path) for column, path in present if _has_struct(column)]
    wrong = _wrong_structures(connection, records, structs)
    checks = []
    for i, (column, path) in enumerate(present, start=1):
        bad = wrong.get(column.name) or _wrong_kind(
            column, f"kinds[{i}]", texts.get(column.name, ""), path
        )
        value = f"json_extract_string(record, {path})"
        checks.append(Check(column.name, bad, value, WRONG_TYPE))
    return scan, checks


def _json_path(heading: str) -> str:
    """Return SQL for the path of a key, which may contain quotes and backslashes."""
    escaped = heading.replace("\\", "\\\\").replace('"', '\\"')
    return literal(f'$."{escaped}"')


def _listed(columns: Sequence[tuple[Column, str]]) -> str:
    return ", ".join(path for _, path in columns)


def _is_nested(column: Column) -> bool:
    return column.type.endswith("[]") or column.type.startswith("STRUCT")


def _has_struct(column: Column) -> bool:
    return column.type.startswith("STRUCT")


def _is_checked_by_text(column: Column) -> bool:
    return not _is_nested(column) and column.type not in ("VARCHAR", "JSON")


def _wrong_kind(column: Column, kind: str, text: str, path: str) -> str:
    """Return SQL that is true if the JSON value at a path cannot have the column's type."""
    if column.type.endswith("[]"):
        found = f"json_type(record, {path.removesuffix(QUOTE)}[*]')"
        items = str([*SCALAR_JSON, "NULL"])
        return f"{kind} not in ('ARRAY', 'NULL') or not list_has_all({items}, {found})"
    if column.type in ("VARCHAR", "JSON"):
        allowed = (*SCALAR_JSON, *(("OBJECT", "ARRAY") if column.type == "JSON" else ()))
        return f"{kind} not in ('NULL', {', '.join(literal(k) for k in allowed)})"
    clean = clean_expression(text, column)
    return f"{clean} is not null and {parse_expression(text, column)} is null"


def _wrong_structures(
    connection: duckdb.DuckDBPyConnection, records: str, columns: Sequence[tuple[Column, str]]
) -> dict[str, str]:
    """Return SQL by column that is true if a part of a JSON value has an undeclared type.

    Without this check, DuckDB would read such a part as null. The records of a file have only a few
    structures, and each structure is compared once.
    """
    if not columns:
        return {}
    structures = [f"json_structure(json_extract(record, {path}))::varchar" for _, path in columns]
    different = ", ".join(f"list(distinct {structure})" for structure in structures)
    (found,) = connection.execute(
        f"select {different} from ({records}) where json_type(record) = 'OBJECT'"
    ).fetchall()
    wrong = {}
    for (column, _), structure, values in zip(columns, structures, found, strict=True):
        kind = duckdb.sqltype(column.type)
        bad = [literal(one) for one in values or () if one and not _fits(json.loads(one), kind)]
        wrong[column.name] = f"{structure} in ({', '.join(bad)})" if bad else "false"
    return wrong


def _fits(found: object, kind: Any) -> bool:  # noqa: ANN401 - DuckDB types its children as a mix
    """Return whether a structure that DuckDB inferred fits the declared type."""
    if found == "NULL":
        return True
    if kind.id == "list":
        return isinstance(found, list) and _fits(found[0], kind.children[0][1])
    if kind.id == "struct":
        return isinstance(found, dict) and all(
            _fits(found.get(name, "NULL"), child) for name, child in kind.children
        )
    return found in INSIDE_JSON[str(kind)]


def _json_query(
    records: str, columns: Sequence[Column], found: dict[str, list[str]], *, has_unknown: bool
) -> str:
    shape: dict[str, object] = {}
    values: dict[str, str] = {}
    for column in columns:
        kind = json_shape(column.type) if _is_nested(column) else "VARCHAR"
        for heading in found[column.name]:
            # Names of fields of a struct must differ in more than case, but keys of JSON may differ
            # in case only.
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
    """Return the structure for DuckDB's json_transform from a (nested) DuckDB type name."""
    return _shape(duckdb.sqltype(duckdb_type))


def _shape(kind: Any) -> object:  # noqa: ANN401 - DuckDB types its children as a mix
    if kind.id == "list":
        return [_shape(kind.children[0][1])]
    if kind.id == "struct":
        return {name: _shape(child) for name, child in kind.children}
    return str(kind)


def extract_members(path: Path, file: str, scratch: Path, ending: str) -> list[Path]:
    """Unpack the members of a zip that end in ``ending`` into ``scratch``.

    Raises IngestionError on a broken zip, a member whose path leaves the archive, or more than
    ``MAX_ZIP_BYTES`` unpacked.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                _check_member(file, info)
            size = sum(info.file_size for info in archive.infolist())
            if size > MAX_ZIP_BYTES:
                raise IngestionError(file, f"the zip would unpack to {size} bytes")
            members = [info for info in archive.infolist() if info.filename.endswith(ending)]
            for info in archive.infolist():
                if info.filename.lower().endswith(ending) and info not in members:
                    rule = f"rename the zip member {info.filename!r}: its ending must be {ending}"
                    raise IngestionError(file, rule)
            return [Path(archive.extract(info, scratch)) for info in members]
    except ZIP_ERRORS as error:
        raise IngestionError(file, f"not a readable zip file: {error}") from error


def _check_member(file: str, info: zipfile.ZipInfo) -> None:
    member = PurePosixPath(info.filename.replace("\\", "/"))
    if not member.parts:
        rule = f"zip member {info.filename!r} has no file name: pack the files again"
        raise IngestionError(file, rule)
    if member.is_absolute() or ".." in member.parts or ":" in member.parts[0]:
        raise IngestionError(file, f"zip member {info.filename!r} has a path outside the archive")
    if any(character in info.filename for character in PATTERN_CHARACTERS):
        rule = f"rename the zip member {info.filename!r}: its name has one of {PATTERN_CHARACTERS}"
        raise IngestionError(file, rule)
    if info.flag_bits & 1:
        raise IngestionError(file, f"zip member {info.filename!r} is encrypted")
