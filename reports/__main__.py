"""Publish from a warehouse file: ``python -m reports DATABASE FOLDER``."""

import argparse
import datetime as dt
from importlib.metadata import version
from pathlib import Path

import duckdb

from reports.publish import Publication, publish

LIBRARIES = ("duckdb", "matplotlib", "pandas", "plotnine")


def main() -> None:
    """Parse the arguments, publish, and print the path of the front page."""
    parser = argparse.ArgumentParser(prog="python -m reports", description=__doc__)
    parser.add_argument("database", type=Path, help="DuckDB file with a schema named marts")
    parser.add_argument("folder", type=Path, help="output folder, which must be empty or not exist")
    parser.add_argument("--sources", default="directory", help="record, live or a directory")
    parser.add_argument("--code-version", default="unknown", help="commit of the running code")
    parser.add_argument("--specification", type=Path, help="metrics.md, for the page of methods")
    parser.add_argument("--evidence", type=Path, help="evidence.md, for the page of methods")
    parser.add_argument("--glossary", type=Path, help="glossary.md, for the page of terms")
    parser.add_argument("--site", default="", help="address at which the folder will be served")
    parser.add_argument("--repository", default="", help="address of the code")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    if any(arguments.folder.iterdir()):
        parser.error(f"{arguments.folder} is not empty: give an empty or new folder")
    publication = Publication(
        published_at=dt.datetime.now(dt.UTC).replace(microsecond=0),
        code_version=arguments.code_version,
        versions={name: version(name) for name in LIBRARIES},
        sources=arguments.sources,
        checks=(),
        specification=_text(arguments.specification),
        evidence=_text(arguments.evidence),
        glossary=_text(arguments.glossary),
        site=arguments.site.rstrip("/"),
        repository=arguments.repository.rstrip("/"),
    )
    with duckdb.connect(arguments.database, read_only=True) as connection:
        figures = publish(connection, arguments.folder, publication)
    for text in (text for figure in figures for text in figure.warnings):
        print(f"warning: {text}")
    print(f"{len(figures)} figures: {arguments.folder / 'index.html'}")


def _text(path: Path | None) -> str:
    return path.read_text("utf-8") if path else ""


if __name__ == "__main__":
    main()
