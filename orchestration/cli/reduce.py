"""Write what lists of papers say, without their text: ``compute-divide reduce DIRECTORY OUT``."""

from __future__ import annotations

import csv
import gzip
import io
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from ingestion.landing.csv_file import write_csv
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
Terms = tuple[str, str, str, str]
TERMS = ("publisher", "publisher_url", "licence", "citation")
LICENCE = "derived facts (without text of the list, free to pass on)"
LEFT_OUT = "titles, names, affiliations, abstracts, links"
LISTS = """
select
    format(
        'lists/{}_{}_{}.csv.gz',
        max(facts.vintage),
        regexp_replace(lower(snapshots.publisher), '[^a-z0-9]+', '-', 'g'),
        facts.venue
    ) as name,
    snapshots.publisher,
    facts.venue,
    any_value(snapshots.url) as url,
    any_value(snapshots.citation) as citation,
    list_sort(list(distinct parse_filename(snapshots.file) || ' ' || snapshots.sha256)) as originals
from intermediate.int_papers__facts as facts
inner join staging.stg_raw__snapshots as snapshots on facts.snapshot_id = snapshots.snapshot_id
group by snapshots.publisher, facts.venue
order by name
"""
FACTS = """
select facts.*
from intermediate.int_papers__facts as facts
inner join staging.stg_raw__snapshots as snapshots on facts.snapshot_id = snapshots.snapshot_id
where snapshots.publisher = ? and facts.venue = ?
order by year, title, authors, affiliations
"""


@dataclass(frozen=True)
class Shipped:
    """A file of the record: its rows, its terms, its originals, and what they have besides.

    Each original has its name and its SHA-256.
    """

    name: str
    headings: Sequence[str]
    rows: Sequence[dict[str, str]]
    terms: Terms
    originals: Sequence[str]
    left_out: str


def written(file: Shipped) -> bytes:
    """Return the bytes of a file. The gzip header has no name and no time, which would differ."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, file.headings, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(file.rows)
    if not file.name.endswith(".gz"):
        return text.getvalue().encode()
    packed = io.BytesIO()
    with gzip.GzipFile("", "wb", 9, packed, mtime=0) as stream:
        stream.write(text.getvalue().encode())
    return packed.getvalue()


def write(files: Iterable[Shipped], folder: Path) -> None:
    """Write the files, and the manifest that an ingestion of the folder reads."""
    rows = []
    for file in files:
        path = folder / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written(file))
        rows.append(
            {
                "file": file.name,
                "rows": str(len(file.rows)),
                "commit_date": path.name[:10],
                **dict(zip(TERMS, file.terms, strict=True)),
                "sha256": sha256(path),
                "originals": "; ".join(file.originals),
                "left_out": file.left_out,
            }
        )
    write_csv(folder / "manifest.csv", list(rows[0]), rows)


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
                run = RefreshRun(source, settings.raw, lambda _: None, is_full=False)
                land_directory(connection, run, directory)
        subprocess.run(BUILD, cwd=DBT_PROJECT, check=True)  # noqa: S603 - fixed arguments
        with duckdb.connect(str(settings.warehouse), read_only=True) as warehouse:
            files = list(_files(warehouse))
    write(files, out)
    return sum(len(file.rows) for file in files)


def _files(warehouse: duckdb.DuckDBPyConnection) -> Iterator[Shipped]:
    lists = warehouse.execute(LISTS).fetchall()
    for name, publisher, venue, url, citation, originals in lists:
        facts = warehouse.execute(FACTS, [publisher, venue])
        headings = [column[0] for column in facts.description or ()]
        cells = [["" if cell is None else str(cell) for cell in row] for row in facts.fetchall()]
        rows = [dict(zip(headings, row, strict=True)) for row in cells]
        shipped = [column.name for column in REDUCED if column.name in headings]
        yield Shipped(name, shipped, rows, (publisher, url, LICENCE, citation), originals, LEFT_OUT)
