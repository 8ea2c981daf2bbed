"""Fetch the files of the selected venues from the Anthology's repository, if they have changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

from ingestion.http import Client
from ingestion.landing.schema import RemoteFile, Source
from ingestion.run import FetchFile, Probe, RefreshRun
from ingestion.venues import venues

BASE = "https://raw.githubusercontent.com/acl-org/acl-anthology/master/data/xml"


def fetch(run: RefreshRun) -> Iterator[FetchFile]:
    """Ask for the file of each venue and year."""
    for venue, first in venues(run.source.name).items():
        for year in range(int(first), dt.datetime.now(dt.UTC).year + 1):
            name = f"{year}.{venue}.xml"
            yield partial(run.download_if_any, RemoteFile(name, f"{BASE}/{name}"))


def probe(client: Client, source: Source) -> Iterator[Probe]:
    """Ask for the start of one file."""
    name = f"{dt.date.today().year - 1}.{next(iter(venues(source.name)))}.xml"
    yield lambda: client.start_of(f"{BASE}/{name}")[1]
