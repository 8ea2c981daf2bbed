"""The fetch of a source that lists its files."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from ingestion.errors import IngestionError
from ingestion.http import Client
from ingestion.landing.schema import RemoteFile, Source
from ingestion.run import FetchFile, Probe, RefreshRun


def fetch(run: RefreshRun) -> Iterator[FetchFile]:
    """Yield a download of each of the source's current files."""
    for remote in _listed(run.client, run.source):
        yield partial(run.download, remote)


def probe(client: Client, source: Source) -> Iterator[Probe]:
    """Ask for the start of each file: the headings of a CSV file, and the day of the file."""
    for remote in _listed(client, source):
        yield partial(_start, client, remote)


def _start(client: Client, remote: RemoteFile) -> tuple[Sequence[str], str]:
    start, modified = client.start_of(remote.url)
    line = start.decode("utf-8-sig", "replace").splitlines()[:1]
    headings = next(csv.reader(line), []) if remote.name.endswith(".csv") else []
    return headings, modified


def _listed(client: Client, source: Source) -> list[RemoteFile]:
    try:
        return source.remote_files(lambda url: client.get_json(url, dict[str, Any]).value)
    except (KeyError, TypeError) as error:
        raise IngestionError(source.name, f"the publisher's list of files lacks {error}") from error
