"""Fetch the programmes of the selected venues."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

from ingestion.errors import IngestionError
from ingestion.http import Client, public_url
from ingestion.landing.schema import RemoteFile, Source
from ingestion.run import FetchFile, Probe, RefreshRun
from ingestion.sources.programme import proceedings
from ingestion.venues import venues, years_of


def editions(cell: str, this_year: int) -> list[RemoteFile]:
    """Return the programmes of a venue, the oldest first."""
    host, _, selected = cell.partition(" ")
    site, folder = host.partition(".")[0], f"https://{host}/static/virtual/data"
    names = [f"{site}-{year}-orals-posters.json" for year in years_of(selected, this_year)]
    return [RemoteFile(name, f"{folder}/{name}") for name in names]


def fetch(run: RefreshRun) -> Iterator[FetchFile]:
    """Ask for every programme, one site after another, because older ones are corrected too."""
    for cell in venues(run.source.name).values():
        for remote in editions(cell, dt.datetime.now(dt.UTC).year):
            yield partial(run.download_if_any, remote)
    if proceedings.is_on():
        yield from proceedings.fetches(run)


def probe(client: Client, source: Source) -> Iterator[Probe]:
    """Ask for the start of the last programme of each site."""
    for cell in venues(source.name).values():
        *_, remote = editions(cell, dt.date.today().year - 1)
        yield partial(_start, client, remote.url)


def _start(client: Client, url: str) -> str:
    start, day = client.start_of(url)
    if b'"institution"' not in start:
        raise IngestionError(public_url(url), "it names no institutions, which metrics need")
    return day
