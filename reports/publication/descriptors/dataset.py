"""The dataset that all descriptions share: its name, its tables and its sources."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reports.marts import dimensions, sources
from reports.marts.reader import Marts
from reports.publication.export import Table
from reports.publication.model import Publication
from reports.text.formatting import plain

TITLE = "Compute Divide"
CREATOR = "Compute Divide contributors"
DESCRIPTION = (
    "Estimates of the compute divide in machine learning: how much academia and industry train "
    "notable models and publish papers, with n, intervals, unknowns, vintages and sources."
)
KEYWORDS = ("machine learning", "training compute", "academia", "industry", "bibliometrics")
CSV, PARQUET, DUCKDB = "text/csv", "application/vnd.apache.parquet", "application/vnd.duckdb"
JSON = "application/json"


@dataclass(frozen=True)
class Source:
    """The lists of one publisher in a source."""

    name: str
    publisher: str
    licence: str
    citation: str
    url: str


@dataclass(frozen=True)
class Dataset:
    """The published dataset; ``vintage`` is the latest vintage of any source."""

    publication: Publication
    release: str
    vintage: date | None
    sources: Sequence[Source]
    tables: Sequence[Table]

    @property
    def version(self) -> str:
        """Return the latest vintage as a version of three numbers."""
        day = self.vintage or date(1, 1, 1)
        return f"{day.year}.{day.month}.{day.day}"


def describe(
    marts: Marts, publication: Publication, release: str, tables: Sequence[Table]
) -> Dataset:
    """Collect the facts that every description states."""
    lists = [
        Source(
            plain(row["source"]),
            plain(row["publisher"] or row["source"]),
            plain(row["licence"] or "not declared"),
            plain(row["citation"] or row["source"], 600),
            row["url"] or "",
        )
        for row in sources.publishers(marts)
    ]
    return Dataset(publication, release, dimensions.newest_vintage(marts), lists, tables)
