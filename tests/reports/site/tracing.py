"""Finds the numbers of a publication whose row does not give them, and digits without a row."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from math import log10
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import duckdb

from reports.marts.estimates import KEY
from reports.publication.export import DATABASE
from reports.questions import QUESTIONS
from reports.text.formatting import count, ratio, with_sign
from reports.text.units import format_number, interval_parts

WRITTEN = ("data", "time", "cite")
# Numbers that define a budget, the level of an interval, and equality.
CONSTANTS = re.compile(r"\b(8|384|5,000) GPUs|(8 )?H100|of (384|5,000)\b|95% interval")


class Reader(HTMLParser):
    """The numbers of a page, and the text of its sentences outside numbers, times and names."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.numbers: list[dict[str, str]] = []
        self.sentences: list[str] = []
        self._row = ""
        self._inside = ""
        self._is_sentence = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "tr":
            self._row = attributes.get("data-row", "")
        if tag == "data":
            self.numbers.append({"data-row": self._row, **attributes, "text": ""})
        if tag == "p":
            self._is_sentence = attributes.get("class") in ("lead", "note doubt", "claim")
            self.sentences += [""] if self._is_sentence else []
        if tag in WRITTEN:
            self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = ""
        if tag == "p":
            self._is_sentence = False

    def handle_data(self, data: str) -> None:
        if self._inside == "data":
            self.numbers[-1]["text"] += data
        elif self._is_sentence and not self._inside:
            self.sentences[-1] += data


def untraced(folder: Path, *pages: str) -> list[dict[str, str]]:
    """Return the numbers of pages that differ from their row in a publication, or have none."""
    with duckdb.connect(folder / DATABASE, read_only=True) as connection:

        @cache
        def rows(row: str, query: str) -> list[dict[str, Any]]:
            result = connection.execute(query) if query else _select(connection, row)
            names = [column[0] for column in result.description or []]
            return [dict(zip(names, values, strict=True)) for values in result.fetchall()]

        return [
            number
            for page in pages
            for number in Reader(page).numbers
            if not _is_given(number, rows(number["data-row"], number.get("data-query", "")))
        ]


def _select(connection: duckdb.DuckDBPyConnection, row: str) -> duckdb.DuckDBPyConnection:
    table, _, key = row.partition("?")
    values = dict(parse_qsl(key, keep_blank_values=True))
    absent = [name for name in KEY if table == "metrics" and name not in values]
    conditions = [f"{name} = ?" if value else f"{name} is null" for name, value in values.items()]
    conditions += [f"{name} is null" for name in absent]
    query = f"from marts.{table} where {' and '.join(conditions)}"
    return connection.execute(query, [value for value in values.values() if value])


def _is_given(number: dict[str, str], rows: list[dict[str, Any]]) -> bool:
    """Return whether the only row has the value, and the value in its unit has this text."""
    if len(rows) != 1:
        return False
    value, text = rows[0][number["data-column"]], number["text"]
    if repr(value) != number["value"]:
        return False
    if isinstance(value, int):
        return text in (count(value), str(value))
    digits = len(text.partition("e")[0].rstrip("%").partition(".")[2])
    unit = rows[0].get("unit", "share")
    low, _, high = interval_parts(value, value, unit, digits)
    signed = {with_sign(value, digits), with_sign(100 * value, digits)}
    two_digits = ratio(log10(value)) if value > 0 else ""
    return text in {format_number(value, unit, digits), low, high, two_digits, *signed}


def bare_digits(*pages: str) -> list[str]:
    """Return the sentences of answers that have a digit outside a number, a time or a name."""
    sentences = (CONSTANTS.sub("", s) for page in pages for s in Reader(page).sentences)
    return [sentence for sentence in sentences if re.search(r"\d", sentence)]


def answering(folder: Path) -> list[str]:
    """Return the pages with answers or headline tables."""
    names = ["index", "claims", *(question.id for question in QUESTIONS)]
    return [(folder / f"{name}.html").read_text(encoding="utf-8") for name in names]
