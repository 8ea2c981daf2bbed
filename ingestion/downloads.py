"""Download the files that a source lists, if they have changed."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path
from typing import Any

from ingestion.errors import IngestionError, NotFoundError
from ingestion.http import Client, Download, public_url
from ingestion.landing.files import SourceFile, fetched_file
from ingestion.landing.schema import RemoteFile, Source
from ingestion.landing.snapshots import Snapshot, snapshots
from ingestion.request import FetchFile, RefreshRequest, RefreshRun


def listed_files(
    client: Client, source: Source, raw: Path, inbox: Path, request: RefreshRequest, _: RefreshRun
) -> Iterator[FetchFile]:
    """Yield a download of each of a source's current files; a full one of unchanged files too."""
    stored = [] if request.full else snapshots(raw, source)
    for remote in _listed(client, source):
        known = [snapshot for snapshot in stored if snapshot.url == public_url(remote.url)]
        newest = max(known, key=lambda snapshot: snapshot.retrieved_at, default=None)
        yield partial(download, client, source, remote, inbox, newest)


def download(
    client: Client, source: Source, remote: RemoteFile, inbox: Path, newest: Snapshot | None
) -> SourceFile | None:
    """Download one file; None if the publisher reports the ``newest`` snapshot as current."""
    path = inbox / remote.name
    known = Download(newest.etag, newest.last_modified) if newest else None
    received = client.download(remote.url, path, known)
    if received is None:
        return None
    return dataclasses.replace(
        fetched_file(source, path, public_url(remote.url), _date(received.last_modified)),
        etag=received.etag,
        last_modified=received.last_modified,
    )


def download_if_any(
    client: Client, source: Source, remote: RemoteFile, inbox: Path, newest: Snapshot | None
) -> SourceFile | None:
    """Download one file as ``download`` does; None if the publisher never had it."""
    try:
        return download(client, source, remote, inbox, newest)
    except NotFoundError:
        if newest is None:
            return None
        raise


def probe_listed(client: Client, source: Source) -> tuple[Sequence[str], str]:
    """Return the headings of a source's first file if it is a CSV file, and the file's date."""
    remote = _listed(client, source)[0]
    start, modified = client.start_of(remote.url)
    line = start.decode("utf-8-sig", "replace").splitlines()[:1]
    headings = next(csv.reader(line), []) if remote.name.endswith(".csv") else []
    return headings, str(_date(modified) or "")


def _listed(client: Client, source: Source) -> list[RemoteFile]:
    if source.remote_files is None:
        return []
    try:
        listed = source.remote_files(lambda url: client.get_json(url, dict[str, Any]).value)
    except (KeyError, TypeError) as error:
        raise IngestionError(source.name, f"the publisher's list of files lacks {error}") from error
    for remote in listed:
        if Path(remote.name).name != remote.name:
            raise IngestionError(source.name, f"{remote.name!r} is not a valid file name")
    return listed


def _date(header: str | None) -> dt.date | None:
    """Return the date of a Last-Modified header; None if it has none."""
    try:
        return parsedate_to_datetime(header or "").date()
    except (ValueError, OverflowError):
        return None
