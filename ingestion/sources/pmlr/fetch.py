"""Fetch the bibliographies of the selected venues, one request a volume, if they have changed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ingestion.http import Client
from ingestion.landing.schema import RemoteFile, Source
from ingestion.run import FetchFile, Probe, RefreshRun
from ingestion.sources.pmlr.source import SOURCE, volumes
from ingestion.venues import venues


def fetch(run: RefreshRun) -> Iterator[FetchFile]:
    """Ask for the volume of each venue and year that is due, the newest one of a venue first."""
    for venue, cell in venues(run.source.name).items():
        for year, volume in sorted(volumes(cell).items(), reverse=True):
            name = f"{venue}{year}.bib"
            if run.is_due(name, year):
                yield partial(run.download_if_any, RemoteFile(name, address(volume)))


def probe(client: Client, source: Source) -> Iterator[Probe]:
    """Ask for the start of one volume."""
    *_, newest = volumes(next(iter(venues(source.name).values()))).values()
    yield lambda: client.start_of(address(newest))[1]


def address(volume: str) -> str:
    """Return the address of the bibliography of a volume."""
    return f"{SOURCE.homepage}/v{volume}/bibliography.bib"
