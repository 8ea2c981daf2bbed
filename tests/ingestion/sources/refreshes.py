"""Refreshes of one source from a publisher on loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingestion import http
from ingestion.landing.snapshots import STATE, Snapshot, connect, snapshots
from ingestion.refresh import refresh
from ingestion.registry import SOURCES
from ingestion.run import RefreshRun
from tests.contract.sites import SITES
from tests.ingestion.servers import Publisher, route, serving


def make_due(raw: Path, name: str) -> None:
    """Let the last complete refresh be so old that the source is due again."""
    path = raw / name / STATE
    state = json.loads(path.read_text())
    path.write_text(json.dumps(state | {"succeeded_at": "2026-01-01T00:00:00+00:00"}))


@dataclass
class Refreshes:
    """Refreshes of a source; each returns its outcome."""

    name: str
    server: Publisher
    raw: Path
    lines: list[str] = field(default_factory=list)

    def refresh(self, *, full: bool = False, accepted: Sequence[str] = ()) -> RefreshRun:
        self.server.requests.clear()
        http.HOSTS.clear()
        run = RefreshRun(SOURCES[self.name], self.raw, self.lines.append, full, accepted)
        with connect() as connection:
            refresh(connection, run)
        return run

    def snapshots(self) -> list[Snapshot]:
        return snapshots(self.raw, SOURCES[self.name])

    def rows(self, columns: str) -> list[tuple[Any, ...]]:
        path = f"{self.raw}/{self.name}/*/{SOURCES[self.name].table}.parquet"
        return duckdb.execute(
            f"select {columns} from read_parquet(?) order by all", [path]
        ).fetchall()


@contextmanager
def refreshing(name: str, folder: Path) -> Iterator[Refreshes]:
    """Run the publisher of a source in its first state."""
    site = SITES[name]
    with serving(Publisher(site.respond(1))) as server, pytest.MonkeyPatch.context() as patch:
        route(patch, server.url)
        site.configure(patch, folder / "selections", folder / "raw")
        yield Refreshes(name, server, folder / "raw")
