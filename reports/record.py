"""What a run tells the publication about itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


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
    """When a run was, by which code, from which sources, and how it was checked.

    ``versions`` maps libraries to versions; ``sources`` is sample, live or a directory.
    """

    published_at: datetime
    code_version: str
    versions: Mapping[str, str]
    sources: str
    checks: Sequence[Check]

    @property
    def source_kind(self) -> str:
        """Sources without the place of a directory, which is nobody else's business."""
        return self.sources if self.sources in ("sample", "live") else "directory"


@dataclass(frozen=True)
class FigureFiles:
    """A figure that was drawn; paths are relative to the publication's folder."""

    id: str
    title: str
    png: Path
    svg: Path
    csv: Path
    rows: int


@dataclass(frozen=True)
class NotDrawn:
    """A figure that the data can't support, and why."""

    id: str
    reason: str
