"""A publication consists of figures, tables, machine-readable files, pages and a manifest."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb

from reports.catalogue import FIGURE_IDS
from reports.headlines.answers import answer_questions
from reports.headlines.tables import write_headline_tables
from reports.marts.reader import Marts
from reports.publication import render_pool
from reports.publication.api import write_api
from reports.publication.change_log import earlier_publication, write_change_log
from reports.publication.content import PublicationContent
from reports.publication.descriptors import write_descriptors
from reports.publication.evidence import write_evidence
from reports.publication.export import DATABASE, write_database, write_files
from reports.publication.manifest import write_manifest
from reports.publication.model import Check, Drawn, FigureFiles, NotDrawn, Publication
from reports.publication.overrides import all_overrides
from reports.publication.release import release_id
from reports.publication.render_pool import start_early
from reports.publication.statements import write_statements
from reports.site.pages import write_pages
from reports.site.search import write_search
from reports.site.specification import write_specification

__all__ = ["Check", "FigureFiles", "Publication", "preview", "publish", "start_early"]


def publish(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    publication: Publication,
    history: Path | None = None,
    memory: str = render_pool.MEMORY,
) -> list[FigureFiles]:
    """Write a publication into an existing, empty folder, and return its figures.

    ``history`` is the folder of earlier publications; the change log compares with the latest of
    them. ``connection`` may be read-only. ``memory`` limits DuckDB in each process that draws. The
    same marts, publication and history give the same bytes, except for the files that state the day
    or the time. README.md lists these files.
    """
    marts = Marts(connection)
    (folder / "figures").mkdir()
    with render_pool.side_by_side(folder / DATABASE, folder, FIGURE_IDS, memory) as draw_figures:
        tables = write_database(connection, folder)
        with ThreadPoolExecutor(1) as executor:
            drawing = executor.submit(draw_figures)
            write_files(connection, folder, tables)
            headlines = write_headline_tables(marts, folder)
            release = release_id(marts, folder, publication)
            changes = write_change_log(marts, folder, publication, release, history)
            write_descriptors(marts, folder, publication, release, tables)
            write_api(marts, folder, publication, release)
            statements = answer_questions(marts)
            write_statements(folder, statements)
            figures, missing = drawing.result()
    earlier = earlier_publication(publication.source_kind, history)
    overrides = all_overrides(publication, earlier)
    content = PublicationContent(
        publication, release, figures, missing, statements, headlines, tables, changes, overrides
    )
    write_evidence(marts, folder, content)
    write_pages(marts, folder, content, earlier)
    write_search(folder)
    write_specification(folder, publication.specification)
    write_manifest(marts, folder, content)
    return [figure.files for figure in figures]


def preview(
    connection: duckdb.DuckDBPyConnection, folder: Path, names: Sequence[str]
) -> tuple[list[FigureFiles], list[NotDrawn]]:
    """Draw figures into ``folder/figures``, and replace earlier ones there.

    Return the drawn figures, and those that the data cannot support.
    """
    (folder / "figures").mkdir(parents=True, exist_ok=True)
    marts = Marts(connection)
    results = [render_pool.draw(marts, name, folder) for name in names]
    drawn = [one.files for one in results if isinstance(one, Drawn)]
    return drawn, [one for one in results if isinstance(one, NotDrawn)]
