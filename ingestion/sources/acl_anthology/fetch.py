"""Fetch the files of the selected venues from the Anthology's repository, if they have changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from ingestion.downloads import download_if_any
from ingestion.http import Client
from ingestion.landing.schema import RemoteFile, Source
from ingestion.landing.snapshots import newest_by_file, snapshots
from ingestion.request import FetchFile, RefreshRequest, RefreshRun
from ingestion.sources.acl_anthology.source import SOURCE
from ingestion.venues import venues

BASE = "https://raw.githubusercontent.com/acl-org/acl-anthology/master/data/xml"


def fetch(
    client: Client, source: Source, raw: Path, inbox: Path, request: RefreshRequest, run: RefreshRun
) -> Iterator[FetchFile]:
    """Ask for the file of each venue and year."""
    stored = {} if request.full else newest_by_file(snapshots(raw, source))
    this_year = dt.datetime.now(dt.UTC).year
    for venue, first in venues(source.name).items():
        for year in range(int(first), this_year + 1):
            remote = RemoteFile(f"{year}.{venue}.xml", f"{BASE}/{year}.{venue}.xml")
            newest = stored.get(f"{source.name}/{remote.name}")
            yield partial(download_if_any, client, source, remote, inbox, newest)


def probe(client: Client) -> tuple[Iterable[str], str]:
    """Ask for the start of one file. It has no fields and no date."""
    client.start_of(f"{BASE}/{dt.date.today().year - 1}.{next(iter(venues(SOURCE.name)))}.xml")
    return (), ""
