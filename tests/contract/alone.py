"""``python -m tests.contract.alone SOURCE URL RAW``: refresh a source in a process of its own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ingestion.landing.snapshots import connect
from ingestion.refresh import refresh
from ingestion.registry import SOURCES
from ingestion.request import RefreshRequest, RefreshRun
from tests.contract.sites import SITES
from tests.ingestion.servers import route


def main(source: str, url: str, raw: Path) -> None:
    """Refresh a source from a server on loopback."""
    with pytest.MonkeyPatch.context() as patch, connect() as connection:
        route(patch, url)
        SITES[source].configure(patch, raw.parent / "selections", raw)
        refresh(connection, SOURCES[source], raw, RefreshRequest(), RefreshRun(print))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
