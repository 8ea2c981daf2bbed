"""The dataset that every description describes: what it is called, holds and rests on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reports.marts.reader import SCHEMA, Marts
from reports.publication.export import DATABASE, Column, Table, sha256
from reports.publication.model import Publication
from reports.text.formatting import plain

TITLE = "Compute Divide"
CREATOR = "Compute Divide contributors"
DESCRIPTION = (
    "Estimates of the compute divide in machine learning: who trains notable models and who "
    "publishes papers, academia and industry, with n, intervals, unknowns, vintages and sources."
)
KEYWORDS = ("machine learning", "training compute", "academia", "industry", "bibliometrics")
# How the sources of the platform begin the names of their licences; another has no address here.
LICENCES = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC0": "https://creativecommons.org/publicdomain/zero/1.0/",
}


@dataclass(frozen=True)
class Source:
    """A publisher's list that the data rests on."""

    name: str
    publisher: str
    licence: str
    citation: str
    url: str

    @property
    def licence_url(self) -> str | None:
        """Where the licence is written; None where the publisher names none that has a place."""
        return next((at for name, at in LICENCES.items() if self.licence.startswith(name)), None)


@dataclass(frozen=True)
class File:
    """A file to take away: its place in the publication, size, hash and media type."""

    path: str
    bytes: int
    sha256: str
    media_type: str

    @property
    def is_compressed(self) -> bool:
        """Tell whether the file is to be unpacked before it is of its media type."""
        return self.path.endswith(".gz")


@dataclass(frozen=True)
class TableFiles:
    """A table with both of its files."""

    name: str
    description: str
    columns: Sequence[Column]
    rows: int
    csv: File
    parquet: File


@dataclass(frozen=True)
class Dataset:
    """Everything that a description may say; ``vintage`` is that of the newest list held."""

    code_version: str
    vintage: date | None
    sources: Sequence[Source]
    tables: Sequence[TableFiles]
    database: File

    @property
    def version(self) -> str:
        """The newest vintage, as a version of three numbers."""
        day = self.vintage or date(1, 1, 1)
        return f"{day.year}.{day.month}.{day.day}"


def describe(
    marts: Marts, folder: Path, publication: Publication, tables: Sequence[Table]
) -> Dataset:
    """Collect what the descriptions say."""
    newest = marts.records(f"select max(vintage) as vintage from {SCHEMA}.metrics")
    return Dataset(
        publication.code_version,
        newest[0]["vintage"],
        _sources(marts),
        [_table(folder, table) for table in tables],
        _file(folder, Path(DATABASE), "application/vnd.duckdb"),
    )


def _sources(marts: Marts) -> list[Source]:
    rows = marts.records(
        f"""
        select source, max(publisher) as publisher,
            string_agg(distinct licence, '; ' order by licence) as licence,
            string_agg(distinct citation, ' ' order by citation) as citation,
            min(url) filter (starts_with(url, 'https://')) as url
        from {SCHEMA}.vintages
        group by source
        order by source
        """
    )
    return [
        Source(
            plain(row["source"]),
            plain(row["publisher"] or row["source"]),
            plain(row["licence"] or "not declared"),
            plain(row["citation"] or row["source"], 600),
            row["url"] or "",
        )
        for row in rows
    ]


def _table(folder: Path, table: Table) -> TableFiles:
    return TableFiles(
        table.name,
        table.description,
        table.columns,
        table.rows,
        _file(folder, table.csv, "text/csv"),
        _file(folder, table.parquet, "application/vnd.apache.parquet"),
    )


def _file(folder: Path, path: Path, media_type: str) -> File:
    whole = folder / path
    return File(path.as_posix(), whole.stat().st_size, sha256(whole), media_type)
