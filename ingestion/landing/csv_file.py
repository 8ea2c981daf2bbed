"""Read CSV files: check them row by row, and return a typed query."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ingestion.errors import IngestionError
from ingestion.landing.schema import (
    Column,
    Input,
    Part,
    Reader,
    Rule,
    drift,
    literal,
    match_columns,
)
from ingestion.landing.values import (
    HAS_NUL,
    as_json,
    column_texts,
    type_rules,
    typed_columns,
    unreadable_rows,
)

MAX_ROW_BYTES = 64 * 1024**2
MAX_COLUMNS = 1000
HAS_ROWS = "a cell has whole lines of the file: a quotation mark is missing, or is one too many"


def csv_reader(part: str, columns: Sequence[Column]) -> Reader:
    """Return a reader of CSV files with one table."""
    return lambda file: [read_csv_part(file, part, columns)]


def read_csv_part(file: Input, part: str, columns: Sequence[Column]) -> Part:
    """Read a comma-separated UTF-8 file with a heading line, and check it against declared columns.

    Raises IngestionError on malformed CSV and on a missing required column. A row is unreadable if
    it has a NUL character, or a value of another type than its column.
    """
    rows = csv_rows(file.path, file.name)
    headings = next(rows)
    # Missing columns say more about a file with other separators than its first row does.
    matches = match_columns(file.name, columns, headings)
    scan = _rewrite_csv(file, rows, len(headings))
    cells = {heading: f"c{number}" for number, heading in enumerate(headings)}
    texts = column_texts(matches, cells)
    row = f"concat_ws(',', {', '.join(cells.values())})"
    rules = [Rule("has_nul", ("row",), HAS_NUL, row), Rule("has_rows", ("row",), HAS_ROWS, row)]
    unreadable = unreadable_rows(file.connection, scan, [*rules, *type_rules(columns, texts)])
    renamed, missing, unknown = drift(columns, matches, headings)
    others = as_json({name: f"nullif({cells[name]}, '')" for name in unknown})
    query = (
        f"select source_row, {typed_columns(columns, texts)}, {others}::varchar as unmapped"
        f" from ({scan})"
    )
    return Part(part, query, renamed, missing, unknown, unreadable=unreadable)


def _rewrite_csv(file: Input, rows: Iterable[list[str]], columns: int) -> str:
    """Check a CSV file row by row, and rewrite it; return a query for its rows.

    The query has the columns ``source_row``, ``has_nul``, ``has_rows``, ``c0``, ``c1`` and so on.
    DuckDB then reads a file of a known dialect and does not guess. Raises IngestionError, which
    names the row.
    """
    rewritten = file.scratch / f"{file.path.name}.rewritten"
    with rewritten.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
        for number, row in enumerate(rows, start=1):
            # DuckDB would read a text only up to its first NUL.
            has_nul = "\0" in "".join(row)
            cells = [cell.replace("\0", "") for cell in row] if has_nul else row
            writer.writerow([number, has_nul, has_rows(row), *cells])
    types = {"source_row": "BIGINT", "has_nul": "BOOLEAN", "has_rows": "BOOLEAN"}
    types |= {f"c{n}": "VARCHAR" for n in range(columns)}
    return (
        f"select * from read_csv({literal(rewritten)}, auto_detect = false, header = false,"
        f" columns = {types!r}, delim = ',', quote = '\"', escape = '\"', comment = '',"
        f" new_line = '\\n', encoding = 'utf-8', parallel = false, max_line_size = {MAX_ROW_BYTES},"
        " hive_partitioning = false)"
    )


def has_rows(row: Sequence[str]) -> bool:
    """Whether a cell has the end of one line, whole lines, and the start of another, by its commas.

    Two stray quotation marks in one column make one row of all lines between them.
    """
    most = len(row) - 1
    return most > 1 and any(
        [line.count(",") for line in cell.split("\n")]
        == [most - place, *[most] * (cell.count("\n") - 1), place]
        for place, cell in enumerate(row)
        if cell.count("\n") > 1
    )


def write_csv(path: Path, headings: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write a CSV file as ``csv_rows`` reads it, without other cells than those of the headings."""
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, headings, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def csv_rows(path: Path, file: str) -> Iterator[list[str]]:
    """Yield the headings of a CSV file, and then its rows that are not blank.

    Raises IngestionError on malformed CSV, on other headings than unique ones, and on a row with
    more or fewer cells.
    """
    csv.field_size_limit(MAX_ROW_BYTES)
    headings, number = list[str](), 0
    # Bytes that are not UTF-8 become surrogates, so that the error can name their row.
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as lines:
        reader = csv.reader(lines, strict=True)
        try:
            for row in filter(None, reader):
                "".join(row).encode()
                headings = headings or _csv_headings(row, file)
                if len(row) != len(headings):
                    rule = f"{len(row)} cells, but the heading line has {len(headings)}"
                    raise IngestionError(file, rule, row=number)
                yield row if number else headings
                number += 1
        except UnicodeEncodeError as error:
            byte = ord(error.object[error.start]) - 0xDC00
            rule = f"byte 0x{byte:02x} is not UTF-8: unpack the file, or save it as UTF-8"
            raise IngestionError(file, rule, row=number or None) from error
        except csv.Error as error:
            rule = f"line {reader.line_num}: not a readable CSV row: {error}"
            raise IngestionError(file, rule, row=number or None) from error
    if not headings:
        raise IngestionError(file, "the file is empty: it has no heading line")


def _csv_headings(row: list[str], file: str) -> list[str]:
    if len(row) > MAX_COLUMNS:
        raise IngestionError(
            file, f"the heading line has {len(row)} of at most {MAX_COLUMNS} cells"
        )
    headings = [heading or f"column{number}" for number, heading in enumerate(row)]
    if any("\0" in heading for heading in headings):
        raise IngestionError(file, "the heading line has a NUL character: save the file as UTF-8")
    for heading, n in Counter(headings).items():
        if n > 1:
            raise IngestionError(file, f"the heading line repeats {heading[:60]!r}")
    return headings
