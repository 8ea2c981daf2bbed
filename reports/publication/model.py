"""Data classes of a publication: the run, its checks, and its figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from reports.charts.figure import FigureText

RESULTS = ("passed", "warning", "error")


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

    @property
    def result(self) -> str:
        """Return passed, warning or error."""
        if self.passed:
            return "passed"
        return "warning" if self.severity.startswith("warn") else "error"


@dataclass(frozen=True)
class Override:
    """A gate that did not stop a publication, because the operator stated the day and a reason."""

    gate: str
    on: str
    reason: str
    observed: str


def source_kind(sources: str, only: Sequence[str] = ()) -> str:
    """Return the kind of the sources, and the selected ones if a run read only these.

    The path of a directory on this machine is never stated.
    """
    kind = sources if sources in ("record", "live") else "directory"
    return f"{kind}, only {', '.join(only)}" if only else kind


@dataclass(frozen=True)
class Publication:
    """The run behind a publication: its time, code, sources, checks and overrides of gates.

    ``versions`` maps libraries to versions; ``sources`` is record, live or a directory, and
    ``only`` names the sources and groups that count, if not all do. ``specification``,
    ``evidence`` and ``glossary`` are the texts of metrics.md, evidence.md and glossary.md, empty
    where they are not at hand. ``site`` is the address at which the folder will be served, and
    ``repository`` that of the code; both may be empty. ``doi`` stands for all deposited
    publications, where there is one. ``code_hash`` is the hash of the code's files, which a clone
    and a wheel share. ``data_version`` stands for all that the publication was made
    from: a later run compares it with its own. ``notice`` has the credits that licences ask for.
    """

    published_at: datetime
    code_version: str
    versions: Mapping[str, str]
    sources: str
    checks: Sequence[Check]
    specification: str = ""
    evidence: str = ""
    glossary: str = ""
    site: str = ""
    repository: str = ""
    doi: str = ""
    overrides: Sequence[Override] = ()
    code_hash: str = ""
    data_version: str = ""
    notice: str = ""
    only: Sequence[str] = ()

    @property
    def day(self) -> date:
        """Return the day of the publication (UTC)."""
        return self.published_at.date()

    @property
    def source_kind(self) -> str:
        """Return record, live or directory, and the selected sources."""
        return source_kind(self.sources, self.only)


@dataclass(frozen=True)
class Drawn:
    """A figure whose files are written: its text and its rows.

    ``height`` is in inches. ``overlaps`` lists words that cover each other or leave the figure.
    ``drawn_from`` is a hash of all that decides its pictures.
    """

    id: str
    text: FigureText
    alt: str
    data: pd.DataFrame
    height: float
    overlaps: Sequence[Sequence[str]]
    drawn_from: str = ""

    @property
    def warnings(self) -> list[str]:
        """Name the words of the figure that cover each other, or that an edge cuts off."""
        pairs = [[repr(" ".join(text.split())) for text in pair] for pair in self.overlaps]
        return [f"figure {self.id}: {first} and {second} overlap" for first, second in pairs]

    def values(self, column: str) -> list[str]:
        """Return the distinct values of a column as text, sorted; none without such a column."""
        values = self.data[column].dropna().unique() if column in self.data else ()
        return sorted(
            f"{value:%Y-%m-%d}" if column == "vintage" else str(value) for value in values
        )

    def path(self, kind: str) -> Path:
        """Return the path of the file with this ending, relative to the publication's folder."""
        return Path("figures", f"{self.id}.{kind}")


@dataclass(frozen=True)
class NotDrawn:
    """A figure that the data cannot support, and why; or a figure or page whose code failed."""

    id: str
    reason: str
    is_fault: bool = False
