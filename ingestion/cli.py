"""The command line that every source shares: ``python -m ingestion.sources.<name>``."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path

from ingestion.discovery import discover
from ingestion.errors import IngestionError
from ingestion.landing import connect, land, prepare
from ingestion.schema import Source
from ingestion.state import record_files


def main(source: Source) -> None:
    """Land a source's files from a directory and print a line for each."""
    parser = argparse.ArgumentParser(description=f"Land {source.publisher} files as raw Parquet.")
    parser.add_argument("directory", type=Path, help="laid out as <source>/<publisher's files>")
    parser.add_argument("raw", type=Path, help="folder that snapshots are landed in")
    arguments = parser.parse_args()
    try:
        files = discover(arguments.directory, source, dt.datetime.now(dt.UTC))
        with connect() as connection:
            prepare(connection, arguments.raw, source)
            for file in files:
                landing = land(connection, file, source, arguments.raw)
                rows = landing.snapshot.rows if landing.snapshot else 0
                print(f"{landing.status:>7} {rows:>7} rows  {landing.file}")
        record_files(arguments.raw, source, files)
    except IngestionError as error:
        sys.exit(f"error: {error}")
