"""``python -m tests.contract.alone SOURCE URL RAW``: refresh a source in a process of its own.

``python -m tests.contract.alone COMMAND URL`` runs ``compute-divide COMMAND``, without figures.
Every request goes to the server on loopback at URL. It has the site of one conference, so only the
papers of that one are expected.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from ingestion import venues
from ingestion.landing.snapshots import connect
from ingestion.refresh import refresh
from ingestion.registry import SOURCES
from ingestion.run import RefreshRun
from orchestration.cli import command
from reports import publish
from tests.contract.sites import EDITIONS, SITES, ask_one_year
from tests.ingestion.servers import route


def main(name: str, url: str, raw: str = "") -> None:
    """Refresh a source, or run a command with the settings of the environment."""
    with pytest.MonkeyPatch.context() as patch:
        route(patch, url)
        if name in command.main.commands:
            patch.setattr(publish, "FIGURES", {})
            patch.setattr(venues, "EDITIONS", Path(os.environ["COMPUTE_DIVIDE_HOME"], EDITIONS))
            ask_one_year(patch)
            command.main([name])
        SITES[name].configure(patch, Path(raw).parent / "selections", Path(raw))
        with connect() as connection:
            refresh(connection, RefreshRun(SOURCES[name], Path(raw), print))


if __name__ == "__main__":
    main(*sys.argv[1:])
