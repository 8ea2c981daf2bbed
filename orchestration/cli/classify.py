"""Classify any list of affiliations by the rules of a run, without a run."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

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
from dbt_project.functions.formulas import guarded
from dbt_project.rows import Row, rows_of
from ingestion.errors import IngestionError
from ingestion.landing.csv_file import csv_rows
from orchestration.run.settings import DBT_PROJECT

COLUMN = "affiliation"
SEEDS = DBT_PROJECT / "seeds" / "affiliations"
FLAGS = {f"has_{name}": name for name in ("academia", "industry", "government", "nonprofit")}
FLAGS["has_other_sector"] = "other"
# A string without text is unknown.
NOTHING = Classification("", "unknown", None, None, None, [], "none", "none", None, "none")


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

    Raises IngestionError if a run is writing to the warehouse.
    """
    newest = sorted(folder.glob("*.duckdb"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in newest:
        try:
            with duckdb.connect(str(path), read_only=True) as warehouse:
                found = rows_of(Organisation, warehouse.table("staging.stg_ror__organizations"))
        except duckdb.CatalogException:
            continue
        except duckdb.IOException as error:
            raise IngestionError(path, f"cannot be read during a run: {error}") from error
        if found:
            return found
    return []


def read_strings(path: Path) -> list[str]:
    """Return the affiliation of each row of a CSV. Raises IngestionError as an ingestion does."""
    headings, *rows = csv_rows(path, str(path))
    if COLUMN not in headings:
        named = ", ".join(map(repr, headings))
        raise IngestionError(path, f"the heading line is {named}: name a column {COLUMN!r}")
    position = headings.index(COLUMN)
    return [row[position] for row in rows]


def classify(strings: Path, out: Path, organisations: Sequence[Organisation] = ()) -> int:
    """Write a CSV with each affiliation of ``strings`` and its classification.

    Returns the number of rows. Raises IngestionError if a file cannot be read or written.
    """
    check_new(out)
    rows = read_strings(strings)
    classified = Classifier(tables(organisations))([(one,) for one in dict.fromkeys(rows) if one])
    found = {answer.affiliation: answer for answer in classified}
    answers = (_row(found.get(text, NOTHING)).values() for text in rows)
    write(out, list(_row(NOTHING)), answers)
    return len(rows)


def check_new(out: Path) -> None:
    """Raise IngestionError if there is such a file, or no folder for it."""
    if os.path.lexists(out):
        raise IngestionError(out, "it exists: name a new file, or delete this one first")
    if not out.parent.is_dir():
        raise IngestionError(out, "cannot be written: name a file in an existing folder")


def write(out: Path, headings: Sequence[str], rows: Iterable[Iterable[object]]) -> None:
    """Write a CSV without formulas in one rename. Raises IngestionError if it cannot be written."""
    try:
        with TemporaryDirectory(dir=out.parent, prefix=".classified-") as folder:
            new = Path(folder, out.name)
            with new.open("w", encoding="utf-8", newline="") as stream:
                writer = csv.writer(stream, lineterminator="\n")
                writer.writerows([headings, *(map(guarded, row) for row in rows)])
            new.replace(out)
    except OSError as error:
        raise IngestionError(out, f"cannot be written: {error}") from error


def _row(answer: Classification) -> dict[str, object]:
    named = answer.sectors.split("+")
    flags = {flag: str(sector in named).lower() for flag, sector in FLAGS.items()}
    fields = answer._asdict()
    del fields["companies"], fields["evidence_kind"], fields["step"]
    first = {"affiliation": fields.pop("affiliation"), "sectors": fields.pop("sectors")}
    return first | flags | fields
