"""Measure the classification of affiliations: ``python -m orchestration.accuracy``.

Everything is computed in SQL on what the warehouse's own models say of the labelled strings.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingestion.schema import literal
from orchestration.classify import ClassifyError, build, landed_ror
from orchestration.settings import DBT_PROJECT, ROOT, load

LABELS = ROOT / "tests" / "accuracy" / "affiliation_labels.csv"
CONFIDENCE = DBT_PROJECT / "seeds" / "evidence_confidence.csv"
SMALLEST_VENUE_YEAR = 500

# Government, nonprofit and all that is neither a university nor a company are one class.
MACROS = """
create macro to_class(label) as case
    when lower(label) in ('academia', 'industry', 'unknown') then lower(label)
    else 'other research'
end;
create macro to_classes(labels) as array_to_string(list_sort(list_distinct(
    list_transform(string_split(labels, '+'), lambda label: to_class(trim(label))))), '+');
"""

CLASSES = ("academia", "industry", "other research", "unknown")


@dataclass(frozen=True)
class LabelFile:
    """A file of labelled strings: its sets' name as SQL, the columns that hold text and label."""

    path: Path
    set_name: str
    text: str = "affiliation"
    label: str = "sector"


def gold_files(gold: Path) -> list[LabelFile]:
    """The labelled files of a gold folder that are open for development."""
    return [
        LabelFile(gold / "affiliation_sector_gold_dev.csv", "'gold (S2AFF, ROR types)'"),
        LabelFile(
            gold / "papercopilot_affiliation_email_domain_silver_dev.csv",
            "'silver (e-mail domains)'",
            label="sector_silver",
        ),
        LabelFile(
            gold / "epoch_organization_sector_dev.csv", "'Epoch organisations'", text="organization"
        ),
    ]


def load_labels(connection: duckdb.DuckDBPyConnection, files: list[LabelFile]) -> None:
    """Fill ``labels``: set_name, affiliation, classes (a sorted, '+'-joined set)."""
    connection.execute(MACROS)
    connection.execute("create table labels (set_name text, affiliation text, classes text)")
    for file in files:
        connection.execute(
            f"insert into labels select {file.set_name}, {file.text}, to_classes({file.label})"
            f" from read_csv({literal(file.path)}, header = true, all_varchar = true)"
            f" where {file.text} is not null and {file.label} is not null"
        )


PREDICTED = """
create table judged as
select labels.*, coalesce(to_classes(said.sectors), 'unknown') as said, said.evidence_kind
from labels left join classified.intermediate.int_affiliations as said using (affiliation)
"""

# One row for each measure of a set: the measure, its class where it has one, k of n.
MEASURES = """
create table measures as
select set_name, 'exact set' as measure, '' as class, count_if(said = classes) as k, count(*) as n
from judged group by all
union all
select set_name, 'several sectors exact', '', count_if(said = classes), count(*)
from judged where contains(classes, '+') group by all
union all
select set_name, 'abstention', '', count_if(said = 'unknown'), count(*) from judged group by all
union all
select set_name, 'precision', class, count_if(is_so), count(*) from members
where is_said group by all
union all
select set_name, 'recall', class, count_if(is_said), count(*) from members where is_so group by all
union all
select set_name, 'F1', class, 2 * count_if(is_so and is_said), count_if(is_so) + count_if(is_said)
from members where is_so or is_said group by all
"""

MEMBERS = f"""
create table members as
select set_name, class,
    list_contains(string_split(classes, '+'), class) as is_so,
    list_contains(string_split(said, '+'), class) as is_said
from judged, (select unnest({list(CLASSES)!r}) as class)
"""

COVERAGE = f"""
insert into measures
with known as (
    select m.paper_id, a.sectors != 'unknown' as is_known
    from warehouse.intermediate.int_papers__affiliations as m
    join warehouse.intermediate.int_affiliations as a using (affiliation)
),
venue_years as (
    select p.venue, p.year, count_if(is_known) as k, count(*) as n
    from known join warehouse.intermediate.int_papers as p using (paper_id)
    group by all having count(*) >= {SMALLEST_VENUE_YEAR}
)
select 'all lists', 'mentions classified', '', count_if(is_known), count(*) from known
union all
select 'venue-years of {SMALLEST_VENUE_YEAR} mentions or more', 'mentions classified',
    venue || ' ' || year, k, n
from (select * from venue_years order by k / n, venue, year limit 5)
"""

