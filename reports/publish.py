"""The whole publication: figures, pages, tables and the record of what it rests on."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb

from reports.catalogue import FIGURE_IDS
from reports.headlines import answers, tables
from reports.marts.reader import Marts
from reports.publication import change_log as changes
from reports.publication import descriptors, evidence, export
from reports.publication import render_pool as drawing
from reports.publication.content import Content
from reports.publication.manifest import write_manifest
from reports.publication.model import Check, Drawn, FigureFiles, Publication
from reports.site import pages as site

__all__ = ["Check", "FigureFiles", "Publication", "publish"]


def publish(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    publication: Publication,
    history: Path | None = None,
) -> list[FigureFiles]:
    """Write a publication into an existing, empty folder, and return the figures drawn.

    ``history`` is the folder of earlier publications, which the change log compares with. The
    connection is only read from: a read-only one will do. The same marts, record and history give
    the same bytes, apart from ``published.json``.
    """
    marts = Marts(connection)
    (folder / "figures").mkdir()
    with drawing.side_by_side(folder / export.DATABASE, folder, FIGURE_IDS) as draw:
        written = export.write_database(connection, folder)
        with ThreadPoolExecutor(1) as beside:
            figures = beside.submit(draw)
            export.write_files(connection, folder, written)
            headlines = tables.headline_tables(marts)
            tables.write_tables(list(headlines.values()), folder)
            log = changes.write_changes(marts, folder, publication, history)
            descriptors.write_descriptors(marts, folder, publication, written)
            found = answers.answers(marts)
            drawn, missing = figures.result()
    for figure in drawn:
        _write_evidence(marts, figure, folder, publication)
    content = Content(publication, drawn, missing, found, headlines, written, log)
    site.write_pages(marts, folder, content)
    if publication.specification:
        (folder / "metrics.md").write_text(
            publication.specification, encoding="utf-8", newline="\n"
        )
    files = [figure.files for figure in drawn]
    write_manifest(marts, folder, publication, files, missing, written)
    return files


def _write_evidence(marts: Marts, figure: Drawn, folder: Path, publication: Publication) -> None:
    files = figure.files
    record = evidence.of_figure(marts, figure, publication)
    hashes = {path.as_posix(): export.sha256(folder / path) for path in files.paths}
    text = json.dumps({**record, "files": hashes}, indent=1)
    (folder / files.evidence).write_text(f"{text}\n", encoding="utf-8")
