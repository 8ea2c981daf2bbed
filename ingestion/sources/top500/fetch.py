"""Fetch the lists that the record lacks, each once: a list does not change."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable, Iterator
from functools import partial

from ingestion.credentials import user_agent
from ingestion.http import Client
from ingestion.landing.files import SourceFile
from ingestion.landing.schema import RemoteFile, Source
from ingestion.run import FetchFile, RefreshRun
from ingestion.sources.top500.source import recorded

FIRST, FIRST_XLSX = dt.date(1993, 6, 1), dt.date(2020, 6, 1)
# The site refuses several lists in quick succession.
PAUSE_SECONDS = 15.0


def remote_list(date: dt.date) -> RemoteFile:
    """Return the address of the list of a month."""
    ending = "xlsx" if date >= FIRST_XLSX else "xls"
    name = f"TOP500_{date:%Y%m}.{ending}"
    return RemoteFile(name, f"https://top500.org/lists/top500/{date:%Y/%m}/download/{name}")


def fetch(run: RefreshRun) -> Iterator[FetchFile]:
    """Ask for each list that neither the record nor the store has, the newest first."""
    today, known = dt.datetime.now(dt.UTC).date(), {row["list"] for row in recorded()}
    months = (dt.date(year, month, 1) for year in range(today.year, 1992, -1) for month in (11, 6))
    wanted = [remote_list(m) for m in months if FIRST <= m <= today and m.isoformat() not in known]
    lacking = [remote for remote in wanted if run.is_full or not run.stored(remote.name)]
    if lacking and run.client.robots(lacking[0].url).can_fetch(user_agent(), lacking[0].url):
        for number, remote in enumerate(lacking):
            yield partial(_after_a_pause, run, remote, PAUSE_SECONDS if number else 0)
    elif lacking:
        run.note("robots.txt of top500.org disallows its lists, so none is fetched")


def _after_a_pause(run: RefreshRun, remote: RemoteFile, seconds: float) -> SourceFile | None:
    time.sleep(seconds)
    return run.download_if_any(remote)


def probe(client: Client, source: Source) -> tuple[Iterable[str], str]:
    """Ask for the start of the newest list of the record. It has no fields."""
    newest = dt.date.fromisoformat(max(row["list"] for row in recorded()))
    return (), client.start_of(remote_list(newest).url)[1]