# Shrunk towards one half by one string of each kind, so that few strings never look certain.
CALIBRATION = """
select evidence_kind, round((count_if(said = classes) + 1) / (count(*) + 2), 3) as confidence,
    count(*) as strings
from judged where set_name = 'own labels, dev' and evidence_kind is not null
group by evidence_kind order by evidence_kind
"""


def measure(connection: duckdb.DuckDBPyConnection, classified: Path) -> None:
    """Fill ``judged``, ``members`` and ``measures`` from the warehouse with the labels."""
    connection.execute(f"attach {literal(classified)} as classified (read_only)")
    for statement in (PREDICTED, MEMBERS, MEASURES):
        connection.execute(statement)


def add_coverage(connection: duckdb.DuckDBPyConnection, warehouse: Path) -> None:
    """Add how many mentions of a warehouse are classified, over all and in its worst lists."""
    connection.execute(f"attach {literal(warehouse)} as warehouse (read_only)")
    connection.execute(COVERAGE)


def classify_labels(connection: duckdb.DuckDBPyConnection, folder: Path, ror: Path | None) -> Path:
    """Classify the labelled strings by the project's own models; returns the warehouse file."""
    strings, warehouse = folder / "strings.csv", folder / "classified.duckdb"
    connection.execute(
        f"copy (select distinct affiliation from labels) to {literal(strings)} (header true)"
    )
    build(strings, warehouse, ror)
    return warehouse


def show(connection: duckdb.DuckDBPyConnection) -> None:
    """Print a line for each measure."""
    rows = connection.execute(
        "select set_name, measure, class, k, n, k / nullif(n, 0) from measures"
        " order by set_name, measure, class"
    ).fetchall()
    for set_name, name, of_class, k, n, value in rows:
        print(f"{set_name:<38} {name:<22} {of_class:<16} {k:>7} / {n:<7} {value:.4f}")


def run(arguments: argparse.Namespace) -> None:
    """Measure, print, and write what the arguments ask for."""
    files = [LabelFile(arguments.labels, "'own labels, ' || split", label="sectors")]
    for file in gold_files(arguments.gold) if arguments.gold else []:
        if file.path.is_file():
            files.append(file)
        else:
            print(f"skipped: {file.path.name} is not in {arguments.gold}")
    if not arguments.gold:
        print("skipped: the gold files, as no --gold folder is given")
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        load_labels(connection, files)
        measure(connection, classify_labels(connection, Path(folder), arguments.ror))
        _add_coverage_if_built(connection, arguments.warehouse)
        show(connection)
        _write(connection, arguments)


def _add_coverage_if_built(connection: duckdb.DuckDBPyConnection, warehouse: Path) -> None:
    if warehouse.is_file():
        add_coverage(connection, warehouse)
    else:
        print(f"skipped: coverage, as {warehouse} has not been built")


def _write(connection: duckdb.DuckDBPyConnection, arguments: argparse.Namespace) -> None:
    if arguments.out:
        connection.execute(
            f"copy (from measures order by all) to {literal(arguments.out)} (header true)"
        )
    if arguments.calibrate:
        connection.execute(f"copy ({CALIBRATION}) to {literal(CONFIDENCE)} (header true)")


def main() -> None:
    """Measure from the command line."""
    settings = load()
    parser = argparse.ArgumentParser(description="Measure the classification of affiliations.")
    parser.add_argument("--labels", type=Path, default=LABELS, help="our labelled strings")
    parser.add_argument("--gold", type=Path, help="folder of further labelled files")
    parser.add_argument("--warehouse", type=Path, default=settings.warehouse, help="for coverage")
    parser.add_argument("--raw", type=Path, default=settings.raw, help="where ROR's dumps are held")
    parser.add_argument("--without-ror", action="store_true", help="measure what ships alone")
    parser.add_argument("--out", type=Path, help="CSV of the measures to write")
    parser.add_argument(
        "--calibrate", action="store_true", help="write the confidence of each kind of evidence"
    )
    arguments = parser.parse_args()
    arguments.ror = None if arguments.without_ror else landed_ror(arguments.raw)
    print(f"dictionary: what ships{' and ROR' if arguments.ror else ', without ROR'}")
    try:
        run(arguments)
    except ClassifyError as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
