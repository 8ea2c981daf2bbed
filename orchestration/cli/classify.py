"""Classify any list of affiliations."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb

from ingestion.landing.schema import literal
from ingestion.landing.set_aside import update_set_aside
from ingestion.landing.snapshots import connect, initialise_source
from ingestion.registry import SOURCES
from orchestration.settings import DBT, DBT_PROJECT

COLUMN = "affiliation"
# Signs of another encoding: bytes that cannot be decoded, and the zeros of UTF-16.
NOT_UTF8 = re.compile("[\0\udc80-\udcff]")
FLAGS = ("has_academia", "has_industry", "has_government", "has_nonprofit", "has_other_sector")
# A row without text is unknown, like any row without a known organisation.
COLUMNS = ", ".join(
    [
        "printed.affiliation",
        "coalesce(sectors, 'unknown') as sectors",
        *(f"coalesce({flag}, false) as {flag}" for flag in FLAGS),
        "organisation, ror_id, country_code, coalesce(evidence, 'none') as evidence, confidence",
    ]
)


class ClassifyError(ValueError):
    """A file that cannot be classified. The message has the reason."""


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


def write_strings(strings: Path, out: Path) -> int:
    """Copy a user's affiliations to the CSV that the warehouse reads, and return their number."""
    number = 0
    with out.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n")
        for number, affiliation in enumerate(read_strings(strings), start=1):
            writer.writerow((number, affiliation))
    return number


def build(folder: Path, ror: Path | None, select: str, **files: Path) -> Path:
    """Build the models of ``select`` in a new warehouse in an empty folder. Return its path.

    ``files`` are CSVs by the name of their dbt source: ``strings``, as ``write_strings`` writes it,
    or ``labels``. ``ror`` is the folder of ROR's stored snapshots, or None for the bundled
    dictionary alone. Raises ClassifyError with dbt's output.
    """
    warehouse, raw = folder / "warehouse.duckdb", folder / "raw"
    environment = {
        "COMPUTE_DIVIDE_RAW": str(raw),
        "COMPUTE_DIVIDE_WAREHOUSE": str(warehouse),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
    }
    with connect() as connection:
        for source in SOURCES.values():
            initialise_source(connection, raw, source)
        for snapshot in ror.resolve().glob("[!._]*/") if ror else ():
            (raw / "ror" / snapshot.name).symlink_to(snapshot, target_is_directory=True)
        update_set_aside(connection, raw, SOURCES["ror"])
    for name, file in files.items():
        environment[f"COMPUTE_DIVIDE_{name.upper()}"] = file.name
        (raw / file.name).symlink_to(file.resolve())
    command = [DBT, "build", "--quiet", "--select", select]
    process = subprocess.run(  # noqa: S603 - our own executable and arguments
        [*command, "--exclude-resource-type", "test", "unit_test"],
        cwd=DBT_PROJECT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if process.returncode != 0:
        raise ClassifyError(f"dbt cannot classify:\n{process.stdout}{process.stderr}")
    return warehouse


def check(strings: Path, out: Path) -> None:
    """Raise ClassifyError if the input is not a file or the output cannot be a file."""
    if not strings.is_file():
        raise ClassifyError(f"{strings} is not a file")
    if out.is_dir() or not out.parent.is_dir():
        raise ClassifyError(f"{out} cannot be written: name a file in a folder that exists")


def classify(strings: Path, out: Path, ror: Path | None = None) -> int:
    """Write a CSV with each affiliation of ``strings`` and its classification.

    Returns the number of rows. Raises ClassifyError if a file cannot be read or written.
    """
    check(strings, out)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "strings.csv"
        rows = write_strings(strings, copy)
        warehouse = build(Path(folder), ror, "+int_affiliations", strings=copy)
        number = _write(warehouse, out)
    if number != rows:
        raise ClassifyError(f"{out} has {number} rows, but {strings} has {rows}")
    return rows


def _write(warehouse: Path, out: Path) -> int:
    """Write the rows of the user's file, in order, with their classification."""
    query = (
        f"copy (select {COLUMNS} from staging.stg_command_line__strings as printed"
        " left join intermediate.int_affiliations as classified"
        " on printed.affiliation = classified.affiliation order by printed.line)"
        f" to {literal(out)} (header true)"
    )
    try:
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            result = connection.execute(query).fetchone()
    except duckdb.IOException as error:
        raise ClassifyError(f"{out} cannot be written: {error}") from error
    return int(result[0]) if result else 0


def stored_ror(raw: Path) -> Path | None:
    """Return the folder of ROR's stored snapshots, in whichever collection of ``raw`` they are."""
    manifests = sorted(raw.glob("*/ror/[!._]*/manifest.json"))
    return manifests[-1].parent.parent if manifests else None
