"""Refresh the paper lists that are due; a list lands only if its bytes have changed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import shutil
from collections.abc import Generator
from pathlib import Path

import msgspec

from ingestion.errors import IngestionError, NotFoundError, SourceOffError
from ingestion.fetching.credentials import PAPERCOPILOT_SWITCH, credential
from ingestion.fetching.downloads import download
from ingestion.fetching.http import Client, parsed
from ingestion.fetching.request import Fetcher, RefreshRequest, RefreshRun
from ingestion.fetching.schedule import DueLists, VenueYear
from ingestion.landing.files import SourceFile
from ingestion.landing.schema import RemoteFile, Source
from ingestion.landing.snapshots import Snapshot
from ingestion.sources.papercopilot.selection import paper_lists

ENDING = ".json"
BASE = "https://raw.githubusercontent.com/papercopilot/paperlists/main"


class _Record(msgspec.Struct):
    """A field that a list of papers has, and that other JSON lacks."""

    title: str | None


def is_on() -> bool:
    """Return whether the operator has switched on lists without a licence."""
    return credential(PAPERCOPILOT_SWITCH).lower() == "yes"


def fetch(
    source: Source, raw: Path, inbox: Path, request: RefreshRequest, run: RefreshRun
) -> Generator[SourceFile]:
    """Refresh the due lists. Raises SourceOffError unless the source is switched on."""
    if not is_on():
        raise SourceOffError(f"{source.notice}; set {PAPERCOPILOT_SWITCH}=yes to fetch them")
    run.log(f"{PAPERCOPILOT_SWITCH} is on: {source.notice}")
    with Client() as http:
        yield from fetch_with(http, source, raw, inbox, request, run)


def fetch_with(
    http: Client,
    source: Source,
    raw: Path,
    inbox: Path,
    request: RefreshRequest,
    run: RefreshRun,
    base: str = BASE,
    today: dt.date | None = None,
) -> Generator[SourceFile]:
    """Refresh the due lists; lists that were never fetched come first.

    If a list fails, the others continue, and IngestionError is raised at the end for all failed
    lists. It is no error if the publisher does not have a list.
    """
    today = today or dt.datetime.now(dt.UTC).date()
    due = DueLists(source, raw, paper_lists(today.year), request, today, ENDING, run.log)
    missing = 0

    def fetch_list(paper_list: VenueYear) -> SourceFile | None:
        nonlocal missing
        stored = None if request.full else due.stored(paper_list)
        try:
            return _fetch(http, source, paper_list, base, inbox, stored)
        except NotFoundError:
            missing += 1
            return None

    try:
        yield from due.files(fetch_list, run)
    finally:
        run.calls = http.calls
        run.log(f"{len(due.lists):,} lists requested; {missing:,} do not exist")


def _fetch(
    http: Client,
    source: Source,
    paper_list: VenueYear,
    base: str,
    inbox: Path,
    stored: Snapshot | None,
) -> SourceFile | None:
    """Download one list into its own folder; None if it has not changed."""
    name = f"{paper_list.name}{ENDING}"
    remote = RemoteFile(name, f"{base}/{paper_list.venue}/{name}")
    folder = inbox / paper_list.name
    folder.mkdir()
    try:
        file = download(http, source, remote, folder, stored)
        if file is not None:
            _check(file)
            return dataclasses.replace(file, fetched_into=folder)
    except IngestionError:
        shutil.rmtree(folder)
        raise
    shutil.rmtree(folder)
    return None


def _check(file: SourceFile) -> None:
    try:
        records = parsed(file.path.read_bytes(), list[_Record])
    except msgspec.DecodeError as error:
        raise IngestionError(file.url, f"not a paper list: {error}") from None
    if not records:
        raise IngestionError(file.url, "the list is empty")


FETCHERS = (Fetcher(fetch),)
