"""Declared schemas: the columns of a source's table, and the file headings of each column."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from ingestion.errors import IngestionError

# The folder of a source's empty table, next to its snapshots.
SCHEMA_FOLDER = "_schema"
# The most letters of a name, title or other text, and of the long ones: all affiliations of a paper
# have up to 13,432 letters in files of the publishers, and abstracts 24,782.
LONGEST, LONGEST_LIST = 5_000, 1_000_000
LONG = (
    "abstract", "aff", "affiliations", "author", "authors", "keywords", "position", "tags",
    "training_compute_notes",
)  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column of a raw table.

    ``aliases`` are the publisher's own headings, newest first, also one that is the name. If
    ``required``, the file must have the column; if ``filled``, every row must have a value. A
    fetched file that has lost a ``needed`` column is rejected.
    """

    name: str
    type: str = "VARCHAR"
    aliases: tuple[str, ...] = ()
    required: bool = False
    filled: bool = False
    needed: bool = False

    @property
    def is_nested(self) -> bool:
        """Return whether the values are lists or structs."""
        return self.type.endswith("[]") or self.type.startswith("STRUCT")

    @property
    def row_rules(self) -> Iterator[Rule]:
        """Yield the rules that each value meets."""
        name = identifier(self.name)
        longest = LONGEST_LIST if self.is_nested or self.name in LONG else LONGEST
        if self.filled:
            yield Rule(f"{name} is null", (self.name,), "must have a value")
        if self.is_nested or self.type == "VARCHAR":
            bad = f"length({name}::varchar) > {longest}"
            yield Rule(bad, (self.name,), f"must have at most {longest:,} letters")


@dataclass(frozen=True)
class Rule:
    """A rule that every row of a file must meet.

    ``bad`` is SQL that is true for a row that breaks the rule; it may be a window function. The
    error shows the names of ``columns``, the sentence ``must``, and ``value``, which is SQL for a
    text, by default the values of ``columns``.
    """

    bad: str
    columns: tuple[str, ...]
    must: str
    value: str = ""


HAS_TITLE = Rule(
    # A text with only spaces of any script and line breaks is not a title.
    r"not regexp_matches(coalesce(title, ''), '[^\s\pZ]')",
    ("title",),
    "must have a title",
)


def date_rule(column: str, first: int, span: str) -> Rule:
    """Return the rule that a date is not before the year ``first``, nor far after the vintage.

    ``span`` is the longest time after the vintage, such as ``30 years``.
    """
    bad = f"{column} < date '{first}-01-01' or {column} > vintage + interval {span}"
    return Rule(bad, (column,), f"must be between {first} and {span} after the file's vintage")


def _grain_rule(grain: Sequence[str]) -> Rule:
    keys = ", ".join(("snapshot_id", "part", *grain))
    is_later = f"row_number() over (partition by {keys} order by source_row) > 1"
    is_whole = " and ".join(f"{key} is not null" for key in grain)
    value = f"concat_ws(', ', {', '.join(grain)})"
    return Rule(f"{is_whole} and {is_later}", ("row",), "must not repeat an earlier row", value)


