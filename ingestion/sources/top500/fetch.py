"""Fetch the lists that the record lacks, each once: a list does not change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

from ingestion.http import Client
from ingestion.landing.schema import RemoteFile, Source
from ingestion.run import FetchFile, Probe, RefreshRun
from ingestion.sources.top500.source import recorded

FIRST, FIRST_XLSX = dt.date(1993, 6, 1), dt.date(2020, 6, 1)


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
    for remote in lacking:
        yield partial(run.download_if_any, remote)


def probe(client: Client, source: Source) -> Iterator[Probe]:
    """Ask for the start of the newest list of the record."""
    newest = dt.date.fromisoformat(max(row["list"] for row in recorded()))
    yield lambda: client.start_of(remote_list(newest).url)[1]
