"""The manifest of a publication: its inputs, its checks, and a hash of every file."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from reports.figures import FIGURES
from reports.marts import sources
from reports.marts.reader import Marts
from reports.publication.content import PublicationContent
from reports.publication.export import sha256, write_json
from reports.publication.model import Drawn

MANIFEST = "manifest.json"
# Columns of the rows of a figure.
ROWS_OF = ("metric", "definition", "source", "vintage")
# No other file states these times of a run. Pages and a few other files state the day of the
# publication.
TIMES = "published.json"


def write_manifest(marts: Marts, folder: Path, content: PublicationContent) -> None:
    """Write ``manifest.json`` and, as the last file, ``published.json`` with the times."""
    publication = content.publication
    manifest = {
        "release": content.release,
        "code_version": publication.code_version,
        "data_version": publication.data_version,
        "sources": publication.source_kind,
        "versions": dict(sorted(publication.versions.items())),
        "inputs": sources.snapshots(marts),
        "checks": [asdict(check) for check in publication.checks],
        "overrides": [asdict(override) for override in content.overrides],
        "figures": [_figure(figure) for figure in content.figures],
        "figures_not_drawn": [asdict(figure) for figure in content.missing],
        "pages_not_written": [asdict(page) for page in content.faults],
        "tables": {table.name: table.rows for table in content.dataset.tables},
        "files": {path: sha256(folder / path) for path in published_files(folder)},
    }
    write_json(folder / MANIFEST, manifest)
    times = sources.retrieval_times(marts)
    write_json(folder / TIMES, {"published_at": publication.published_at, "retrieved": times})


def _figure(figure: Drawn) -> dict[str, Any]:
    """Return what a figure shows and was drawn from; ``inputs`` and ``checks`` have the details."""
    spec = FIGURES[figure.id]
    return {
        "id": figure.id,
        "title": figure.text.title,
        "rows": len(figure.data),
        "overlaps": figure.overlaps,
        "drawn_by": spec.file,
        "drawn_from": figure.drawn_from,
        "marts": spec.tables,
        **{f"{name}s": figure.values(name) for name in ROWS_OF},
    }


def published_files(folder: Path) -> list[str]:
    """List the relative paths of all files of a publication."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in files)
