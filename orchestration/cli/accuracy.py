"""Measure the classification of affiliations.

The measures come from the mart ``affiliation_accuracy``, over our labels and any other files.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingestion.landing.schema import literal
from orchestration.cli.classify import build
from orchestration.settings import DBT_PROJECT

CONFIDENCE = DBT_PROJECT / "seeds" / "affiliations" / "evidence_confidence.csv"
SMALLEST_VENUE_YEAR = 500


@dataclass(frozen=True)
class LabelFile:
    """A file of labelled strings: the name of its set, and the columns of text and label."""

    path: Path
    label_set: str
    text: str = "affiliation"
    label: str = "sector"


def gold_files(gold: Path) -> list[LabelFile]:
    """Return the labelled files of a gold folder that are open for development."""
    return [
        LabelFile(gold / "affiliation_sector_gold_dev.csv", "gold (S2AFF, ROR types)"),
        LabelFile(
            gold / "papercopilot_affiliation_email_domain_silver_dev.csv",
            "silver (e-mail domains)",
            label="sector_silver",
        ),
        LabelFile(
            gold / "epoch_organization_sector_dev.csv", "Epoch organisations", text="organization"
        ),
    ]


def write_labels(files: list[LabelFile], out: Path) -> None:
    """Write the labels of every file in the columns of dbt's source ``labels``."""
    selects = [
        f"select '{file.label_set}' as label_set, {file.text} as affiliation,"
        f" {file.label} as sectors from read_csv({literal(file.path)}, header = true,"
        " all_varchar = true)"
        for file in files
    ]
    nothing = "select '' as label_set, '' as affiliation, '' as sectors where false"
    with duckdb.connect() as connection:
        query = " union all ".join([nothing, *selects])
        connection.execute(f"copy ({query}) to {literal(out)} (header true)")


MEASURES = """
select dictionary, label_set, split, stratum, measure, class, k, n, value, ci_low, ci_high
from marts.affiliation_accuracy order by all
"""

COVERAGE = f"""
select * from (
    select 'all of ' || source as list, k, n, value from marts.affiliation_coverage
    where venue is null order by source
)
union all
select * from (
    select venue || ' ' || year, k, n, value from marts.affiliation_coverage
    where venue is not null and n >= {SMALLEST_VENUE_YEAR} order by value, venue, year limit 5
)
"""

# One correct and one wrong string are added to each kind, so that few strings never look certain.
# Learned sectors have a confidence of their own, by probability.
CALIBRATION = """
select evidence_kind, round((count_if(predicted = truth) + 1) / (count(*) + 2), 3) as confidence,
    count(*) as strings
from intermediate.int_affiliations__evaluated
where label_set = 'own labels' and split = 'calibration'
    and evidence_kind != 'learned'
group by evidence_kind order by evidence_kind
"""


def show_measures(connection: duckdb.DuckDBPyConnection) -> None:
    """Print a line for each measure."""
    for row in connection.execute(MEASURES).fetchall():
        *names, k, n, value, low, high = row
        dictionary, label_set, split, stratum, measure, of_class = (name or "" for name in names)
        print(
            f"{dictionary:<12} {label_set:<24} {split:<5} {stratum:<8} {measure:<22} {of_class:<15}"
            f" {k:>6} / {n:<6} {value:.4f} ({low:.4f} to {high:.4f})"
        )


def show_coverage(warehouse: Path) -> None:
    """Print the share of classified mentions in a warehouse: overall and in its worst lists."""
    if not warehouse.is_file():
        print(f"skipped: coverage, because {warehouse} does not exist")
        return
    print(f"mentions classified, and the worst lists of {SMALLEST_VENUE_YEAR} mentions or more")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for name, k, n, value in connection.execute(COVERAGE).fetchall():
            print(f"{name:<24} {k:>7} / {n:<7} {value:.4f}")


def measure(labels: Path, ror: Path | None, out: Path | None, *, calibrate: bool) -> None:
    """Classify the labelled strings, then print and write the accuracy of each dictionary."""
    with tempfile.TemporaryDirectory() as folder:
        warehouse = build(Path(folder), ror, "+affiliation_accuracy", labels=labels)
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            show_measures(connection)
            if out:
                connection.execute(f"copy ({MEASURES}) to {literal(out)} (header true)")
            if calibrate:
                connection.execute(f"copy ({CALIBRATION}) to {literal(CONFIDENCE)} (header true)")


def _existing(gold: Path | None) -> list[LabelFile]:
    if gold is None:
        print("skipped: the gold files, because no --gold folder is given")
        return []
    files = gold_files(gold)
    for file in files:
        if not file.path.is_file():
            print(f"skipped: {file.path.name} is not in {gold}")
    return [file for file in files if file.path.is_file()]


def run(
    labels: Sequence[Path],
    gold: Path | None,
    ror: Path | None,
    warehouse: Path,
    out: Path | None,
    *,
    calibrate: bool,
) -> None:
    """Measure on our labels, on further ones and on those of a gold folder.

    ``ror`` is the folder of ROR's stored snapshots, or None for the bundled dictionary alone.
    """
    files = _existing(gold)
    files += [LabelFile(path, path.stem, label="sectors") for path in labels]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "labels.csv"
        write_labels(files, file)
        measure(file, ror, out, calibrate=calibrate)
    show_coverage(warehouse)
