"""Fetch the programmes of the selected venues, as far as the robots.txt of each site allows it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable, Iterator
from functools import partial
from typing import NoReturn
from urllib.parse import urlsplit

from ingestion.credentials import user_agent
from ingestion.errors import IngestionError
from ingestion.http import Client
from ingestion.landing.schema import RemoteFile, Source
from ingestion.run import FetchFile, RefreshRun
from ingestion.state import state_of
from ingestion.venues import venues, years_of


def editions(cell: str, this_year: int) -> dict[RemoteFile, int]:
    """Return the programmes of a venue, and the days until each is due again.

    The newest two grow, and older ones are sometimes corrected.
    """
    host, _, selected = cell.partition(" ")
    years = years_of(selected, this_year)
    names = {year: f"{host.partition('.')[0]}-{year}-orals-posters.json" for year in years}
    return {
        RemoteFile(name, f"https://{host}/static/virtual/data/{name}"): 7
        if year in years[-2:]
        else 180
        for year, name in names.items()
    }


def is_due(days: int, retrieved: str, last: str | None, today: dt.date) -> bool:
    """Return whether a period of ``days`` has ended since the last complete refresh.

    A file that has not changed keeps its date of retrieval, so periods begin there.
    """
    begin = dt.datetime.fromisoformat(retrieved).date()
    asked = max(begin, dt.datetime.fromisoformat(last or retrieved).date())
    return (asked - begin).days // days < (today - begin).days // days


def fetch(run: RefreshRun) -> Iterator[FetchFile]:
    """Fetch the programmes that are due, one site after another."""
    last, today = state_of(run.raw, run.source).succeeded_at, dt.datetime.now(dt.UTC).date()
    for cell in venues(run.source.name).values():
        due = [
            remote
            for remote, days in editions(cell, today.year).items()
            for stored in [run.stored(remote.name)]
            if run.is_full or not stored or is_due(days, stored.retrieved_at, last, today)
        ]
        if due:
            yield from _of_site(run, due)


def _of_site(run: RefreshRun, due: list[RemoteFile]) -> Iterator[FetchFile]:
    url = due[0].url
    try:
        robots = run.client.robots(url)
    except IngestionError as error:
        yield partial(_fail, error)
        return
    if not robots.can_fetch(user_agent(), url):
        host = urlsplit(url).netloc
        run.note(f"robots.txt of {host} disallows its programmes, so none is fetched")
        return
    delay = float(robots.crawl_delay(user_agent()) or 0)
    for remote in due:
        time.sleep(delay)
        yield partial(run.download_if_any, remote)


def _fail(error: IngestionError) -> NoReturn:
    raise error


def probe(client: Client, source: Source) -> tuple[Iterable[str], str]:
    """Ask for the start of one programme. It has no fields."""
    cell = next(iter(venues(source.name).values()))
    *_, remote = editions(cell, dt.date.today().year - 1)
    return (), client.start_of(remote.url)[1]
