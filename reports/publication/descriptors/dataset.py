"""The dataset that all descriptions share: its name, tables, files and sources."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reports.marts import dimensions, sources
from reports.marts.reader import Marts
from reports.publication.export import DATABASE, Column, Table, sha256
from reports.publication.model import Publication
from reports.text.formatting import plain

TITLE = "Compute Divide"
CREATOR = "Compute Divide contributors"
DESCRIPTION = (
    "Estimates of the compute divide in machine learning: how much academia and industry train "
    "notable models and publish papers, with n, intervals, unknowns, vintages and sources."
)
KEYWORDS = ("machine learning", "training compute", "academia", "industry", "bibliometrics")
CSV, PARQUET = "text/csv", "application/vnd.apache.parquet"
# The first words of a licence give its address; a licence without an entry has none.
LICENCES = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC0": "https://creativecommons.org/publicdomain/zero/1.0/",
}


@dataclass(frozen=True)
class Source:
    """A source list of a publisher."""

    name: str
    publisher: str
    licence: str
    citation: str
    url: str

    @property
    def licence_url(self) -> str | None:
        """Return the address of the licence text; None if the licence is not known."""
        urls = (url for name, url in LICENCES.items() if self.licence.startswith(name))
        return next(urls, None)


@dataclass(frozen=True)
class File:
    """A published file: relative path, bytes, hash and media type."""

    path: str
    bytes: int
    sha256: str
    media_type: str

    @property
    def is_compressed(self) -> bool:
        """Return whether the file is compressed with gzip."""
        return self.path.endswith(".gz")


@dataclass(frozen=True)
class TableFiles:
    """A table and its files: Parquet, preceded by CSV unless the table is large."""

    name: str
    description: str
    columns: Sequence[Column]
    rows: int
    files: Sequence[File]


@dataclass(frozen=True)
class Dataset:
    """The published dataset; ``vintage`` is the latest vintage of any source."""

    code_version: str
    vintage: date | None
    sources: Sequence[Source]
    tables: Sequence[TableFiles]
    database: File

    @property
    def version(self) -> str:
        """Return the latest vintage as a version of three numbers."""
        day = self.vintage or date(1, 1, 1)
        return f"{day.year}.{day.month}.{day.day}"


def describe(
    marts: Marts, folder: Path, publication: Publication, tables: Sequence[Table]
) -> Dataset:
    """Collect the facts that every description states."""
    return Dataset(
        publication.code_version,
        dimensions.newest_vintage(marts),
        _sources(marts),
        [_table(folder, table) for table in tables],
        _file(folder, Path(DATABASE), "application/vnd.duckdb"),
    )


def _sources(marts: Marts) -> list[Source]:
    return [
        Source(
            plain(row["source"]),
            plain(row["publisher"] or row["source"]),
            plain(row["licence"] or "not declared"),
            plain(row["citation"] or row["source"], 600),
            row["url"] or "",
        )
        for row in sources.terms(marts)
    ]


def _table(folder: Path, table: Table) -> TableFiles:
    files = [_file(folder, table.parquet, PARQUET)]
    if table.csv is not None:
        files.insert(0, _file(folder, table.csv, CSV))
    return TableFiles(table.name, table.description, table.columns, table.rows, files)


def _file(folder: Path, path: Path, media_type: str) -> File:
    full = folder / path
    return File(path.as_posix(), full.stat().st_size, sha256(full), media_type)
