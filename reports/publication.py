"""The whole publication: figures, pages, tables and the record of what it rests on."""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from reports import answers, changes, descriptors, evidence, export, queries, render, site, tables
from reports.catalogue import FIGURE_IDS
from reports.content import Content
from reports.figure import Figure, NotEnoughDataError
from reports.manifest import write_manifest
from reports.marts import Marts, Query
from reports.record import Check, FigureFiles, NotDrawn, Publication

__all__ = ["Check", "FigureFiles", "Publication", "publish"]


@dataclass(frozen=True)
class Built:
    """A figure with the queries that it asked."""

    figure: Figure
    queries: Sequence[Query]


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
    # The engine writes files while plots are laid out, which keeps one core busy only.
    with connection.cursor() as cursor, ThreadPoolExecutor(1) as beside:
        exported = beside.submit(_export, cursor, folder)
        built, missing = _build(marts)
        drawn = _write_figures(marts, built, folder, publication)
        written = exported.result()
    headlines = tables.headline_tables(marts)
    tables.write_tables(list(headlines.values()), folder)
    log = changes.write_changes(marts, folder, publication, history)
    descriptors.write_descriptors(marts, folder, publication, written)
    content = Content(
        publication,
        [one.figure for one in built],
        missing,
        answers.answers(marts),
        headlines,
        written,
        log,
    )
    site.write_pages(marts, folder, content)
    write_manifest(marts, folder, publication, drawn, missing, written)
    return drawn


def _export(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[export.Table]:
    tables = export.write_marts(connection, folder)
    export.write_database(connection, folder, tables)
    return tables


def _build(marts: Marts) -> tuple[list[Built], list[NotDrawn]]:
    """Build the figures of the catalogue, and set aside those without enough data."""
    figures, missing = [], []
    for figure_id in FIGURE_IDS:
        try:
            with marts.recorded() as asked:
                figures.append(Built(render.build(figure_id, marts), asked))
        except NotEnoughDataError as error:
            missing.append(NotDrawn(figure_id, str(error)))
    return figures, missing


def _write_figures(
    marts: Marts, built: Sequence[Built], folder: Path, publication: Publication
) -> list[FigureFiles]:
    (folder / "figures").mkdir()
    return [_write_figure(marts, one, folder, publication) for one in built]


def _write_figure(
    marts: Marts, built: Built, folder: Path, publication: Publication
) -> FigureFiles:
    figure = built.figure
    files = FigureFiles(figure.id, figure.words.title, len(figure.data))
    render.save(figure, folder / files.png, folder / files.path("svg"))
    export.write_frame(marts.connection, figure.data, folder / files.path("csv"))
    script = queries.script(figure.id, built.queries)
    (folder / files.path("sql")).write_text(script, encoding="utf-8", newline="\n")
    record = evidence.of_figure(marts, figure, built.queries, publication)
    hashes = {path.as_posix(): export.sha256(folder / path) for path in files.paths}
    _write_json(folder / files.evidence, {**record, "files": hashes})
    return files


def _write_json(path: Path, content: Any) -> None:  # noqa: ANN401 - whatever JSON holds
    path.write_text(f"{json.dumps(content, indent=1)}\n", encoding="utf-8")
