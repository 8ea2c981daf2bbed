"""Read JSON files: check each record against the declared columns, and return a typed query."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import duckdb

from ingestion.errors import IngestionError
from ingestion.landing.schema import Column, Input, Part, Rule, drift, literal, match_columns
from ingestion.landing.values import (
    HAS_NUL,
    WRONG_TYPE,
    as_json,
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
EMPTY = "the list has no readable records"
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
AROUND_NUL = r"substring(record, greatest(instr(record, '\u0000') - 60, 1)::bigint, 120)"
# Outside its texts, JSON has these letters only in a number that is not finite.
NOT_FINITE = r"""
regexp_matches(regexp_replace(record, '"(\\.|[^"\\])*"', '', 'g'), 'NaN|Infinity')
"""
REPEATED_KEY = Rule(
    "len(json_keys(record)) > list_unique(json_keys(record))", ("record",), "a key occurs twice"
)
RECORD_RULES = (
    REPEATED_KEY,
    Rule("json_type(record) <> 'OBJECT'", ("record",), "not an object"),
    Rule(r"contains(record, '\u0000')", ("record",), HAS_NUL, AROUND_NUL),
    Rule(NOT_FINITE, ("record",), "a number is not finite: write null"),
)

# Each record is parsed here, and later only its lists and objects. A record with a repeated key or
# without keys has no fields. Only a record that may break a rule keeps its text.
RECORDS = r"""
create or replace temp table records as
select
    row_number() over () as source_row,
    * replace (
        case
            when fields is null or contains(record::varchar, '\u0000')
                or contains(record::varchar, 'NaN') or contains(record::varchar, 'Infinity')
            then coalesce(record::varchar, 'null')
        end as record
    )
from (select *, from_json(record, '"MAP(VARCHAR, JSON)"') as fields from ({query}))
"""
# A page without records has one row, of which no record is read.
PAGES = """
select
    page, error, total, len(items) as found,
    unnest(case when len(items) > 0 then items else [null] end) as record
from (
    select row_number() over () as page, error, {items} as items, {total} as total
    from read_json(
        {path}, format = 'unstructured', maximum_object_size = {most}, hive_partitioning = false,
        columns = {columns}
    )
)
"""
HEADS = """
select
    max(error), count(distinct page), count(distinct page) filter (found is not null), max(total),
    max(total) filter (found > total)
