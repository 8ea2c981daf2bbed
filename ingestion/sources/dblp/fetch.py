"""DBLP's monthly releases: the newest one is fetched, once.

They stand at Dagstuhl's archive, CC0, and never change. Their page is asked for the newest, as the
day in a name is the day of the release, not always the first of the month. The daily dump at
dblp.org is left alone: it forbids robots and answers them with a challenge.
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
from ingestion.fetching.http import Client, unpacked
from ingestion.fetching.request import Fetcher, RefreshRequest, RefreshRun
from ingestion.fetching.selection import nothing_selected
from ingestion.landing.files import SourceFile
from ingestion.landing.schema import RemoteFile, Source
from ingestion.landing.snapshots import snapshots
from ingestion.sources.dblp.selection import venues

PAGE = "https://drops.dagstuhl.de/entities/collection/10.4230/dblp.xml"
FILES = "https://drops.dagstuhl.de/storage/artifacts/dblp/xml"
RELEASE = re.compile(r"10\.4230/dblp\.xml\.(\d{4}-\d{2}-\d{2})\b")
MAX_PAGE_BYTES = 16 * 1024**2


def fetch(
    source: Source, raw: Path, inbox: Path, wanted: RefreshRequest, run: RefreshRun
) -> Generator[SourceFile]:
    """Fetch the newest release, about 1 GB, unless it is held; the vintage is its date.

    Raises SourceOffError where no venue is kept.
    """
    if not venues():
        raise nothing_selected(source.name)
    with Client() as http:
        run.calls += 1
        date = newest(http)
        remote = RemoteFile(f"dblp-{date}.xml.gz", f"{FILES}/{date.year}/dblp-{date}.xml.gz")
        held = {snapshot.url for snapshot in snapshots(raw, source)}
        if remote.url in held and not wanted.full:
            return
        run.log(f"release of {date}")
        run.calls += 1
        file = download(http, source, remote, inbox, None)
    if file is not None:
        yield dataclasses.replace(file, vintage=date, vintage_rule="publisher")


def newest(http: Client) -> dt.date:
    """The date of the newest release. Raises IngestionError where the page names none."""
    dates = RELEASE.findall(http.get(PAGE, _text))
    if not dates:
        raise IngestionError(PAGE, "the page names no release")
    try:
        return dt.date.fromisoformat(max(dates))
    except ValueError as error:
        raise IngestionError(PAGE, f"the newest release has no date: {error}") from None


def _text(response: requests.Response) -> str:
    return b"".join(unpacked(response, MAX_PAGE_BYTES)).decode("utf-8", "replace")


FETCHERS = (Fetcher(fetch),)
