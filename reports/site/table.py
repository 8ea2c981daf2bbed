"""One table for every page: columns with a kind and a unit, rows, filters, and a file of its rows.

A page of a table declares its columns and fills its rows, and its template shows them::

    BUDGETS = (Column("Year"), Column("Budget (FLOP)", NUMBER, "log10_flop"), Column("n", NUMBER))
    table = Table("budgets", "Budgets", BUDGETS, [Row([2024, 23.1, 40], link="models.html")])

    {{ show.table(table) }}    the table alone: numbers are sorted as numbers; the head cell links
    {{ show.titled(table) }}   with its heading, its note above and its footnote below

Cells are values, such as dates, numbers in the unit of their column, lists and None, or finished
text. ``of_mart`` shows rows of any mart that a page or question declares as a ``MartTable``:
``show.titled(of_mart(marts, MartTable("venue_panel", "Venues", "is_in_panel")))``. A page of the
template rows.html, ``View(page, lambda marts, content: {"table": table}, "rows.html")``, adds the
filters and the download.
"""

import gzip
import json
from base64 import b64encode
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from os.path import commonprefix
from pathlib import Path
from typing import Any

from reports.marts.reader import Scope
from reports.text.formatting import count, plain
from reports.text.sentence import Number, Sentence
from reports.text.units import format_number

FOLDER = "rows"
# Kinds of columns, as the style names them. Cells of cases link to the rows that they count.
TEXT, NUMBER, CASES = "", "number", "number cases"
# The kinds of columns of lines that are no numbers.
KINDS = {
    **dict.fromkeys(("Name", "Also", "Sector", "Period", "Venue", "Note"), TEXT),
    "k of n": CASES,
}
JOINT = "; "  # between the parts of a cell
LEAST = 5  # rows of an organisation that a menu names
LONGEST = 120  # letters of a text from a publisher
Lines = Sequence[Mapping[str, object]]
Filter = tuple[str, str, Sequence[tuple[str, str]]]


@dataclass(frozen=True)
class Column:
    """A column: its title, its kind, and the unit of its numbers, as ``reports.text.units``."""

    title: str
    kind: str = TEXT
    unit: str = ""

    @property
    def is_cases(self) -> bool:
        """Return whether the cells link to the rows that they count."""
        return self.kind == CASES

    def text(self, value: Any) -> Any:  # noqa: ANN401 - any value of a mart
        """Return a cell as text; numbers that keep their row, and HTML, stay what they are."""
        if value is None:
            return ""
        if isinstance(value, str | Number | Sentence):
            return value
        if self.unit and isinstance(value, int | float):
            return format_number(value, self.unit)
        return cell(value)


