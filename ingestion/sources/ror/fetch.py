"""Fetch the newest dump, which Zenodo's concept record names."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from ingestion.errors import IngestionError
from ingestion.http import Client
from ingestion.landing.schema import RemoteFile, Source
from ingestion.run import FetchFile, Probe, RefreshRun

LATEST_RECORD = "https://zenodo.org/api/records/6347574"


def fetch(run: RefreshRun) -> Iterator[FetchFile]:
    """Yield a download of each file of the newest dump."""
    for remote in _files(run.client):
        yield partial(run.download, remote)


def probe(client: Client, source: Source) -> Iterator[Probe]:
    """Ask for the start of each file."""
    for remote in _files(client):
        yield lambda url=remote.url: client.start_of(url)[1]  # type: ignore[misc]


def _files(client: Client) -> list[RemoteFile]:
    record = client.get_json(LATEST_RECORD, dict[str, Any]).value
    try:
        files = [RemoteFile(Path(one["key"]).name, one["links"]["self"]) for one in record["files"]]
    except (KeyError, TypeError) as error:
        raise IngestionError(LATEST_RECORD, f"its list of files lacks {error}") from error
    if not files:
        raise IngestionError(LATEST_RECORD, "its list of files is empty")
    return files
