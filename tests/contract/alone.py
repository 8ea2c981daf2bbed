"""``python -m tests.contract.alone SOURCE URL RAW``: refresh a source in a process of its own.

``python -m tests.contract.alone COMMAND URL OPTIONS`` runs ``compute-divide COMMAND OPTIONS``,
without figures. Every request goes to the server on loopback at URL. It has the site of one
conference, so only the papers of that one are expected. The vintage before the first day is the
record without its long lists of papers.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from ingestion import venues
from ingestion.embedded.texts import TERMS
from ingestion.landing.csv_file import write_csv
from ingestion.landing.files import MANIFEST, read_manifest
from ingestion.landing.snapshots import connect
from ingestion.refresh import refresh
from ingestion.registry import SOURCES
from ingestion.run import RefreshRun
from orchestration.cli import command
from orchestration.run.settings import RECORD
from reports import publish
from tests.contract.sites import EDITIONS, SITES, ask_one_year
from tests.ingestion.servers import route

LONG = 1_500


def main(name: str, url: str, *rest: str) -> None:
    """Refresh a source, or run a command with the settings of the environment."""
    with pytest.MonkeyPatch.context() as patch:
        route(patch, url)
        if name in command.main.commands:
            patch.setattr(publish, "FIGURES", {})
            home = Path(os.environ["COMPUTE_DIVIDE_HOME"])
            patch.setattr(venues, "EDITIONS", home / EDITIONS)
            patch.setattr("orchestration.ingest.assets.RECORD", small_record(home / "record"))
            ask_one_year(patch)
            command.main([name, *rest])
        raw = Path(*rest)
        SITES[name].configure(patch, raw.parent / "selections", raw)
        with connect() as connection:
            refresh(connection, RefreshRun(SOURCES[name], raw, print))


def small_record(folder: Path) -> Path:
    """Lay out the record without its long lists of papers, unless a run before did."""
    if folder.exists():
        return folder
    rows = {
        name: row
        for name, row in read_manifest(RECORD).items()
        if int(row["rows"]) < LONG or not name.startswith(("lists/", "reduced/"))
    }
    for name in rows:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).symlink_to(RECORD / name)
    write_csv(folder / MANIFEST, TERMS, [*rows.values()])
    return folder


if __name__ == "__main__":
    main(*sys.argv[1:])
