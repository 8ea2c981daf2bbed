"""Fetch a source's files over HTTP: bounded, retried, only when they changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from ingestion.discovery import SourceFile
from ingestion.errors import IngestionError
from ingestion.landing import Snapshot
from ingestion.schema import RemoteFile, Source

USER_AGENT = "compute-divide/0.1 (open research platform)"
TIMEOUT_SECONDS = (10, 60)
MAX_BYTES = 4 * 1024**3
CHUNK_BYTES = 1024**2


def session(backoff_seconds: float = 1.0) -> requests.Session:
    """A session that retries what is worth retrying and honours Retry-After."""
    retry = Retry(
        total=5,
        backoff_factor=backoff_seconds,
        status_forcelist=(429, 500, 502, 503, 504),
        allowed_methods=("GET",),
        raise_on_status=False,
    )
    made = requests.Session()
    made.headers["User-Agent"] = USER_AGENT
    for scheme in ("https://", "http://"):
        made.mount(scheme, HTTPAdapter(max_retries=retry))
    return made


def fetch(
    http: requests.Session, source: Source, folder: Path, held: Sequence[Snapshot]
) -> list[SourceFile]:
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


def get_json(http: requests.Session, url: str) -> Any:  # noqa: ANN401 - JSON of any shape
    """GET a JSON document. Raises IngestionError where there is none."""
    try:
        response = http.get(url, timeout=TIMEOUT_SECONDS)
        response.raise_for_status()
        return response.json()
    except requests.RequestException as error:
        raise IngestionError(public_url(url), _reason(error)) from None


def download(
    http: requests.Session,
    source: Source,
    remote: RemoteFile,
    folder: Path,
    newest: Snapshot | None,
) -> SourceFile | None:
    """Download one file; None where the publisher says that it has not changed."""
    shown = public_url(remote.url)
    path = folder / remote.name
    try:
        with http.get(
            remote.url, headers=_conditions(newest), stream=True, timeout=TIMEOUT_SECONDS
        ) as response:
            if response.status_code == requests.codes.not_modified:
                return None
            response.raise_for_status()
            _write_body(response, path, shown)
            headers = response.headers
    except requests.RequestException as error:
        raise IngestionError(shown, _reason(error)) from None
    retrieved_at = dt.datetime.now(dt.UTC)
    modified = headers.get("Last-Modified")
    vintage = parsedate_to_datetime(modified).date() if modified else retrieved_at.date()
    return SourceFile(
        path=path,
        name=f"{source.name}/{remote.name}",
        url=shown,
        licence=source.licence,
        vintage=vintage,
        vintage_rule="publisher" if modified else "retrieval",
        publisher=source.publisher,
        citation=source.citation,
        retrieved_at=retrieved_at,
        etag=headers.get("ETag"),
        last_modified=modified,
    )


def public_url(url: str) -> str:
    """A URL without its query, where keys travel."""
    return urlunsplit(urlsplit(url)._replace(query="", fragment=""))


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


def _reason(error: requests.RequestException) -> str:
    """Say what failed without repeating the URL, which may hold a key."""
    if error.response is not None:
        return f"HTTP {error.response.status_code} {error.response.reason}"
    return f"{type(error).__name__} while reading it"
