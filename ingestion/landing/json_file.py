"""Read JSON files: check each record against the declared columns, and return a typed query."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from ingestion.errors import IngestionError
from ingestion.landing.schema import Column, Part, drift, identifier, literal, match_columns
from ingestion.landing.values import (
    CONTENT_ERRORS,
    HAS_NUL,
    WRONG_TYPE,
    Check,
    clean_expression,
    parse_expression,
    unreadable_rows,
)

# DuckDB reserves a few buffers of this size for each file it reads.
MAX_OBJECT_BYTES = 32 * 1024**2
TAIL_BYTES = 64 * 1024
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
RECORD_CHECKS = (
    Check(
        "record",
        "coalesce(json_type(record), 'NULL') <> 'OBJECT'",
        "coalesce(record::varchar, 'null')",
        "not an object",
    ),
    Check("record", r"contains(record::varchar, '\u0000')", AROUND_NUL, HAS_NUL),
    Check(
        "record",
        "len(json_keys(record)) > list_unique(json_keys(record))",
        "record::varchar",
        "a key occurs twice",
    ),
)

PAGES = """
create or replace temp table pages as
select {items} as items, error from read_json(
    {path}, format = 'unstructured', maximum_object_size = {most},
    columns = {{'{field}': '{kind}', 'error': 'VARCHAR'}}
)
"""
RECORDS = """
select row_number() over () as source_row, record
from (select unnest(items) as record from pages)
"""
FIRST_OF_EACH = f"""
select source_row, record from ({RECORDS})
where source_row in (
    select min(source_row) from ({RECORDS})
    group by coalesce(record->>'{{key}}', source_row::varchar)
)
"""


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
        ((keys,),) = connection.execute(
            f"select list(distinct json_keys(record)) from ({records})"
        ).fetchall()
        headings = sorted({key for spelling in keys or () for key in spelling or ()})
        matches = match_columns(file, columns, headings)
        scan, checks = _json_checks(connection, records, columns, matches)
        unreadable = (
            unreadable_rows(connection, records, RECORD_CHECKS),
            unreadable_rows(connection, scan, checks),
        )
    except CONTENT_ERRORS as error:
        raise IngestionError(file, f"not a readable JSON file: {error}") from error
    renamed, missing, unknown = drift(columns, matches, headings)
    query = _json_query(records, columns, matches, has_unknown=bool(unknown))
    rows = " union all ".join(filter(None, unreadable))
    return Part(part, query, renamed, missing, unknown, unreadable=rows)


def json_array_records(path: Path, file: str) -> str:
    """Return a query for the elements of a JSON file with one array.

    Raises IngestionError if the array has no end, because DuckDB accepts such a file.
    """
    with path.open("rb") as stream:
        stream.seek(max(path.stat().st_size - TAIL_BYTES, 0))
        if not stream.read().rstrip().endswith(b"]"):
            raise IngestionError(file, "not a complete JSON list: it does not end with ']'")
    return (
        "select row_number() over () as source_row, json as record from read_json_objects("
        f"{literal(path)}, format = 'array', maximum_object_size = {MAX_OBJECT_BYTES})"
    )


def page_records(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    file: str,
    items: str,
    kind: str = "JSON[]",
    key: str = "id",
) -> str:
    """Read pages, one JSON object a line, and return a query for the records in their ``items``.

    ``kind`` is the type of the member of the page that has them. A list can change between two
    pages, so the first record of a ``key`` counts. The query is empty if no line is a page. Raises
    IngestionError on broken JSON, on an error body, and if only some lines are pages.
    """
    # A page is read once into typed columns, because each path look-up would parse its text again.
    query = PAGES.format(
        items=items, path=literal(path), most=MAX_OBJECT_BYTES, field=items.split(".")[0], kind=kind
    )
    try:
        connection.execute(query)
    except CONTENT_ERRORS as error:
        raise IngestionError(file, f"not a readable JSON file: {error}") from error
    ((message, lines, pages),) = connection.execute(
        "select max(error), count(*), count(items) from pages"
    ).fetchall()
    if message is not None:
        raise IngestionError(file, f"the publisher answered with an error: {message}")
    if 0 < pages < lines:
        raise IngestionError(file, f"{lines - pages} of its lines have no list {items!r}")
    repeats = f"select count(*) > count(distinct record->>{literal(key)}) from ({RECORDS})"
    has_repeats = connection.execute(repeats).fetchone() == (True,)
    records = FIRST_OF_EACH.format(key=key) if has_repeats else RECORDS
    return records if pages else ""


def _json_checks(
    connection: duckdb.DuckDBPyConnection,
    records: str,
    columns: Sequence[Column],
    matches: dict[str, list[str]],
) -> tuple[str, list[Check]]:
    """Return a query for the records with the type of each value, and the checks of the types."""
    present = {c: _json_path(matches[c.name][0]) for c in columns if matches[c.name]}
    # One extraction with all paths parses a record once; an extraction for each path would parse it
    # again. Only texts with a check are extracted, because other texts can be long.
    checked = {
        column: path
        for column, path in present.items()
        if not _is_nested(column) and column.type not in ("VARCHAR", "JSON")
    }
    scan = (
        f"select source_row, record, json_type(record, [{', '.join(present.values())}]) as kinds,"
        f" json_extract_string(record, [{', '.join(checked.values())}]) as texts from ({records})"
        " where json_type(record) = 'OBJECT'"
    )
    texts = {column.name: f"texts[{i}]" for i, column in enumerate(checked, start=1)}
    structs = [(c, path) for c, path in present.items() if c.type.startswith("STRUCT")]
    wrong = _wrong_structures(connection, records, structs)
    checks = []
    for i, (column, path) in enumerate(present.items(), start=1):
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


def _is_nested(column: Column) -> bool:
    return column.type.endswith("[]") or column.type.startswith("STRUCT")


def _wrong_kind(column: Column, kind: str, text: str, path: str) -> str:
    """Return SQL that is true if the JSON value at a path cannot have the column's type."""
    if column.type.endswith("[]"):
        kinds = f"json_type(record, {path.removesuffix(QUOTE)}[*]')"
        items = str([*SCALAR_JSON, "NULL"])
        return f"{kind} not in ('ARRAY', 'NULL') or not list_has_all({items}, {kinds})"
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
    (spellings,) = connection.execute(
        f"select {different} from ({records}) where json_type(record) = 'OBJECT'"
    ).fetchall()
    wrong = {}
    for (column, _), structure, values in zip(columns, structures, spellings, strict=True):
        kind = duckdb.sqltype(column.type)
        bad = [
            literal(value) for value in values or () if value and not _fits(json.loads(value), kind)
        ]
        wrong[column.name] = f"{structure} in ({', '.join(bad)})" if bad else "false"
    return wrong


