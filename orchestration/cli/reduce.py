"""Write what lists of papers say, without their text: ``compute-divide reduce DIRECTORY OUT``."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from ingestion.errors import IngestionError
from ingestion.landing.csv_file import write_csv
from ingestion.landing.files import MANIFEST
from ingestion.landing.schema import literal
from ingestion.landing.snapshots import connect, sha256
from ingestion.refresh import land_directory
from ingestion.registry import SOURCES
from ingestion.run import RefreshRun
from ingestion.sources.lists.source import REDUCED
from orchestration import settings as configuration
from orchestration.settings import DBT, DBT_PROJECT, Settings

BUILD = (
    DBT, "build", "--quiet", "--select", "+int_papers__facts", "+stg_raw__snapshots",
    "--resource-type", "seed", "--resource-type", "model",
)  # fmt: skip
LICENCE = "derived facts (without text of the list, free to pass on)"
FACTS = "intermediate.int_papers__facts"
# A row of the manifest for each file, with the terms and the originals of its list.
LISTS = f"""
select
    'lists/' || max(facts.vintage) || '_'
    || regexp_replace(lower(snapshots.publisher), '[^a-z0-9]+', '-', 'g')
    || '_' || facts.venue || '.csv.gz' as file,
    count(*) as rows,
    max(facts.vintage) as commit_date,
    snapshots.publisher,
    any_value(snapshots.url) as publisher_url,
    '{LICENCE}' as licence,
    any_value(snapshots.citation) as citation,
    string_agg(distinct original, '; ' order by original) as originals,
    'titles, names, affiliations, abstracts, links' as left_out,
    facts.venue,
    list(distinct facts.snapshot_id) as ids
from {FACTS} as facts
inner join (
    select *, parse_filename(file) || ' ' || sha256 as original from staging.stg_raw__snapshots
) as snapshots on facts.snapshot_id = snapshots.snapshot_id
group by snapshots.publisher, facts.venue
order by file
"""


def reduce(directory: Path, out: Path) -> int:
    """Write the facts of the lists in a directory. Return the number of listings of papers.

    The columns of the files, one for each publisher and venue, are those of ``int_papers__facts``.
    Raises IngestionError for a file that cannot be read.
    """
    with TemporaryDirectory() as home:
        settings = Settings(Path(home), str(directory.resolve()))
        configuration.prepare(settings)
        with connect() as connection:
            for source in SOURCES.values():
                run = RefreshRun(source, settings.raw, lambda _: None)
                land_directory(connection, run, directory)
        subprocess.run(BUILD, cwd=DBT_PROJECT, check=True)  # noqa: S603 - fixed arguments
        with duckdb.connect(str(settings.warehouse), read_only=True) as warehouse:
            rows = list(_written(warehouse, out))
    if not rows:
        raise IngestionError(directory.name, "it has no list of papers to reduce")
    write_csv(out / MANIFEST, list(rows[0]), rows)
    return sum(int(row["rows"]) for row in rows)


def _written(warehouse: duckdb.DuckDBPyConnection, out: Path) -> Iterator[dict[str, str]]:
    """Write the files, and yield the rows of their manifest."""
    columns = ", ".join(c.name for c in REDUCED if c.name in warehouse.table(FACTS).columns)
    (out / "lists").mkdir(parents=True, exist_ok=True)
    lists = warehouse.sql(LISTS)
    for cells in lists.fetchall():
        row = dict(zip(lists.columns, cells, strict=True))
        path, venue, ids = out / row["file"], row.pop("venue"), row.pop("ids")
        warehouse.execute(
            f"copy (select {columns} from {FACTS} where venue = {literal(venue)}"
            f" and list_contains({ids}, snapshot_id) order by all)"
            f" to {literal(path)} (header, compression gzip)"
        )
        texts = {name: "" if cell is None else str(cell) for name, cell in row.items()}
        yield {**texts, "sha256": sha256(path)}
