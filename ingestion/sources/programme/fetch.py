"""Fetch the programmes of the selected venues, as far as the robots.txt of each site allows it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from ingestion.downloads import download_if_any
from ingestion.errors import IngestionError, NotFoundError
from ingestion.http import Client
from ingestion.landing.files import SourceFile
from ingestion.landing.schema import RemoteFile, Source
from ingestion.landing.snapshots import Snapshot, newest_by_file, snapshots
from ingestion.request import FetchFile, RefreshRequest, RefreshRun
from ingestion.sources.programme.source import SOURCE
from ingestion.state import state_of
from ingestion.venues import venues, years_of

AGENT = "compute-divide"


def editions(cell: str, this_year: int) -> list[tuple[int, RemoteFile, int]]:
    """Return the year of each programme of a venue, its file, and the days until it is due again.

    The newest two grow, and older ones are sometimes corrected.
    """
    host, _, selected = cell.partition(" ")
    years = years_of(selected, this_year)
    names = {year: f"{host.partition('.')[0]}-{year}-orals-posters.json" for year in years}
    return [
        (
            year,
            RemoteFile(name, f"https://{host}/static/virtual/data/{name}"),
            7 if year in years[-2:] else 180,
        )
        for year, name in names.items()
    ]


def is_due(days: int, retrieved: str, last: str | None, today: dt.date) -> bool:
    """Return whether a period of ``days`` has ended since the last complete refresh.

    A file that has not changed keeps its date of retrieval, so periods begin there.
    """
    begin = dt.datetime.fromisoformat(retrieved).date()
    asked = max(begin, dt.datetime.fromisoformat(last or retrieved).date())
    return (asked - begin).days // days < (today - begin).days // days


def fetch(
    client: Client, source: Source, raw: Path, inbox: Path, request: RefreshRequest, run: RefreshRun
) -> Iterator[FetchFile]:
    """Fetch the programmes that are due, one site after another."""
    stored = newest_by_file(snapshots(raw, source))
    last, today = state_of(raw, source).succeeded_at, dt.datetime.now(dt.UTC).date()
    for cell in venues(source.name).values():
        due = [
            (remote, newest)
            for _, remote, days in editions(cell, today.year)
            for newest in [stored.get(f"{source.name}/{remote.name}")]
            if request.full or not newest or is_due(days, newest.retrieved_at, last, today)
        ]
        if due:
            yield from _of_site(client, source, due, inbox, run)


def _of_site(
    client: Client,
    source: Source,
    due: list[tuple[RemoteFile, Snapshot | None]],
    inbox: Path,
    run: RefreshRun,
) -> Iterator[FetchFile]:
    url = due[0][0].url
    host = urlsplit(url).netloc
    try:
        robots = _robots(client, host, inbox / "robots.txt")
    except IngestionError as error:
        yield partial(_fail, error)
        return
    if not robots.can_fetch(AGENT, url):
        run.note(f"robots.txt of {host} disallows its programmes, so none is fetched")
        return
    for remote, newest in due:
        delay = float(robots.crawl_delay(AGENT) or 0)
        yield partial(_fetch, client, source, remote, inbox, newest, delay)


def _robots(client: Client, host: str, path: Path) -> RobotFileParser:
    """Return the rules of a site; a site without a robots.txt allows everything."""
    robots = RobotFileParser()
    try:
        client.download(f"https://{host}/robots.txt", path)
        robots.parse(path.read_text(encoding="utf-8", errors="replace").splitlines())
    except NotFoundError:
        robots.parse([])
    return robots


def _fail(error: IngestionError) -> NoReturn:
    raise error


def _fetch(
    client: Client,
    source: Source,
    remote: RemoteFile,
    inbox: Path,
    newest: Snapshot | None,
    delay: float,
) -> SourceFile | None:
    """Download a programme; None if it has not changed, or is not published yet."""
    time.sleep(delay)
    return download_if_any(client, source, remote, inbox, newest)


def probe(client: Client) -> tuple[Iterable[str], str]:
    """Ask for the start of one programme. It has no fields."""
    cell = next(iter(venues(SOURCE.name).values()))
    _, remote, _ = editions(cell, dt.date.today().year - 1)[-1]
    return (), client.start_of(remote.url)[1]