def _fits(structure: object, kind: Any) -> bool:  # noqa: ANN401 - DuckDB types its children as a mix
    """Return whether a structure that DuckDB inferred fits the declared type."""
    if structure == "NULL":
        return True
    if kind.id == "list":
        return isinstance(structure, list) and _fits(structure[0], kind.children[0][1])
    if kind.id == "struct":
        return isinstance(structure, dict) and all(
            _fits(structure.get(name, "NULL"), child) for name, child in kind.children
        )
    return structure in INSIDE_JSON[str(kind)]


def _json_query(
    records: str, columns: Sequence[Column], matches: dict[str, list[str]], *, has_unknown: bool
) -> str:
    shape: dict[str, object] = {}
    values: dict[str, str] = {}
    for column in columns:
        kind = json_shape(column.type) if _is_nested(column) else "VARCHAR"
        for heading in matches[column.name]:
            # Names of fields of a struct must differ in more than case, but keys of JSON may differ
            # in case only.
            if heading.lower() in map(str.lower, shape):
                value = f"json_extract(record, {_json_path(heading)})"
                values[heading] = f"json_transform({value}, {literal(json.dumps(kind))})"
            else:
                shape[heading] = kind
                values[heading] = f"t.{identifier(heading)}"
    exprs = ", ".join(
        f"{_json_column(c, [values[h] for h in matches[c.name]])} as {identifier(c.name)}"
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
