"""The whole publication: figures, page, tables and the record of what it rests on."""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from reports import export, page, render
from reports.catalogue import FIGURE_IDS
from reports.figure import Figure, NotEnoughDataError
from reports.manifest import write_manifest
from reports.marts import Marts
from reports.record import Check, FigureFiles, NotDrawn, Publication

__all__ = ["Check", "FigureFiles", "Publication", "publish"]


def publish(
    connection: duckdb.DuckDBPyConnection, folder: Path, publication: Publication
) -> list[FigureFiles]:
    """Write a publication into an existing, empty folder, and return the figures drawn.

    The connection is only read from: a read-only one will do. The same marts and the same record
    give the same bytes, apart from ``published_at`` in ``manifest.json`` and the identifier that
    DuckDB gives every database file it makes.
    """
    marts = Marts(connection)
    figures, missing = _build(marts)
    drawn = _write_figures(marts, figures, folder)
    export.write_metrics(connection, folder)
    tables = export.write_database(connection, folder)
    html = page.page(marts, publication, figures, missing)
    (folder / "index.html").write_text(html, encoding="utf-8", newline="\n")
    write_manifest(marts, folder, publication, drawn, missing, tables)
    return drawn


def _build(marts: Marts) -> tuple[list[Figure], list[NotDrawn]]:
    """Build the figures of the catalogue, and set aside those without enough data."""
    figures, missing = [], []
    for figure_id in FIGURE_IDS:
        try:
            figures.append(render.build(figure_id, marts))
        except NotEnoughDataError as error:
            missing.append(NotDrawn(figure_id, str(error)))
    return figures, missing


def _write_figures(marts: Marts, figures: Sequence[Figure], folder: Path) -> list[FigureFiles]:
    (folder / "figures").mkdir()
    return [_write_figure(marts, figure, folder) for figure in figures]


def _write_figure(marts: Marts, figure: Figure, folder: Path) -> FigureFiles:
    png, svg, csv = (Path("figures", f"{figure.id}.{kind}") for kind in ("png", "svg", "csv"))
    render.save(figure, folder / png, folder / svg)
    export.write_frame(marts.connection, figure.data, folder / csv)
    return FigureFiles(figure.id, figure.words.title, png, svg, csv, len(figure.data))
