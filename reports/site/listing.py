"""A list of rows with a page: a table, and all rows with what they are filtered by in a script."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from os.path import commonprefix
from pathlib import Path
from typing import Any

FOLDER = "rows"
JOINT = "; "  # between the parts of a cell
LEAST = 5  # rows of an organisation that a menu names
Filter = tuple[str, str, Sequence[tuple[str, str]]]


@dataclass(frozen=True)
class ListedRow:
    """The cells of a row as text, the link of its first cell, and its facts by name."""

    cells: Sequence[str]
    link: str
    facts: dict[str, Any]


def of_organisations(sizes: Mapping[str, int]) -> Filter:
    """Return the filter by the organisations that ``LEAST`` rows name."""
    names = sorted((name for name, rows in sizes.items() if rows >= LEAST), key=str.lower)
    return "organisation", "Organisation", [(name, name) for name in names]


def sizes(rows: Sequence[ListedRow]) -> Counter[str]:
    """Count the rows of each organisation."""
    return Counter(name for row in rows for name in row.facts["organisation"])


@dataclass(frozen=True)
class Part:
    """A list with rows of another one: its id, and the cells and facts that they have there."""

    id: str
    cells: Mapping[str, str]
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Listing:
    """What the page of a list shows; ``filters`` have a fact, a label, and values with names.

    ``classed`` are the definitions that take the team class from our rules; None if all do. The
    page has ``most`` rows without a script. ``files`` are names and paths of the tables behind it;
    ``table`` is the path of the same rows with one number a cell, which readers download instead of
    the text of the page. ``parts`` are lists whose rows a script adds, and ``pooled`` is the page
    with them.
    """

    id: str
    title: str
    lead: object
    words: str
    columns: Sequence[str]
    rows: Sequence[ListedRow]
    numbers: Sequence[int] = ()
    filters: Sequence[Filter] = ()
    files: Sequence[tuple[str, str]] = ()
    table: str = ""
    note: str = ""
    classed: Sequence[str] | None = None
    most: int = 200
    parts: Sequence[Part] = ()
    pooled: str = ""

    def narrow(self, columns: Sequence[int], rows: Sequence[ListedRow]) -> "Listing":
        """Return the list of these rows with some of the columns."""
        return replace(
            self,
            columns=[self.columns[index] for index in columns],
            numbers=[place for place, index in enumerate(columns) if index in self.numbers],
            rows=[replace(row, cells=[row.cells[index] for index in columns]) for row in rows],
        )

    def write(self, folder: Path) -> None:
        """Write all rows as a script, because a page that is a file may not read other files.

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
            for column in zip(*(map(str, row.cells) for row in self.rows), strict=True)
        )
        facts = self.rows[0].facts if self.rows else ()
        links = [row.link for row in self.rows]
        start = commonprefix([link for link in links if link])  # noqa: RUF071 - of letters
        data = {
            "words": self.words,
            "columns": self.columns,
            "filters": [_named(one) for one in self.filters],
            "classed": self.classed,
            "parts": [asdict(part) for part in self.parts],
            "start": start,
            "links": [link.removeprefix(start) for link in links],
            "cells": dict(zip(self.columns, cells, strict=bool(self.rows))),
            "facts": {name: [number(row.facts[name]) for row in self.rows] for name in facts},
        }
        data["texts"] = list(parts)
        text = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
        path = folder / FOLDER / f"{self.id}.js"
        path.write_text(f"var listed={text};\n", encoding="utf-8", newline="\n")


def _named(shown: Filter) -> dict[str, Any]:
    """Return a filter as the script of the page reads it."""
    fact, label, values = shown
    options = [{"value": value, "name": name} for value, name in values]
    return {"fact": fact, "label": label, "options": options}
