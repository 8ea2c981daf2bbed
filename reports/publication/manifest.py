"""The record of a publication: what it rests on, and hashes of what it holds."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from reports.marts import sources
from reports.marts.reader import Marts
from reports.publication.export import Table, sha256
from reports.publication.model import FigureFiles, NotDrawn, Publication

# The one file that differs between two publications of the same inputs by the same code.
TIMES = "published.json"


def write_manifest(
    marts: Marts,
    folder: Path,
    publication: Publication,
    figures: Sequence[FigureFiles],
    missing: Sequence[NotDrawn],
    tables: Sequence[Table],
) -> None:
    """Write ``manifest.json`` beside the files it describes, and the times beside that."""
    manifest = {
        "code_version": publication.code_version,
        "sources": publication.source_kind,
        "versions": dict(sorted(publication.versions.items())),
        "inputs": sources.snapshots(marts),
        "checks": [asdict(check) for check in publication.checks],
        "figures": [{"id": f.id, "title": f.title, "rows": f.rows} for f in figures],
        "figures_not_drawn": [asdict(figure) for figure in missing],
        "tables": {table.name: table.rows for table in tables},
        "files": {path: sha256(folder / path) for path in published_files(folder)},
    }
    _write(folder / "manifest.json", manifest)
    _write(folder / TIMES, times(marts, publication, figures))


def times(marts: Marts, publication: Publication, figures: Sequence[FigureFiles]) -> dict[str, Any]:
    """When this was published, when each file that it rests on was fetched, what drawing took."""
    return {
        "published_at": publication.published_at,
        "retrieved": sources.retrieval_times(marts),
        "drawing_cpu_seconds": {f.id: round(f.seconds, 2) for f in slowest(figures)},
    }


def slowest(figures: Sequence[FigureFiles]) -> list[FigureFiles]:
    """Sort figures by the time that they took, slowest first."""
    return sorted(figures, key=lambda figure: (-figure.seconds, figure.id))


def published_files(folder: Path) -> list[str]:
    """List every file of a publication."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in files)


def _write(path: Path, content: Any) -> None:  # noqa: ANN401 - whatever JSON holds
    text = json.dumps(content, indent=1, ensure_ascii=True, default=_iso)
    path.write_text(f"{text}\n", encoding="utf-8")


def _iso(value: date) -> str:
    """Dates and times, the only values that JSON does not know here."""
    return value.isoformat()
