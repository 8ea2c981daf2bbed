"""Download the newest monthly release of DBLP, if it is not stored.

The releases at Dagstuhl's archive (CC0) never change. The address of a release has its day, which
is not always the first of the month, so the newest one is read from their page. The daily dump at
dblp.org forbids robots, so it is not used.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Generator
from pathlib import Path

import requests

from ingestion.errors import IngestionError
from ingestion.fetching.downloads import download
from ingestion.fetching.http import Client, RetryableError, read_body
from ingestion.fetching.request import Fetcher, RefreshRequest, RefreshRun
from ingestion.fetching.selection import nothing_selected
from ingestion.landing.files import SourceFile
from ingestion.landing.schema import RemoteFile, Source
from ingestion.landing.snapshots import snapshots
from ingestion.sources.dblp.selection import venues

PAGE = "https://drops.dagstuhl.de/entities/collection/10.4230/dblp.xml"
FILES = "https://drops.dagstuhl.de/storage/artifacts/dblp/xml"
RELEASE = re.compile(r"10\.4230/dblp\.xml\.([0-9]{4}-[0-9]{2}-[0-9]{2})\b")
MAX_PAGE_BYTES = 16 * 1024**2


def fetch(
    source: Source, raw: Path, inbox: Path, request: RefreshRequest, run: RefreshRun
) -> Generator[SourceFile]:
    """Download the newest release, about 1 GB, unless it is stored. Its date is the vintage.

    Raises SourceOffError if no venue is selected.
    """
    if not venues():
        raise nothing_selected(source.name)
    with Client() as http:
        try:
            date = newest_release(http)
            remote = RemoteFile(f"dblp-{date}.xml.gz", f"{FILES}/{date.year}/dblp-{date}.xml.gz")
            stored = {snapshot.url for snapshot in snapshots(raw, source)}
            if remote.url in stored and not request.full:
                return
            run.log(f"release of {date}")
            file = download(http, source, remote, inbox, None)
        finally:
            run.calls = http.calls
    if file is not None:
        yield dataclasses.replace(file, vintage=date, vintage_rule="publisher")


def newest_release(http: Client) -> dt.date:
    """Read the date of the newest release. Raises IngestionError if the page names none."""
    newest = http.get(PAGE, _newest_date)
    try:
        return dt.date.fromisoformat(newest)
    except ValueError as error:
        raise IngestionError(PAGE, f"the newest release has an invalid date: {error}") from None


def _newest_date(response: requests.Response) -> str:
    text = read_body(response, MAX_PAGE_BYTES).decode("utf-8", "replace")
    dates = RELEASE.findall(text)
    if not dates:
        # A browser challenge may be gone at the next attempt.
        raise RetryableError("the page names no release")
    return str(max(dates))


FETCHERS = (Fetcher(fetch),)
