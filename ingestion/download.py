"""Fetch a source's files over HTTP: only when they changed, and only whole ones."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import requests

from ingestion.discovery import SourceFile
from ingestion.errors import IngestionError
from ingestion.http import CHUNK_BYTES, Client, public_url
from ingestion.landing import Snapshot
from ingestion.schema import RemoteFile, Source

MAX_BYTES = 4 * 1024**3


def fetch(http: Client, source: Source, folder: Path, held: Sequence[Snapshot]) -> list[SourceFile]:
    """Download a source's current files into ``folder``, except those that have not changed.

    ``held`` are the source's snapshots; the newest one of a URL makes the request conditional.
    Raises IngestionError, which names the URL without its query, on anything but a whole file.
    """
    files = []
    for remote in source.remote_files(lambda url: get_json(http, url)):
        newest = max(
            (s for s in held if s.url == public_url(remote.url)),
            key=lambda s: s.retrieved_at,
            default=None,
        )
        file = download(http, source, remote, folder, newest)
        if file is not None:
            files.append(file)
    return files


def get_json(http: Client, url: str) -> Any:  # noqa: ANN401 - JSON of any shape
    """GET a JSON document. Raises IngestionError where there is none."""
    try:
        return http.get(url, lambda response: json.loads(response.content))
    except ValueError as error:
        raise IngestionError(public_url(url), f"{type(error).__name__} while reading it") from None


def download(
    http: Client,
    source: Source,
    remote: RemoteFile,
    folder: Path,
    newest: Snapshot | None,
) -> SourceFile | None:
    """Download one file; None where the publisher says that it has not changed."""
    path = folder / remote.name

    def keep(response: requests.Response) -> requests.structures.CaseInsensitiveDict[str] | None:
        if response.status_code == requests.codes.not_modified:
            return None
        _write_body(response, path, public_url(remote.url))
        return response.headers

    headers = http.get(remote.url, keep, headers=_conditions(newest))
    return None if headers is None else _describe(source, remote, path, headers)


def _describe(
    source: Source,
    remote: RemoteFile,
    path: Path,
    headers: requests.structures.CaseInsensitiveDict[str],
) -> SourceFile:
    retrieved_at = dt.datetime.now(dt.UTC)
    modified = headers.get("Last-Modified")
    vintage = parsedate_to_datetime(modified).date() if modified else retrieved_at.date()
    return SourceFile(
        path=path,
        name=f"{source.name}/{remote.name}",
        url=public_url(remote.url),
        licence=source.licence,
        vintage=vintage,
        vintage_rule="publisher" if modified else "retrieval",
        publisher=source.publisher,
        citation=source.citation,
        retrieved_at=retrieved_at,
        etag=headers.get("ETag"),
        last_modified=modified,
    )


def _conditions(newest: Snapshot | None) -> dict[str, str]:
    if newest is None:
        return {}
    wanted = {"If-None-Match": newest.etag, "If-Modified-Since": newest.last_modified}
    return {name: value for name, value in wanted.items() if value}


def _write_body(response: requests.Response, path: Path, shown: str) -> None:
    if "text/html" in response.headers.get("Content-Type", ""):
        raise IngestionError(shown, "the server answered with a web page, not with the file")
    written = 0
    with path.open("wb") as stream:
        for chunk in response.iter_content(CHUNK_BYTES):
            written += len(chunk)
            if written > MAX_BYTES:
                raise IngestionError(shown, f"the body is larger than {MAX_BYTES} bytes")
            stream.write(chunk)
    if written == 0:
        raise IngestionError(shown, "the body is empty")