@dataclass(frozen=True)
class Part:
    """One table found in a file (a CSV, a member of a zip, a page), as a DuckDB query.

    ``renamed`` maps our column to the publisher's heading if that is not the newest one.
    ``left_out`` is the number of records that the source does not keep. ``unreadable`` is a query
    for rows with a value that ``query`` cannot read, with the columns ``source_row``, ``rule``,
    ``column_name`` and ``value``. It is empty if there are no such rows.
    """

    name: str
    query: str
    renamed: dict[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    left_out: int = 0
    unreadable: str = ""


@dataclass(frozen=True)
class Input:
    """A file to read, unpacked: the name that errors show, and a folder for files of its reader."""

    path: Path
    name: str
    scratch: Path
    connection: duckdb.DuckDBPyConnection


Reader = Callable[[Input], list[Part]]
"""Return the parts of a file; none if it has no table. Raises IngestionError."""


@dataclass(frozen=True)
class RemoteFile:
    """A file at a publisher: its name in the store, and its current URL."""

    name: str
    url: str


@dataclass(frozen=True)
class Expected:
    """What the newest files of a refresh must have: a number of ``rows`` of each value.

    ``values`` is SQL for the values of a row, and ``what`` says in words what they are. ``site``
    returns the host of a value, of which nothing is expected if its robots.txt forbids a request.
    """

    what: str
    values: str
    rows: Callable[[], Mapping[str, range]]
    site: Callable[[str], str] = str


SOME = range(1, sys.maxsize)


@dataclass(frozen=True)
class Source:
    """A publisher's data set: its URLs, its terms and its raw table.

    ``remote_files`` are the files to download; a source without them has a ``fetch.py``. ``notice``
    states what an operator must know before a fetch. A row that breaks one of ``rules`` is set
    aside, and so is one with the ``grain`` of an earlier row of its part: columns, or SQL that
    staging makes of them. A file is rejected if every row breaks a rule, or if at least two rows
    and a larger share than ``max_set_aside`` do. ``key`` names the variable with its key, and
    ``first_fetch`` says what a first fetch takes. ``reads_lists`` says that the fetch reads the
    stored lists of papers, so it comes after them. A refresh without what is ``expected`` says so,
    and leaves ``pause`` seconds between two requests to a host.
    """

    name: str
    table: str
    publisher: str
    homepage: str
    licence: str
    citation: str
    globs: tuple[str, ...]
    columns: tuple[Column, ...]
    read: Reader
    refresh_days: int = 30
    remote_files: tuple[RemoteFile, ...] = ()
    notice: str = ""
    rules: tuple[Rule, ...] = ()
    grain: tuple[str, ...] = ()
    max_set_aside: float = 0.02
    key: str = ""
    first_fetch: str = ""
    reads_lists: bool = False
    expected: tuple[Expected, ...] = ()
    pause: float = 0.0

    @property
    def row_rules(self) -> tuple[Rule, ...]:
        """Return the rules of the columns, of the source and of the grain."""
        of_columns = [rule for column in self.columns for rule in column.row_rules]
        return (*of_columns, *self.rules, *([_grain_rule(self.grain)] if self.grain else []))


def table_path(raw: Path, source: Source, snapshot_id: str = SCHEMA_FOLDER) -> Path:
    """Return the path of the table of a snapshot; without a snapshot, of the empty table."""
    return raw / source.name / snapshot_id / f"{source.table}.parquet"


KEY_COLUMNS = (
    Column("snapshot_id"),
    Column("vintage", "DATE"),
    Column("part"),
    Column("source_row", "BIGINT"),
)
UNMAPPED = Column("unmapped", "VARCHAR")


def table_columns(source: Source) -> tuple[Column, ...]:
    """Return all columns of the raw table: keys, declared columns, and undeclared ones as JSON."""
    return (*KEY_COLUMNS, *source.columns, UNMAPPED)


def identifier(name: str) -> str:
    """Quote a SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str | Path) -> str:
    """Quote a SQL string literal."""
    return "'" + str(value).replace("'", "''") + "'"


def parquet(tables: Iterable[Path]) -> str:
    """Return SQL that reads tables of a source, whatever columns older ones lack.

    DuckDB would take a folder such as ``year=1999`` above them as a column.
    """
    files = ", ".join(map(literal, tables))
    return f"read_parquet([{files}], union_by_name = true, hive_partitioning = false)"


def squash(heading: str) -> str:
    """Reduce a heading to its letters and digits, so that case and punctuation may change."""
    return re.sub(r"[^a-z0-9]", "", heading.lower())


def match_columns(
    file: str, columns: Sequence[Column], headings: Sequence[str]
) -> dict[str, list[str]]:
    """Map each declared column to its headings in a file, the best match first.

    Exact spelling comes before spelling that differs in case or punctuation. Raises IngestionError
    if a required column has no heading.
    """
    squashed: dict[str, list[str]] = {}
    for heading in headings:
        squashed.setdefault(squash(heading), []).append(heading)
    matches: dict[str, list[str]] = {}
    for column in columns:
        exact = [alias for alias in column.aliases if alias in headings]
        loose = [h for alias in column.aliases for h in squashed.get(squash(alias), [])]
        matches[column.name] = list(dict.fromkeys(exact + loose))
        if column.required and not matches[column.name]:
            found = ", ".join(headings)[:120] or "none"
            semicolons = "; is it separated by semicolons? Use commas" if ";" in found else ""
            raise IngestionError(
                file,
                f"a required column is missing; accepted headings: {list(column.aliases)};"
                f" found: {found}{semicolons}",
                column=column.name,
            )
    return matches


def drift(
    columns: Sequence[Column], matches: dict[str, list[str]], headings: Sequence[str]
) -> tuple[dict[str, str], tuple[str, ...], tuple[str, ...]]:
    """Return a file's differences from the declared columns: (renamed, missing, unknown)."""
    renamed = {
        c.name: matches[c.name][0]
        for c in columns
        if matches[c.name][:1] not in ([], [c.aliases[0]])
    }
    missing = tuple(c.name for c in columns if not matches[c.name])
    read_headings = {names[0] for names in matches.values() if names}
    return renamed, missing, tuple(h for h in headings if h not in read_headings)
