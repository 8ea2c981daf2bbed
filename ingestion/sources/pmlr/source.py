"""PMLR: papers of one volume, from the bibliography that its site makes of the volume."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from ingestion.errors import IngestionError
from ingestion.landing.csv_file import read_csv_part, write_csv
from ingestion.landing.papers import COLUMNS, RULES
from ingestion.landing.schema import Input, Part, Source
from ingestion.venues import expected_papers

VENUE_YEAR = re.compile(r"(.*_)?(?P<venue>[a-z]+)(?P<year>[0-9]{4})\.bib")
ENTRY = re.compile(r"^@inproceedings\s*\{", re.IGNORECASE | re.MULTILINE)
# A field begins a line, and ends where another one or the end of the entry follows. Braces within
# it are LaTeX, and not always in pairs.
FIELD = re.compile(
    r"^\s*(\w+)\s*=\s*\{(.*?)\}\s*,?\s*$(?=\s*(?:\w+\s*=\s*\{|\}|\Z))", re.MULTILINE | re.DOTALL
)
# Braces, commands and accents; an escaped sign of LaTeX stays.
LATEX = re.compile(r"[{}]|\\(?:[a-zA-Z]+\s*|([%&#$_])|[^a-zA-Z])")
# The largest volume has 5 MB.
MAX_BYTES = 64 * 1024**2
HEADINGS = ("title", "venue", "year", "authors", "affiliations", "link", "abstract", "openreview")


def volumes(cell: str) -> dict[int, str]:
    """Return the volume of each year of a cell, such as ``2024 235 267``: 235 is that of 2024."""
    first, *numbers = cell.split()
    return dict(enumerate(numbers, start=int(first)))


def read(file: Input) -> list[Part]:
    """Read the papers of a volume; the file's name has its venue and year, as in ``icml2025``.

    Raises IngestionError if the file is larger than ``MAX_BYTES``, no UTF-8, or has no paper.
    """
    match = VENUE_YEAR.fullmatch(file.path.name)
    if match is None:
        raise IngestionError(file.name, "its name must be a venue and a year, as icml2025.bib")
    if file.path.stat().st_size > MAX_BYTES:
        raise IngestionError(file.name, f"larger than {MAX_BYTES} bytes")
    try:
        rows = list(papers(file.path.read_text(encoding="utf-8")))
    except UnicodeDecodeError as error:
        raise IngestionError(file.name, f"not UTF-8: {error}") from error
    if not rows:
        raise IngestionError(file.name, "no paper: it has no entry @InProceedings with a title")
    table = file.scratch / "papers.csv"
    write_csv(table, HEADINGS, ({**row, **match.groupdict()} for row in rows))
    return [read_csv_part(dataclasses.replace(file, path=table), "papers", COLUMNS)]


def papers(bibliography: str) -> Iterator[dict[str, str]]:
    """Yield the papers of a bibliography: title, authors, link, abstract and OpenReview id."""
    _, *entries = ENTRY.split(bibliography)
    for entry in entries:
        fields = {name.lower(): plain(value) for name, value in FIELD.findall(entry)}
        if fields.get("title"):
            yield {
                "title": fields["title"],
                "authors": ";".join(map(named, fields.get("author", "").split(" and "))),
                "link": fields.get("url", ""),
                "abstract": fields.get("abstract", ""),
                "openreview": fields.get("openreview", ""),
            }


def named(author: str) -> str:
    """Return a name with the family name last: ``Lovelace, Ada`` is ``Ada Lovelace``."""
    return " ".join(reversed(author.replace(";", ",").split(", ", 1)))


def plain(text: str) -> str:
    """Return a text without the braces, accents and commands of LaTeX."""
    return " ".join(LATEX.sub(r"\1", text).split())


def _years(cell: str, last: int) -> range:
    """Return the years up to ``last`` that have a volume."""
    return range(min(volumes(cell)), min(last, max(volumes(cell))) + 1)


SOURCE = Source(
    name="pmlr",
    table="papers",
    publisher="Proceedings of Machine Learning Research",
    homepage="https://proceedings.mlr.press",
    licence="CC-BY-4.0",
    citation="Proceedings of Machine Learning Research, https://proceedings.mlr.press, and the"
    " authors of each paper.",
    first_fetch="71 calls, 80 MB",
    globs=("pmlr/*.bib",),
    columns=COLUMNS,
    read=read,
    rules=RULES,
    expected=(expected_papers("pmlr", _years),),
)
