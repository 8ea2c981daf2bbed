"""Download a source's files over HTTP, if they have changed and arrive complete."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Generator, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import requests
from tqdm import tqdm

from ingestion.errors import IngestionError
from ingestion.fetching.http import (
    Client,
    RetryableError,
    http_date,
    public_url,
    read_body,
    unpacked,
)
from ingestion.fetching.request import Fetcher, RefreshRequest, RefreshRun
from ingestion.fetching.state import state_of, trusts_not_modified
from ingestion.landing.files import SourceFile, fetched_file
from ingestion.landing.schema import RemoteFile, Source
from ingestion.landing.snapshots import Snapshot, snapshots

MAX_BYTES = 4 * 1024**3
MAX_JSON_BYTES = 64 * 1024**2


def fetch(
    http: Client, source: Source, folder: Path, stored: Sequence[Snapshot]
) -> list[SourceFile]:
    """Download a source's current files into ``folder``, except those that have not changed.

    ``stored`` are the source's snapshots; the newest one of a URL makes the request conditional.
    Raises IngestionError, which names the URL without its query, unless every file is complete.
    """
    files = []
    for remote in _listed(http, source):
        newest = max(
            (s for s in stored if s.url == public_url(remote.url)),
            key=lambda s: s.retrieved_at,
            default=None,
        )
        file = download(http, source, remote, folder, newest)
        if file is not None:
            files.append(file)
    return files


def _listed(http: Client, source: Source) -> list[RemoteFile]:
    try:
        listed = source.remote_files(lambda url: get_json(http, url))
    except (KeyError, TypeError) as error:
        raise IngestionError(source.name, f"the publisher's list of files lacks {error}") from error
    for remote in listed:
        if Path(remote.name).name != remote.name:
            raise IngestionError(source.name, f"{remote.name!r} is not a valid file name")
    return listed


def get_json(http: Client, url: str) -> Any:  # noqa: ANN401 - JSON of any shape
    """GET a JSON document. Raises IngestionError if the answer is not JSON."""
    return http.get(url, _json)


def _json(response: requests.Response) -> Any:  # noqa: ANN401 - JSON of any shape
    body = read_body(response, MAX_JSON_BYTES)
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RetryableError(f"{type(error).__name__} while reading it") from None


def download(
    http: Client,
    source: Source,
    remote: RemoteFile,
    folder: Path,
    newest: Snapshot | None,
) -> SourceFile | None:
    """Download one file; None if the publisher reports it as unchanged."""
    path = folder / remote.name
    conditions = _conditions(newest)

    def keep(response: requests.Response) -> requests.structures.CaseInsensitiveDict[str] | None:
        if response.status_code == requests.codes.not_modified:
            if not conditions:
                raise IngestionError(
                    public_url(remote.url), "HTTP 304 Not Modified, but no snapshot of it is stored"
                )
            return None
        _write_body(response, path)
        return response.headers

    headers = http.get(remote.url, keep, headers=conditions)
    return None if headers is None else _describe(source, remote, path, headers)


def _describe(
    source: Source,
    remote: RemoteFile,
    path: Path,
    headers: requests.structures.CaseInsensitiveDict[str],
) -> SourceFile:
    published_at = http_date(headers.get("Last-Modified", ""))
    return dataclasses.replace(
        fetched_file(source, path, public_url(remote.url), published_at=published_at),
        etag=headers.get("ETag"),
        last_modified=headers.get("Last-Modified"),
    )


def _conditions(newest: Snapshot | None) -> dict[str, str]:
    if newest is None:
        return {}
    headers = {"If-None-Match": newest.etag, "If-Modified-Since": newest.last_modified}
    return {name: value for name, value in headers.items() if value}


def with_progress(
    response: requests.Response, chunks: Iterable[bytes], name: str
) -> Iterator[bytes]:
    """Yield the chunks of a body, and show a progress bar of bytes in a terminal."""
    is_quiet = not sys.stderr.isatty()
    with tqdm(
        total=response.raw.length_remaining,
        desc=name,
        unit="B",
        unit_scale=True,
        leave=False,
        disable=is_quiet,
    ) as bar:
        for chunk in chunks:
            bar.update(len(chunk))
            yield chunk


def _write_body(response: requests.Response, path: Path) -> None:
    if "text/html" in response.headers.get("Content-Type", ""):
        raise RetryableError("the server sent a web page instead of the file")
    last = b""
    with path.open("wb") as stream:
        for last in with_progress(response, unpacked(response, MAX_BYTES), path.name):
            stream.write(last)
    if not last:
        raise RetryableError("the body is empty")
    # A wrong Content-Length can truncate a table, and only the last line shows that.
    if path.suffix == ".csv" and not last.endswith(b"\n"):
        raise RetryableError("the last line has no line break, so the file may be incomplete")


def fetch_listed(
    source: Source, raw: Path, inbox: Path, request: RefreshRequest, run: RefreshRun
) -> Generator[SourceFile]:
    """Fetch the listed files of a source that have changed."""
    run.fetches_all = request.full or not trusts_not_modified(state_of(raw, source))
    stored = [] if run.fetches_all else snapshots(raw, source)
    with Client() as http:
        try:
            yield from fetch(http, source, inbox, stored)
        finally:
            run.calls = http.calls


LISTED_FILES = Fetcher(fetch_listed, lands_together=True)
