"""Convert the values of files to declared types, and find the rows that do not fit."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

import duckdb

from ingestion.errors import IngestionError
from ingestion.landing.schema import Column, Rule, identifier, literal

# DuckDB raises these errors for a file's content; a lack of memory or disk is no error of the file.
CONTENT_ERRORS = (
    duckdb.InvalidInputException,
    duckdb.IOException,
    duckdb.ConversionException,
    # DuckDB quotes bytes of the file in an error, and these may not be UTF-8.
    UnicodeDecodeError,
)
TEXTS = ("VARCHAR", "JSON")
WRONG_TYPE = "not of the declared type"
HAS_NUL = "the text has a NUL character"
# Zero width space, word joiner and byte order mark.
NO_WIDTH = "[\u200b\u2060\ufeff]"


def content_error(file: str, rule: str, error: Exception) -> IngestionError:
    """Return an error with what DuckDB found in a file, without its advice and our folders."""
    text = re.sub(r"""^[\w ]+ Error: |(?<=["'])/[^"']*/""", "", [*str(error).splitlines(), ""][0])
    # DuckDB counts a malformed record from 2.
    found, *place = re.split(r", at byte \d+ in record/value (\d+)", text)
    row = int(place[0]) - 1 if place else None
    return IngestionError(file, f"{rule}: {found[:300]}{''.join(place[1:])[:100]}", row=row)


def parse_expression(text: str, column: Column) -> str:
    """Return SQL that converts a text to the column's type; it is null if the text does not fit.

    A date without a day becomes the 15th, a date without a month 1 July, as Epoch writes them. A
    number must be finite, and a whole number must have no fraction.
    """
    if column.type in TEXTS:
        return text
    if column.is_nested:
        # DuckDB would stop at a text that is not JSON.
        text = f"case when ({text})[1] in ('[', '{{') then {text} end"
        return f"from_json({text}, {literal(json.dumps(column.type))})::{column.type}"
    clean = clean_expression(text)
    # DuckDB reads 1_500 as a number.
    value = f"try_cast(case when not contains({clean}, '_') then {clean} end as {column.type})"
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


def plain_text(column: str) -> str:
    """Return SQL for a text in one spelling: composed (NFC), without characters of no width."""
    plain = f"nfc_normalize(regexp_replace({column}, '{NO_WIDTH}', '', 'g'))"
    # Most texts are ASCII, in which there is nothing to replace.
    return (
        f"nullif(case when strlen({column}) = length({column}) then {column} else {plain} end, '')"
    )


def clean_expression(text: str) -> str:
    """Return SQL for a cell's trimmed text; it is null for a publisher's word for null."""
    return f"case when trim({text}) not in ('', 'nan', 'NaN', 'N/A', 'NA') then trim({text}) end"


def column_texts(matches: Mapping[str, Sequence[str]], cells: Mapping[str, str]) -> dict[str, str]:
    """Return SQL for the text of each column of a file: the first that is not empty.

    ``matches`` has the headings of each column, and ``cells`` has SQL for the text of each heading.
    """
    filled = {heading: f"nullif({cell}, '')" for heading, cell in cells.items()}
    return {
        column: f"coalesce({', '.join(filled[heading] for heading in headings)})"
        for column, headings in matches.items()
        if headings
    }


def typed_columns(columns: Sequence[Column], texts: Mapping[str, str]) -> str:
    """Return SQL for columns of the declared types; a column without a text is null."""
    return ", ".join(
        f"{parse_expression(texts.get(c.name, 'null::varchar'), c)} as {identifier(c.name)}"
        for c in columns
    )


def as_json(cells: Mapping[str, str]) -> str:
    """Return SQL for the JSON of cells that are not null, by their headings; null without any."""
    pairs = ", ".join(f"{literal(heading)}, {cell}" for heading, cell in cells.items())
    return f"nullif(json_strip_nulls(json_object({pairs}))::varchar, '{{}}')" if pairs else "null"


def type_rules(columns: Sequence[Column], texts: Mapping[str, str]) -> Iterator[Rule]:
    """Yield a rule for each number, date and flag of a file: its text must have the type."""
    for column in columns:
        if column.name in texts and column.type not in TEXTS and not column.is_nested:
            text = texts[column.name]
            clean, value = clean_expression(text), parse_expression(text, column)
            bad = f"{clean} is not null and {value} is null"
            yield Rule(bad, (column.name,), WRONG_TYPE, text)


def unreadable_rows(connection: duckdb.DuckDBPyConnection, scan: str, rules: Sequence[Rule]) -> str:
    """Return a query for the broken rules of the rows of ``scan``; empty if there are none.

    ``scan`` must have a column ``source_row``. The query has that and the columns of ``findings``.
    """
    # In a filter, DuckDB would extract the values of a scan again for each condition.
    any_bad = f"bool_or({' or '.join(f'({rule.bad})' for rule in rules)})"
    if connection.execute(f"select {any_bad} from ({scan})").fetchone() != (True,):
        return ""
    return f"select source_row, {findings(rules)} from ({scan})"


def findings(rules: Sequence[Rule]) -> str:
    """Return SQL for one row for each rule that a row breaks: ``rule, column_name, value``."""
    each = ", ".join(map(_finding, rules))
    kind = "STRUCT(rule VARCHAR, column_name VARCHAR, value VARCHAR)[]"
    # A good row has an empty list, so the result has only bad rows.
    return f"unnest(list_filter([{each}]::{kind}, lambda f: f is not null), recursive := true)"


def _finding(rule: Rule) -> str:
    """Return SQL for a struct that describes a broken rule; null if the row meets the rule."""
    values = (f"coalesce({identifier(name)}::varchar, 'None')" for name in rule.columns)
    value = rule.value or f"concat_ws(', ', {', '.join(values)})"
    names = literal(", ".join(rule.columns))
    return (
        f"case when {rule.bad} then"
        f" {{rule: {literal(rule.must)}, column_name: {names}, value: {value}}} end"
    )
