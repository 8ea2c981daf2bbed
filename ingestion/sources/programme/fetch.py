"""Fetch the programmes of the selected venues, as far as the robots.txt of each site allows it.

A cell of the column ``programme`` in ``ingestion/venues.csv`` has the host of a venue's site and
its first year, and ``/2`` after it if the venue meets every second year.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NoReturn
from urllib.robotparser import RobotFileParser

from ingestion.credentials import PROGRAMME_SWITCH, credential
from ingestion.downloads import download
from ingestion.errors import IngestionError, NotFoundError, SourceOffError
from ingestion.http import Client
from ingestion.landing.files import SourceFile
from ingestion.landing.schema import RemoteFile, Source
from ingestion.landing.snapshots import Snapshot, newest_by_file, snapshots
from ingestion.request import FetchFile, RefreshRequest, RefreshRun
from ingestion.state import state_of
from ingestion.venues import venues, years_of

AGENT = "compute-divide"
# The newest two programmes of a venue grow, and older ones are sometimes corrected.
NEW_EDITIONS, NEW_DUE_DAYS, OLD_DUE_DAYS = 2, 7, 180


@dataclass(frozen=True)
class Edition:
    """The programme of a venue in a year, and the days after which it is due again."""

    host: str
    year: int
    due_days: int

    @property
    def name(self) -> str:
        """Return the name of the file, such as ``neurips-2025-orals-posters.json``."""
        return f"{self.host.partition('.')[0]}-{self.year}-orals-posters.json"

    @property
    def url(self) -> str:
        """Return the address of the file at the site."""
        return f"https://{self.host}/static/virtual/data/{self.name}"

    def is_due(self, retrieved: dt.date, asked: dt.date, today: dt.date) -> bool:
        """Return whether a period has ended since the sites were last ``asked``.

        A file that has not changed keeps its date of retrieval, so periods begin there.
        """
        periods = [(day - retrieved).days // self.due_days for day in (asked, today)]
        return periods[0] < periods[1]


def editions(cell: str, this_year: int) -> list[Edition]:
    """Return the programmes that a cell of the table selects, the newest first."""
    host, _, years = cell.partition(" ")
    return [
        Edition(host, year, NEW_DUE_DAYS if place < NEW_EDITIONS else OLD_DUE_DAYS)
        for place, year in enumerate(reversed(years_of(years, this_year)))
    ]


def fetch(
    client: Client, source: Source, raw: Path, inbox: Path, request: RefreshRequest, run: RefreshRun
) -> Iterator[FetchFile]:
    """Fetch the programmes that are due, one site after another."""
    if credential(PROGRAMME_SWITCH).lower() == "no":
        raise SourceOffError(f"{PROGRAMME_SWITCH} is no")
    run.log(source.notice)
    stored = newest_by_file(snapshots(raw, source))
    last, today = state_of(raw, source).succeeded_at, dt.datetime.now(dt.UTC).date()
    for cell in venues("programme").values():
        due = [
            (edition, newest)
            for edition in editions(cell, today.year)
            if request.years is None or edition.year in request.years
            for newest in [stored.get(f"{source.name}/{edition.name}")]
            if request.full or newest is None or edition.is_due(*_asked(newest, last), today)
        ]
        if not due:
            continue
        site = due[0][0]
        try:
            robots = _robots(client, site.host, inbox)
        except IngestionError as error:
            yield partial(_fail, error)
            continue
        if not robots.can_fetch(AGENT, site.url):
            run.note(f"robots.txt of {site.host} disallows its programmes, so none is fetched")
            continue
        delay = float(robots.crawl_delay(AGENT) or 0)
        for edition, newest in due:
            yield partial(_fetch, client, source, edition, inbox, newest, delay, run)


def _asked(newest: Snapshot, last: str | None) -> tuple[dt.date, dt.date]:
    """Return when a file was retrieved, and when it was last asked for in a complete refresh."""
    retrieved = dt.datetime.fromisoformat(newest.retrieved_at).date()
    asked = dt.datetime.fromisoformat(last).date() if last else retrieved
    return retrieved, max(asked, retrieved)


def _robots(client: Client, host: str, inbox: Path) -> RobotFileParser:
    """Return the rules of a site; a site without a robots.txt allows everything."""
    robots, path = RobotFileParser(), inbox / "robots.txt"
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
    edition: Edition,
    inbox: Path,
    newest: Snapshot | None,
    delay: float,
    run: RefreshRun,
) -> SourceFile | None:
    """Download a programme; None if it has not changed, or is not published yet."""
    time.sleep(delay)
    remote = RemoteFile(edition.name, edition.url)
    try:
        return download(client, source, remote, inbox, newest)
    except NotFoundError:
        if newest is not None:
            raise
        run.log(f"{edition.name} is not published")
        return None
