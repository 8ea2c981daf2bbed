"""The record of a publication: what it rests on, and hashes of what it holds."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from reports.export import sha256
from reports.marts import SCHEMA, Marts
from reports.record import FigureFiles, NotDrawn, Publication

# The DuckDB file is listed by its tables: DuckDB gives every file an identifier of its own, so
# that its hash would differ between two publications of the same data.
HASHED = ("index.html", "metrics.csv", "metrics.parquet")


def write_manifest(
    marts: Marts,
    folder: Path,
    publication: Publication,
    figures: Sequence[FigureFiles],
    missing: Sequence[NotDrawn],
    tables: Mapping[str, int],
) -> None:
    """Write ``manifest.json`` beside the files it describes."""
    manifest = {
        "published_at": publication.published_at.isoformat(),
        "code_version": publication.code_version,
        "sources": publication.source_kind,
        "versions": dict(sorted(publication.versions.items())),
        "inputs": marts.records(f"select * from {SCHEMA}.vintages order by all"),
        "checks": [asdict(check) for check in publication.checks],
        "figures": [_figure(figure, folder) for figure in figures],
        "figures_not_drawn": [asdict(figure) for figure in missing],
        "files": {name: sha256(folder / name) for name in HASHED},
        "tables": dict(tables),
    }
    text = json.dumps(manifest, indent=1, ensure_ascii=True, default=_iso)
    (folder / "manifest.json").write_text(f"{text}\n", encoding="utf-8")


def _figure(figure: FigureFiles, folder: Path) -> dict[str, Any]:
    paths = (figure.png, figure.svg, figure.csv)
    return {
        "id": figure.id,
        "title": figure.title,
        "rows": figure.rows,
        "files": {path.as_posix(): sha256(folder / path) for path in paths},
    }


def _iso(value: date) -> str:
    """Dates and times, the only values that JSON does not know here."""
    return value.isoformat()
