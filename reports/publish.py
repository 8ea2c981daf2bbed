"""A publication consists of figures, tables, machine-readable files, pages and a manifest."""

from pathlib import Path

import duckdb

from reports.figures import FIGURES
from reports.marts.reader import MODELS, Marts
from reports.publication.answers import write_answers
from reports.publication.change_log import all_overrides, earlier_publication, write_change_log
from reports.publication.content import PublicationContent
from reports.publication.descriptors import describe, write_descriptors
from reports.publication.export import write_database, write_files
from reports.publication.manifest import write_manifest
from reports.publication.model import Check, Drawn, NotDrawn, Publication
from reports.publication.release import release_id
from reports.publication.render import drawing
from reports.questions import answers
from reports.site.api import write_api
from reports.site.search import write_search
from reports.site.specification import write_specification
from reports.site.write import write_pages

__all__ = ["Check", "Drawn", "Publication", "publish"]


def publish(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    publication: Publication,
    history: Path | None = None,
) -> list[Drawn]:
    """Write a publication into an existing, empty folder, and return its figures.

    ``history`` is the folder of earlier publications; the change log compares with the latest of
    them, and a figure that did not change keeps its pictures. If ``connection`` is read-only, a
    process a core draws the others. The same marts, publication and history give the same bytes,
    except for the files that state the day or the time. README.md lists these files.
    """
    marts = Marts(connection)
    earlier = earlier_publication(publication.source_kind, history)
    (folder / "figures").mkdir()
    with drawing(connection, folder, list(FIGURES), publication.code_hash, earlier) as results:
        tables = write_database(connection, folder)
        write_files(connection, folder, tables)
        release = release_id(marts, folder, publication)
        changes = write_change_log(marts, folder, publication, release, history)
        dataset = describe(marts, publication, release, tables)
        write_descriptors(folder, dataset)
        write_api(marts, folder, publication, release)
        facts = answers(marts)
        write_answers(folder, facts)
        drawings = list(results)
    figures = [figure for figure in drawings if isinstance(figure, Drawn)]
    missing = [figure for figure in drawings if isinstance(figure, NotDrawn)]
    overrides = all_overrides(publication, earlier)
    models = marts.scope(*MODELS) if publication.source_kind == "record" else None
    content = PublicationContent(
        publication, release, figures, missing, facts, dataset, changes, overrides,
        record=models.vintage if models else None,
    )  # fmt: skip
    write_pages(marts, folder, content, earlier)
    write_search(folder)
    write_specification(folder, publication.specification, publication.evidence)
    if publication.notice:
        (folder / "NOTICE.txt").write_text(publication.notice, encoding="utf-8")
    write_manifest(marts, folder, content)
    return figures
