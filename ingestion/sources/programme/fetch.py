"""Fetch the programmes of the selected venues, as far as the robots.txt of each site allows it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NoReturn
from urllib.parse import urlsplit

from ingestion.credentials import user_agent
from ingestion.errors import IngestionError
from ingestion.http import Client
from ingestion.landing.schema import RemoteFile, Source
from ingestion.run import FetchFile, RefreshRun
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
        programmes = editions(cell, dt.datetime.now(dt.UTC).year)
        yield from _of_site(run, programmes[0].url, partial(_programmes, run, programmes))
    if proceedings.is_on():
        yield from _of_site(run, proceedings.FOLDER, partial(proceedings.fetches, run))


def _programmes(run: RefreshRun, programmes: list[RemoteFile], delay: float) -> Iterator[FetchFile]:
    for remote in programmes:
        time.sleep(delay)
        yield partial(run.download_if_any, remote)


def _of_site(
    run: RefreshRun, url: str, fetches: Callable[[float], Iterator[FetchFile]]
) -> Iterator[FetchFile]:
    try:
        robots = run.client.robots(url)
    except IngestionError as error:
        yield partial(_fail, error)
        return
    if not robots.can_fetch(user_agent(), url):
        host = urlsplit(url).netloc
        run.note(f"robots.txt of {host} disallows its programmes, so none is fetched")
        return
    yield from fetches(float(robots.crawl_delay(user_agent()) or 0))


def _fail(error: IngestionError) -> NoReturn:
    raise error


def probe(client: Client, source: Source) -> tuple[Iterable[str], str]:
    """Ask for the start of one programme. It has no fields."""
    cell = next(iter(venues(source.name).values()))
    *_, remote = editions(cell, dt.date.today().year - 1)
    return (), client.start_of(remote.url)[1]
