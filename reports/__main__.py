"""Publish from a warehouse file: ``python -m reports DATABASE FOLDER``."""

import argparse
import datetime as dt
from importlib.metadata import version
from pathlib import Path

import duckdb

from reports.publication.manifest import slowest
from reports.publish import Publication, publish

LIBRARIES = ("duckdb", "matplotlib", "pandas", "plotnine")


def main() -> None:
    """Read the arguments, publish, and print where the page is."""
    parser = argparse.ArgumentParser(prog="python -m reports", description=__doc__)
    parser.add_argument("database", type=Path, help="DuckDB file with a schema named marts")
    parser.add_argument("folder", type=Path, help="where to write: made if missing, else empty")
    parser.add_argument("--sources", default="directory", help="sample, live or a directory")
    parser.add_argument("--code-version", default="unknown", help="commit that is running")
    parser.add_argument("--specification", type=Path, help="metrics.md, for the page of methods")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    if any(given.folder.iterdir()):
        parser.error(f"{given.folder} is not empty")
    publication = Publication(
        published_at=dt.datetime.now(dt.UTC).replace(microsecond=0),
        code_version=given.code_version,
        versions={name: version(name) for name in LIBRARIES},
        sources=given.sources,
        checks=(),
        specification=given.specification.read_text("utf-8") if given.specification else "",
    )
    with duckdb.connect(given.database, read_only=True) as connection:
        figures = publish(connection, given.folder, publication)
    print(f"{len(figures)} figures: {given.folder / 'index.html'}")
    print(
        "slowest, CPU seconds:", ", ".join(f"{f.id} {f.seconds:.1f}" for f in slowest(figures)[:5])
    )


if __name__ == "__main__":
    main()