from records
"""
# A list can change between two pages, so the first record of a key counts.
LATER_ONES = """
delete from records where coalesce(found, 0) = 0 or source_row not in (
    select min(source_row) from records
    group by coalesce(fields[{key}]::varchar, source_row::varchar)
)
"""


def read_records(file: Input, query: str, kind: str = "a readable JSON file") -> int:
    """Parse the column ``record`` (JSON) of a query once; return the number of rows.

    The temporary table ``records`` has the further columns of the query, ``source_row``, and
    ``fields``, the JSON of each key. Raises IngestionError if the file is not of the ``kind``.
    """
    try:
        ((rows,),) = file.connection.execute(RECORDS.format(query=query)).fetchall()
    except duckdb.OutOfMemoryException:
        raise
    except (duckdb.Error, UnicodeDecodeError) as error:
        raise content_error(file.name, f"not {kind}", error) from error
    return int(rows)


def read_json_part(file: Input, part: str, columns: Sequence[Column]) -> Part:
    """Check the table ``records`` against declared columns, and return its part.

    Raises IngestionError on a missing required column. A record that is not an object, or that has
    a NUL character, a repeated key, or a value of another type than its column's, is unreadable.
    """
    ((headings,),) = file.connection.execute(
        "select coalesce(list(distinct key order by key), [])"
        " from (select unnest(map_keys(fields)) as key from records)"
    ).fetchall()
    if not headings:
        raise IngestionError(file.name, EMPTY)
    matches = match_columns(file.name, columns, headings)
    keys = [heading for names in matches.values() for heading in names]
    scan = _scan(keys)
    texts = column_texts(matches, {key: f"text{place}" for place, key in enumerate(keys)})
    values = {name: f"value{keys.index(found[0])}" for name, found in matches.items() if found}
    rules = [
        *RECORD_RULES,
        *_text_rules(columns, values),
        *_structure_rules(file, scan, columns, values),
        *type_rules(columns, texts),
    ]
    unreadable = unreadable_rows(file.connection, scan, rules)
    renamed, missing, unknown = drift(columns, matches, headings)
    others = as_json({name: f"fields[{literal(name)}]" for name in unknown})
    query = (
        f"select source_row, {typed_columns(columns, texts)}, {others}::varchar as unmapped"
        f" from ({scan})"
    )
    return Part(part, query, renamed, missing, unknown, unreadable=unreadable)


def read_array(file: Input) -> None:
    """Read the elements of a JSON file with one array into the table ``records``.

    Raises IngestionError if the array has no end, because DuckDB accepts such a file.
    """
    with file.path.open("rb") as stream:
        stream.seek(max(file.path.stat().st_size - TAIL_BYTES, 0))
        if not stream.read().rstrip().endswith(b"]"):
            raise IngestionError(file.name, "not a complete JSON list: it does not end with ']'")
    read_records(
        file,
        f"select json as record from read_json_objects({literal(file.path)}, format = 'array',"
        f" maximum_object_size = {MAX_OBJECT_BYTES}, hive_partitioning = false)",
    )


def read_pages(file: Input, items: str, key: str = "id", total: str = "page.total") -> bool:
    """Read pages, one JSON object a line; their ``items`` become the table ``records``.

    If records have the same ``key``, only the first one counts. The path ``total`` of a page has
    the most records of a page; beside the items, it has those of the whole list. Returns whether a
    line is a page. Raises IngestionError on an empty file or list, broken JSON, an error body, if
    only some lines are pages, on a page above its total, and on a list that is cut.
    """
    field, _, inner = items.partition(".")
    of, _, number = total.partition(".")
    pages = PAGES.format(
        items=f"from_json({field}->'$.\"{inner}\"', '[\"JSON\"]')" if inner else field,
        total=f"try_cast({of}->>'$.\"{number}\"' as bigint)",
        path=literal(file.path),
        most=MAX_OBJECT_BYTES,
        columns={of: "JSON", field: "JSON" if inner else "JSON[]", "error": "VARCHAR"},
    )
    rows = read_records(file, pages)
    ((message, lines, whole, stated, passed),) = file.connection.execute(HEADS).fetchall()
    if not lines:
        raise IngestionError(file.name, "the file is empty")
    if message is not None:
        reason = message[:MAX_SHOWN]
        raise IngestionError(file.name, f"the publisher answered with an error: {reason}")
    if 0 < whole < lines:
        raise IngestionError(file.name, f"{lines - whole} of its lines have no list {items!r}")
    ((later,),) = file.connection.execute(LATER_ONES.format(key=literal(key))).fetchall()
    records = rows - later
    if whole and not records:
        raise IngestionError(file.name, EMPTY)
    if passed is not None:
        rule = f"a page has more records than the {passed} that its {total!r} states"
        raise IngestionError(file.name, f"{rule}: fetch it again")
    if stated and of == field and stated - records > math.ceil(MAX_SHORTAGE * stated):
        raise IngestionError(file.name, f"the list is cut off: {records} of {stated} records")
    return bool(whole)


def _scan(keys: Sequence[str]) -> str:
    """Return a query for records with the JSON and the text of the value of each key."""
    cells = "".join(
        f", fields[{literal(key)}]::varchar as value{n},"
        # Only a text has other letters in JSON.
        f" case when value{n}[1] = '\"' then value{n}->>'$' else value{n} end as text{n}"
        for n, key in enumerate(keys)
    )
    return f"select source_row, record, fields{cells} from records"


def _text_rules(columns: Sequence[Column], values: Mapping[str, str]) -> Iterator[Rule]:
    """Yield a rule for each text: a list or an object is none."""
    for column in columns:
        if column.type == "VARCHAR" and column.name in values:
            value = values[column.name]
            yield Rule(f"{value}[1] in ('[', '{{')", (column.name,), WRONG_TYPE, value)


def _structure_rules(
    file: Input, scan: str, columns: Sequence[Column], values: Mapping[str, str]
) -> Iterator[Rule]:
    """Yield a rule for each list or struct that has a part of an undeclared type in some record.

    DuckDB would read such a part as null. The values of a column have only a few structures, and
    each structure is compared once.
    """
    nested = [column for column in columns if column.is_nested and column.name in values]
    structures = [f"json_structure({values[column.name]})::varchar" for column in nested]
    if not nested:
        return
    different = ", ".join(f"list(distinct {structure})" for structure in structures)
    (spellings,) = file.connection.execute(f"select {different} from ({scan})").fetchall()
    for column, structure, texts in zip(nested, structures, spellings, strict=True):
        kind = duckdb.sqltype(column.type)
        bad = [literal(text) for text in texts or () if text and not _is_of(text, kind)]
        if bad:
            value = values[column.name]
            yield Rule(f"{structure} in ({', '.join(bad)})", (column.name,), WRONG_TYPE, value)


def _is_of(text: str, kind: Any) -> bool:  # noqa: ANN401 - as below
    """Return whether a structure fits; Python reads none with a thousand levels."""
    try:
        return _fits(json.loads(text), kind)
    except RecursionError:
        return False


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
