"""Classify any list of affiliations by the rules of a run, without a run."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb

from dbt_project.functions.affiliations.classify import (
    Classification,
    Classifier,
    Confidence,
    Override,
    Tables,
)
from dbt_project.functions.affiliations.learned import Threshold, Weight
from dbt_project.functions.affiliations.names import Alias, Keyword
from dbt_project.functions.affiliations.register import Organisation, TypeSector
from dbt_project.rows import Row, rows_of
from orchestration.settings import DBT_PROJECT

COLUMN = "affiliation"
SEEDS = DBT_PROJECT / "seeds" / "affiliations"
FLAGS = {
    "has_academia": "academia",
    "has_industry": "industry",
    "has_government": "government",
    "has_nonprofit": "nonprofit",
    "has_other_sector": "other",
}
# Signs of another encoding: bytes that cannot be decoded, and the zeros of UTF-16.
NOT_UTF8 = re.compile("[\0\udc80-\udcff]")
# A string without text is unknown.
NOTHING = Classification("", "unknown", None, None, None, "none", "none", None, "none")


class ClassifyError(ValueError):
    """A file that cannot be classified. The message has the reason."""


def tables(organisations: Sequence[Organisation] = (), seeds: Path = SEEDS) -> Tables:
    """Read the seeds that classify, beside organisations of ROR."""

    def seed(kind: type[Row], name: str) -> list[Row]:
        return rows_of(kind, connection.read_csv(str(seeds / f"{name}.csv"), header=True))

    with duckdb.connect() as connection:
        return Tables(
            seed(Alias, "organisation_alias"),
            seed(Keyword, "sector_keyword"),
            organisations,
            seed(TypeSector, "ror_type_sector"),
            seed(Override, "affiliation_override"),
            seed(Confidence, "evidence_confidence"),
            seed(Weight, "learned_weight"),
            seed(Threshold, "learned_confidence"),
        )


def registered(folder: Path) -> list[Organisation]:
    """Return the organisations of ROR from the newest warehouse that has them.

    Raises ClassifyError if a run is writing to the warehouse.
    """
    for path in sorted(
        folder.glob("*.duckdb"), key=lambda path: path.stat().st_mtime, reverse=True
    ):
        try:
            with duckdb.connect(str(path), read_only=True) as warehouse:
                found = rows_of(Organisation, warehouse.table("staging.stg_ror__organizations"))
        except duckdb.CatalogException:
            continue
        except duckdb.IOException as error:
            raise ClassifyError(f"{path} cannot be read while a run is at work: {error}") from error
        if found:
            return found
    return []


def read_strings(path: Path) -> Iterator[str]:
    """Yield the affiliation of each row of a CSV, in order.

    Cells are divided by commas, quoted by ``"``, and as many as in the header. Raises
    ClassifyError, with file and line, if a row breaks this or the text is not UTF-8.
    """
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
        reader = csv.reader(stream, strict=True)
        line = 1
        try:
            header = next(reader, [])
            position = _position(header)
            line = reader.line_num + 1
            for row in reader:
                # An empty line is a row of a file with one column only.
                if row or len(header) == 1:
                    yield _cell(row or [""], position, len(header))
                line = reader.line_num + 1
        except csv.Error as error:
            raise ClassifyError(f"{path}, line {line}: {error}") from error


def _position(header: list[str]) -> int:
    """Return the position of the column ``affiliation``."""
    if not header:
        raise csv.Error("the file is empty: add a header")
    _need_utf8(header)
    if header.count(COLUMN) != 1:
        raise csv.Error(
            f"the header is {', '.join(map(repr, header))}: name exactly one column '{COLUMN}'"
        )
    return header.index(COLUMN)


def _cell(row: list[str], position: int, width: int) -> str:
    _need_utf8(row)
    if len(row) != width:
        rule = "quote cells that hold commas" if len(row) > width else "a cell is missing"
        raise csv.Error(f"{len(row)} cells, where the header has {width}: {rule}")
    return row[position]


def _need_utf8(row: list[str]) -> None:
    if any(NOT_UTF8.search(cell) for cell in row):
        raise csv.Error("the text is not UTF-8: convert the file to UTF-8")


def classify(strings: Path, out: Path, organisations: Sequence[Organisation] = ()) -> int:
    """Write a CSV with each affiliation of ``strings`` and its classification.

    Returns the number of rows. Raises ClassifyError if a file cannot be read or written.
    """
    if out.is_dir() or not out.parent.is_dir():
        raise ClassifyError(f"{out} cannot be written: name a file in a folder that exists")
    rows = list(read_strings(strings))
    classified = Classifier(tables(organisations))(
        [(text,) for text in dict.fromkeys(rows) if text]
    )
    found = {answer.affiliation: answer for answer in classified}
    try:
        with out.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(_row(NOTHING)), lineterminator="\n")
            writer.writeheader()
            writer.writerows(_row(found.get(text, NOTHING)) for text in rows)
    except OSError as error:
        raise ClassifyError(f"{out} cannot be written: {error}") from error
    return len(rows)


def _row(answer: Classification) -> dict[str, object]:
    named = answer.sectors.split("+")
    flags = {flag: str(sector in named).lower() for flag, sector in FLAGS.items()}
    fields = answer._asdict()
    del fields["evidence_kind"], fields["step"]
    return (
        {"affiliation": fields.pop("affiliation"), "sectors": fields.pop("sectors")}
        | flags
        | fields
    )
