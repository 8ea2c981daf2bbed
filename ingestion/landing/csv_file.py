"""Read CSV files: check them row by row, and return a typed query."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

import duckdb

from ingestion.errors import IngestionError
from ingestion.landing.schema import Column, Part, Reader, drift, identifier, literal, match_columns
from ingestion.landing.values import (
    CONTENT_ERRORS,
    HAS_NUL,
    WRONG_TYPE,
    Check,
    clean_expression,
    parse_expression,
    unreadable_rows,
)

MAX_ROW_BYTES = 64 * 1024**2
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def csv_reader(part: str, columns: Sequence[Column]) -> Reader:
    """Return a reader of CSV files with one table."""
    return lambda connection, path, file, scratch: [
        read_csv_part(connection, path, file, part, columns, scratch)
    ]


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
        matches = match_columns(file, columns, headings)
        texts = {
            name: _csv_text([cells[heading] for heading in names])
            for name, names in matches.items()
            if names
        }
        unreadable = unreadable_rows(connection, scan, _csv_checks(cells, columns, texts))
    except CONTENT_ERRORS as error:
        raise IngestionError(file, f"not a readable CSV file: {error}") from error
    renamed, missing, unknown = drift(columns, matches, headings)
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
    rows = csv_rows(path, file)
    headings = next(rows)
    with NamedTemporaryFile(
        "w", encoding="utf-8", newline="", dir=scratch, suffix=".csv", delete=False
    ) as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
        for number, row in enumerate(rows, start=1):
            # DuckDB would read a text only up to its first NUL.
            has_nul = "\0" in "".join(row)
            cells = [cell.replace("\0", "") for cell in row] if has_nul else row
            writer.writerow([number, has_nul, *cells])
    types = {"source_row": "BIGINT", "has_nul": "BOOLEAN"}
    types |= {f"c{n}": "VARCHAR" for n in range(len(headings))}
    return headings, (
        f"select * from read_csv({literal(out.name)}, auto_detect = false, header = false,"
        f" columns = {types!r}, delim = ',', quote = '\"', escape = '\"', comment = '',"
        f" new_line = '\\n', encoding = 'utf-8', parallel = false, max_line_size = {MAX_ROW_BYTES})"
    )


def csv_rows(path: Path, file: str) -> Iterator[list[str]]:
    """Yield the headings of a CSV file, and then its rows that are not blank.

    Raises IngestionError on malformed CSV, on other headings than unique ones, and on a row with
    more or fewer cells.
    """
    with path.open("rb") as stream:
        if stream.read(2) in UTF_16_MARKS:
            raise IngestionError(file, "the encoding is UTF-16: save the file as UTF-8")
    csv.field_size_limit(MAX_ROW_BYTES)
    headings, number = list[str](), 0
    # Bytes that are not UTF-8 become surrogates, so that the error can name their row.
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as lines:
        reader = csv.reader(lines, strict=True)
        try:
            for row in filter(None, reader):
                _check_encoding("".join(row), file, number or None)
                headings = headings or _csv_headings(row, file)
                if len(row) != len(headings):
                    rule = (
                        f"{len(row)} cells, but the heading line has {len(headings)}"
                        f" ({','.join(headings)[:60]}); found {','.join(row)[:120]!r}"
                    )
                    raise IngestionError(file, rule, row=number)
                yield row if number else headings
                number += 1
        except csv.Error as error:
            rule = f"line {reader.line_num}: not a readable CSV row: {error}"
            raise IngestionError(file, rule, row=number or None) from error
    if not headings:
        raise IngestionError(file, "the file is empty: it has no heading line")


def _check_encoding(text: str, file: str, row: int | None) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        byte = ord(text[error.start]) - 0xDC00
        rule = f"byte 0x{byte:02x} is not UTF-8: save the file as UTF-8"
        raise IngestionError(file, rule, row=row) from error


def _csv_headings(row: list[str], file: str) -> list[str]:
    headings = [heading or f"column{number}" for number, heading in enumerate(row)]
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