@dataclass(frozen=True)
class Row:
    """The cells of a row, the link of the first one, and its facts by name, for filters.

    ``id`` is that of the row of metrics behind the row, and ``anchor`` its own on the page.
    """

    cells: Sequence[object]
    link: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    id: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class Part:
    """A list with rows of another one: its id, and the cells and facts that they have there."""

    id: str
    cells: Mapping[str, str]
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Table:
    """A table; a page without a script shows its first ``most`` rows.

    ``id`` is that of its heading. ``label`` names it if it has no heading. ``note`` stands above
    it, ``foot`` below it, and ``empty`` in place of it. ``scope`` is the list behind it, and
    ``mart`` a mart with its files. ``file`` is the path of the same rows with one number a cell.

    A page of rows has ``words`` for them, a ``lead``, and ``filters``: a fact, a label, and values
    with names. ``classed`` are the definitions that take the team class from our rules; None if all
    do. ``files`` are names and paths of all rows. ``parts`` are lists whose rows a script adds, and
    ``pooled`` is the page with them.
    """

    id: str
    title: object
    columns: Sequence[Column]
    rows: Sequence[Row]
    note: object = ""
    foot: object = ""
    empty: str = ""
    label: str = ""
    scope: Scope | None = None
    mart: str = ""
    is_open: bool = False
    most: int | None = None
    file: str = ""
    words: str = ""
    lead: object = ""
    filters: Sequence[Filter] = ()
    files: Sequence[tuple[str, str]] = ()
    classed: Sequence[str] | None = None
    parts: Sequence[Part] = ()
    pooled: str = ""

    @property
    def numbers(self) -> list[int]:
        """Return the places of the columns of numbers."""
        return [place for place, column in enumerate(self.columns) if column.kind]

    @property
    def titles(self) -> list[str]:
        """Return the titles of the columns."""
        return [column.title for column in self.columns]

    def texts(self, row: Row) -> list[Any]:
        """Return the cells of a row as text."""
        return [column.text(it) for column, it in zip(self.columns, row.cells, strict=True)]

    def narrow(self, columns: Sequence[int], rows: Sequence[Row]) -> "Table":
        """Return the table of these rows with some of the columns."""
        return replace(
            self,
            columns=[self.columns[index] for index in columns],
            rows=[replace(row, cells=[row.cells[index] for index in columns]) for row in rows],
        )

    def write(self, folder: Path) -> None:
        """Write all rows as a packed script, because a page that is a file may not read others.

        The rows are columns by name: their links, the cells of the table, and the facts by which
        the page filters them. Cells, and facts that are lists, have the numbers of their parts in
        ``texts``, because affiliations and topics repeat.
        """
        parts: dict[str, int] = {}

        def number(fact: Any) -> Any:  # noqa: ANN401 - any fact of a row
            is_list = isinstance(fact, list)
            return [parts.setdefault(part, len(parts)) for part in fact] if is_list else fact

        cells = (
            [one[0] if len(one := number(cell.split(JOINT))) == 1 else one for cell in column]
            for column in zip(*(map(str, self.texts(row)) for row in self.rows), strict=True)
        )
        facts = self.rows[0].facts if self.rows else ()
        links = [row.link for row in self.rows]
        start = commonprefix([link for link in links if link])  # noqa: RUF071 - of letters
        data = {
            "words": self.words,
            "columns": self.titles,
            "filters": [_named(one) for one in self.filters],
            "classed": self.classed,
            "parts": [asdict(part) for part in self.parts],
            "start": start,
            "links": [link.removeprefix(start) for link in links],
            "cells": dict(zip(self.titles, cells, strict=bool(self.rows))),
            "facts": {name: [number(row.facts[name]) for row in self.rows] for name in facts},
        }
        data["texts"] = list(parts)
        text = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
        packed = b64encode(gzip.compress(text.encode(), mtime=0)).decode()
        path = folder / FOLDER / f"{self.id}.js"
        path.write_text(f'var listed="{packed}";\n', encoding="utf-8", newline="\n")


def of_lines(name: str, title: str, lines: Lines, rows: Sequence[Row]) -> Table:
    """Return a table of lines by column, without the columns that no line fills.

    ``rows`` have the links, facts and ids of the lines.
    """
    filled = {of for line in lines for of, cell in line.items() if cell not in (None, "")}
    shown = [of for of in dict.fromkeys(of for line in lines for of in line) if of in filled]
    columns = [Column(of, KINDS.get(of, NUMBER)) for of in shown]
    cells = ([line.get(of) for of in shown] for line in lines)
    return Table(
        name,
        title,
        columns,
        [replace(row, cells=of_row) for row, of_row in zip(rows, cells, strict=True)],
    )


def _named(shown: Filter) -> dict[str, Any]:
    """Return a filter as the script of the page reads it."""
    fact, label, values = shown
    options = [{"value": value, "name": name} for value, name in values]
    return {"fact": fact, "label": label, "options": options}


def of_organisations(sizes: Mapping[str, int]) -> Filter:
    """Return the filter by the organisations that ``LEAST`` rows name."""
    names = sorted((name for name, rows in sizes.items() if rows >= LEAST), key=str.lower)
    return "organisation", "Organisation", [(name, name) for name in names]


def sizes(rows: Sequence[Row]) -> Counter[str]:
    """Count the rows of each organisation."""
    return Counter(name for row in rows for name in row.facts["organisation"])


def cell(value: Any) -> str:  # noqa: ANN401 - any value of a mart
    """Format a value of a mart as one line of text; text from publishers is cut and cleaned."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and abs(value) >= 10_000:
        return count(value)
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 1 else f"{value:.4g}"
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, list):
        return ", ".join(cell(part) for part in value)
    return plain(str(value), LONGEST)
