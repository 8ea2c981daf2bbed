"""Read JSON files: check each record against the declared columns, and return a typed query."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from typing import Any

import duckdb

from ingestion.errors import IngestionError
from ingestion.landing.schema import Column, Input, Part, Rule, drift, literal, match_columns
from ingestion.landing.values import (
    CONTENT_ERRORS,
    HAS_NUL,
    WRONG_TYPE,
    column_texts,
    content_error,
    type_rules,
    typed_columns,
    unreadable_rows,
)

# DuckDB reserves a few buffers of this size for each file it reads.
MAX_OBJECT_BYTES = 32 * 1024**2
TAIL_BYTES = 64 * 1024
MAX_SHOWN = 200
EMPTY = "the list has no records"
# A record can be added, withdrawn or repeated while a list is fetched: one, or this share of them.
MAX_SHORTAGE = 0.01
# DuckDB infers these types for a value of a declared type inside a list or an object.
INSIDE_JSON = {
    "BIGINT": ("BIGINT", "UBIGINT"),
    "DOUBLE": ("BIGINT", "UBIGINT", "HUGEINT", "DOUBLE"),
    "BOOLEAN": ("BOOLEAN",),
    "DATE": ("VARCHAR",),
    "VARCHAR": ("VARCHAR", "BIGINT", "UBIGINT", "HUGEINT", "DOUBLE", "BOOLEAN"),
}
# Only the text around the first NUL is shown, because a record can be long.
AROUND_NUL = (
    r"substring(record::varchar, greatest(instr(record::varchar, '\u0000') - 60, 1)::bigint, 120)"
)
# Outside its texts, JSON has these letters only in a number that is not finite.
NOT_FINITE = r"""
case when contains(record::varchar, 'NaN') or contains(record::varchar, 'Infinity')
then regexp_matches(regexp_replace(record::varchar, '"(\\.|[^"\\])*"', '', 'g'), 'NaN|Infinity') end
"""
RECORD_RULES = (
    Rule(
        "coalesce(json_type(record), 'NULL') <> 'OBJECT'",
        ("record",),
        "not an object",
        "coalesce(record::varchar, 'null')",
    ),
    Rule(r"contains(record::varchar, '\u0000')", ("record",), HAS_NUL, AROUND_NUL),
    Rule(NOT_FINITE, ("record",), "a number is not finite: write null", "record::varchar"),
)
REPEATED_KEY = Rule(
    "len(json_keys(record)) > list_unique(json_keys(record))", ("record",), "a key occurs twice"
)

PAGES = """
read_json(
    {path}, format = 'unstructured', maximum_object_size = {most}, hive_partitioning = false,
    columns = {columns}
)
"""
HEADS = """
select
    max(coalesce(error, case when not is_page then nullif({field}::varchar, 'null') end)),
    count(*), count(*) filter (is_page), max(total),
    max(total) filter (json_array_length({field}, '{path}') > total)
