"""Data classes of a publication: the run, its checks, and its figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pandas as pd

from reports.charts.figure import FigureText
from reports.marts.reader import Query


@dataclass(frozen=True)
class Check:
    """One check of the data with its result; ``severity`` is error or warn."""

    layer: str
    table: str
    name: str
    tool: str
    passed: bool
    severity: str
    observed: str


@dataclass(frozen=True)
class Publication:
    """The run behind a publication: its time, code, sources and checks.

    ``versions`` maps libraries to versions; ``sources`` is sample, live or a directory.
    """

    published_at: datetime
    code_version: str
    versions: Mapping[str, str]
    sources: str
    checks: Sequence[Check]

    @property
    def source_kind(self) -> str:
        """Kind of the sources. A directory on this machine stays unnamed."""
        return self.sources if self.sources in ("sample", "live") else "directory"


@dataclass(frozen=True)
class FigureFiles:
    """A figure that was drawn, and its files; paths are relative to the publication's folder.

    ``seconds`` are of CPU time.
    """

    id: str
    title: str
    rows: int
    seconds: float

    @property
    def png(self) -> Path:
        """The figure as pixels."""
        return self.path("png")

    @property
    def paths(self) -> list[Path]:
        """Every file of the figure except its evidence, which lists their hashes."""
        return [self.path(kind) for kind in ("png", "svg", "csv", "parquet", "json", "sql")]

    @property
    def evidence(self) -> Path:
        """The sources, checks and versions behind the figure."""
        return self.path("evidence.json")

    def path(self, kind: str) -> Path:
        """The file of the figure with this ending."""
        return Path("figures", f"{self.id}.{kind}")


@dataclass(frozen=True)
class Drawn:
    """A figure whose files are written: its text, rows and queries, and the CPU seconds it took.

    ``height`` is in inches.
    """

    id: str
    text: FigureText
    alt: str
    data: pd.DataFrame
    height: float
    queries: Sequence[Query]
    seconds: float

    @property
    def files(self) -> FigureFiles:
        """The files written."""
        return FigureFiles(self.id, self.text.title, len(self.data), self.seconds)


@dataclass(frozen=True)
class NotDrawn:
    """A figure that the data cannot support, and why."""

    id: str
    reason: str
