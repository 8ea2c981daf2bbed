"""Classify any list of affiliations: ``python -m orchestration.classify FILE OUT``."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

from ingestion.landing import connect, prepare
from ingestion.registry import SOURCES
from ingestion.schema import literal
from orchestration.settings import DBT_PROJECT, dbt_executable, load

FLAGS = ("has_academia", "has_industry", "has_government", "has_nonprofit", "has_other_sector")
# A row without text is unknown like any other that names no organisation.
COLUMNS = ", ".join(
    [
        "printed.affiliation",
        "coalesce(sectors, 'unknown') as sectors",
        *(f"coalesce({flag}, false) as {flag}" for flag in FLAGS),
        "organisation, ror_id, country_code, coalesce(evidence, 'none') as evidence, confidence",
    ]
)


class ClassifyError(ValueError):
    """A file that can't be classified; the message says why."""


def read_strings(path: Path) -> str:
    """SQL that reads a CSV as the warehouse's source ``strings`` does."""
    return (
        f"read_csv({literal(path)}, header = true, all_varchar = true,"
        " delim = ',', quote = '\"', escape = '\"')"
    )


def build(warehouse: Path, ror: Path | None, select: str, **files: Path) -> None:
    """Run the models that classify, into a warehouse file of its own, as far as ``select``.

    ``files`` are CSVs by the name of their source: ``strings`` with a column ``affiliation``, or
    ``labels``. ``ror`` is the folder of ROR's landed snapshots, or None for the dictionary that
    ships with the project. Raises ClassifyError with dbt's own words.
    """
    with tempfile.TemporaryDirectory() as folder:
        environment = {f"COMPUTE_DIVIDE_{n.upper()}": str(f.resolve()) for n, f in files.items()}
        environment["COMPUTE_DIVIDE_RAW"] = str(_raw(Path(folder) / "raw", ror))
        environment["COMPUTE_DIVIDE_WAREHOUSE"] = str(warehouse)
        _run_dbt(Path(folder) / "target", select, environment)


def _raw(folder: Path, ror: Path | None) -> Path:
    """Sources without a record, but for ROR's snapshots where there are any."""
    with connect() as connection:
        for source in SOURCES.values():
            prepare(connection, folder, source)
    for snapshot in ror.resolve().glob("[!._]*/") if ror else ():
        (folder / "ror" / snapshot.name).symlink_to(snapshot, target_is_directory=True)
    return folder


def _run_dbt(target: Path, select: str, environment: dict[str, str]) -> None:
    command = [dbt_executable(), "build", "--profiles-dir", ".", "--quiet"]
    command += ["--target-path", str(target), "--select", select]
    command += ["--exclude-resource-type", "test", "unit_test"]
    done = subprocess.run(  # noqa: S603 - our own executable and arguments
        command,
        cwd=DBT_PROJECT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise ClassifyError(f"dbt can't classify:\n{done.stdout}{done.stderr}")


def check(strings: Path) -> None:
    """Raise ClassifyError where a file is not a CSV with a column ``affiliation``."""
    if not strings.is_file():
        raise ClassifyError(f"{strings} is not a file")
    with duckdb.connect() as connection:
        columns = connection.execute(f"describe select * from {read_strings(strings)}").fetchall()
    if "affiliation" not in [column[0] for column in columns]:
        raise ClassifyError(
            f"{strings} has no column 'affiliation', but {', '.join(c[0] for c in columns)}"
        )


def classify(strings: Path, out: Path, ror: Path | None = None) -> int:
    """Write a CSV with a row for each row of ``strings``: its affiliation and what it says.

    Returns the number of rows. Raises ClassifyError where the file has no column ``affiliation``.
    """
    check(strings)
    with tempfile.TemporaryDirectory() as folder:
        warehouse = Path(folder) / "classify.duckdb"
        build(warehouse, ror, "+int_affiliations", strings=strings)
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            written = connection.execute(_copy(strings, out)).fetchone()
    return int(written[0]) if written else 0


def _copy(strings: Path, out: Path) -> str:
    """SQL that writes the rows of a file, in its order, with their classification."""
    return (
        f"copy (select {COLUMNS} from"
        " (select affiliation, row_number() over () as line"
        f" from {read_strings(strings)}) as printed"
        " left join intermediate.int_affiliations as classified"
        " on printed.affiliation = classified.affiliation order by printed.line)"
        f" to {literal(out)} (header true)"
    )


def landed_ror(raw: Path) -> Path | None:
    """The folder of ROR's landed snapshots, where a run has any."""
    folder = raw / "ror"
    return folder if any(folder.glob("[!._]*/manifest.json")) else None


def main() -> None:
    """Classify a file from the command line."""
    parser = argparse.ArgumentParser(description="Classify affiliations into sectors.")
    parser.add_argument("file", type=Path, help="CSV with a column 'affiliation'")
    parser.add_argument("out", type=Path, help="CSV to write")
    arguments = parser.parse_args()
    ror = landed_ror(load().raw)
    try:
        rows = classify(arguments.file, arguments.out, ror)
    except ClassifyError as error:
        sys.exit(f"error: {error}")
    print(f"{rows} affiliations classified, {'with' if ror else 'without'} ROR: {arguments.out}")


if __name__ == "__main__":
    main()