from (
    select
        error, {field}, coalesce(json_type({field}, '{path}') = 'ARRAY', false) as is_page,
        try_cast({of}->>'$."{total}"' as bigint) as total
    from {pages}
)
"""
RECORDS = """
create or replace temp table records as
select row_number() over () as source_row, record
from (select unnest({field}->'{path}[*]') as record from {pages})
"""
# A list can change between two pages, so the first record of a key counts.
LATER_ONES = """
delete from records where source_row not in (
    select min(source_row) from records group by coalesce(record->>{key}, source_row::varchar)
)
"""


def read_json_part(file: Input, records: str, part: str, columns: Sequence[Column]) -> Part:
    """Read JSON records, and check them against declared columns.

    ``records`` is a query with the columns ``source_row`` and ``record`` (JSON). Raises
    IngestionError on malformed JSON and on a missing required column. A record that is not an
    object, or that has a NUL character, a repeated key, or a value of another type than its
    column's, is unreadable.
    """
    try:
        ((spellings,),) = file.connection.execute(
            "select coalesce(list(distinct json_keys(record)) filter (record is not null), [])"
            f" from ({records})"
        ).fetchall()
        headings = sorted({name for names in spellings for name in names})
        if not headings:
            raise IngestionError(file.name, EMPTY)
        matches = match_columns(file.name, columns, headings)
        keys = [heading for names in matches.values() for heading in names]
        scan = _scan(records, keys)
        texts = column_texts(matches, {key: f"texts[{i}]" for i, key in enumerate(keys, start=1)})
        rules = [
            *RECORD_RULES,
            *_text_rules(columns, matches, keys),
            *_structure_rules(file, records, columns, matches),
            *type_rules(columns, texts),
        ]
        if any(len(set(names)) < len(names) for names in spellings):
            rules.append(REPEATED_KEY)
        unreadable = unreadable_rows(file.connection, scan, rules)
    except CONTENT_ERRORS as error:
        raise content_error(file.name, "not a readable JSON file", error) from error
    renamed, missing, unknown = drift(columns, matches, headings)
    drop = literal(json.dumps(dict.fromkeys(keys)))
    unmapped = f"nullif(json_merge_patch(record, {drop})::varchar, '{{}}')" if unknown else "null"
    query = (
        f"select source_row, {typed_columns(columns, texts)},"
        f" {unmapped}::varchar as unmapped from ({scan})"
    )
    return Part(part, query, renamed, missing, unknown, unreadable=unreadable)


def json_array_records(file: Input) -> str:
    """Return a query for the elements of a JSON file with one array.

    Raises IngestionError if the array has no end, because DuckDB accepts such a file.
    """
    with file.path.open("rb") as stream:
        stream.seek(max(file.path.stat().st_size - TAIL_BYTES, 0))
        if not stream.read().rstrip().endswith(b"]"):
            raise IngestionError(file.name, "not a complete JSON list: it does not end with ']'")
    return (
        "select row_number() over () as source_row, json as record from read_json_objects("
        f"{literal(file.path)}, format = 'array', maximum_object_size = {MAX_OBJECT_BYTES},"
        " hive_partitioning = false)"
    )


def page_records(file: Input, items: str, key: str = "id", total: str = "page.total") -> str:
    """Read pages, one JSON object a line, and return a query for the records in their ``items``.

    If records have the same ``key``, only the first one counts. The path ``total`` of a page has
    the most records of a page; beside the items, it has those of the whole list. The query is empty
    if no line is a page. Raises IngestionError on an empty file or list, broken JSON, an error
    body, if only some lines are pages, on a page above its total, and on a list that is cut.
    """
    field, _, inner = items.partition(".")
    path = f"$.{inner}" if inner else "$"
    of, _, number = total.partition(".")
    columns = {field: "JSON", of: "JSON", "error": "VARCHAR"}
    pages = PAGES.format(path=literal(file.path), most=MAX_OBJECT_BYTES, columns=columns)
    names = {"field": field, "path": path, "of": of, "total": number, "pages": pages}
    try:
        (heads,) = file.connection.execute(HEADS.format(**names)).fetchall()
        file.connection.execute(RECORDS.format(**names))
    except CONTENT_ERRORS as error:
        raise content_error(file.name, "not a readable JSON file", error) from error
    message, lines, whole, stated, passed = heads
    if not lines:
        raise IngestionError(file.name, "the file is empty")
    if message is not None:
        reason = message[:MAX_SHOWN]
        raise IngestionError(file.name, f"the publisher answered with an error: {reason}")
    if 0 < whole < lines:
        raise IngestionError(file.name, f"{lines - whole} of its lines have no list {items!r}")
    file.connection.execute(LATER_ONES.format(key=literal(key)))
    ((records,),) = file.connection.execute("select count(*) from records").fetchall()
    if whole and not records:
        raise IngestionError(file.name, EMPTY)
    if passed is not None:
        rule = f"a page has more records than the {passed} that its {total!r} states"
        raise IngestionError(file.name, f"{rule}: fetch it again")
    if stated and of == field and stated - records > math.ceil(MAX_SHORTAGE * stated):
        raise IngestionError(file.name, f"the list is cut off: {records} of {stated} records")
    return "from records" if whole else ""


def _scan(records: str, keys: Sequence[str]) -> str:
    """Return a query for records with the text and the kind of the value of each key.

    One look-up of all paths parses a record once; a look-up of each path would parse it again.
    """
    paths = ", ".join(map(_json_path, keys))
    return (
        f"select source_row, record, json_extract_string(record, [{paths}]) as texts,"
        f" json_type(record, [{paths}]) as kinds from ({records})"
    )


def _json_path(heading: str) -> str:
    """Return SQL for the path of a key, which may contain quotes and backslashes."""
    escaped = heading.replace("\\", "\\\\").replace('"', '\\"')
    return literal(f'$."{escaped}"')


def _text_rules(
    columns: Sequence[Column], matches: dict[str, list[str]], keys: list[str]
) -> Iterator[Rule]:
    """Yield a rule for each text: a list or an object is none."""
    for column in columns:
        if column.type == "VARCHAR" and matches[column.name]:
            place = keys.index(matches[column.name][0]) + 1
            bad = f"kinds[{place}] in ('OBJECT', 'ARRAY')"
            yield Rule(bad, (column.name,), WRONG_TYPE, f"texts[{place}]")


def _structure_rules(
    file: Input, records: str, columns: Sequence[Column], matches: dict[str, list[str]]
) -> Iterator[Rule]:
    """Yield a rule for each list or struct that has a part of an undeclared type in some record.

    DuckDB would read such a part as null. The values of a column have only a few structures, and
    each structure is compared once.
    """
    paths = {
        column: _json_path(matches[column.name][0])
        for column in columns
        if column.is_nested and matches[column.name]
    }
    if not paths:
        return
    # One look-up of all paths parses a record once, as in the scan.
    values = f"select json_extract(record, [{', '.join(paths.values())}]) as found from ({records})"
    different = ", ".join(
        f"list(distinct json_structure(found[{place}])::varchar)"
        for place in range(1, len(paths) + 1)
    )
    (spellings,) = file.connection.execute(f"select {different} from ({values})").fetchall()
    for (column, path), texts in zip(paths.items(), spellings, strict=True):
        kind = duckdb.sqltype(column.type)
        bad = [literal(text) for text in texts or () if text and not _fits(json.loads(text), kind)]
        if bad:
            value = f"json_extract(record, {path})"
            is_bad = f"json_structure({value})::varchar in ({', '.join(bad)})"
            yield Rule(is_bad, (column.name,), WRONG_TYPE, f"{value}->>'$'")


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
