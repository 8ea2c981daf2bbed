"""Refresh the lists of papers that are due, each only when its bytes have changed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import shutil
from collections.abc import Generator
from pathlib import Path

import msgspec

from ingestion.errors import IngestionError, NotFoundError, SourceOffError
from ingestion.fetching.downloads import download
from ingestion.fetching.http import Client, parsed
from ingestion.fetching.request import Fetcher, RefreshRequest, RefreshRun
from ingestion.fetching.schedule import ASKED, FetchLog, FetchResult, VenueYear, chosen
from ingestion.landing.files import SourceFile
from ingestion.landing.schema import RemoteFile, Source
from ingestion.landing.snapshots import Snapshot, newest_by_file, sha256, snapshots
from ingestion.sources.papercopilot.selection import lists

SWITCH = "COMPUTE_DIVIDE_PAPER_LISTS"
BASE = "https://raw.githubusercontent.com/papercopilot/paperlists/main"


class _Record(msgspec.Struct):
    """Of a record, what tells a list of papers from anything else."""

    title: str | None


def is_on() -> bool:
    """Whether someone has taken it upon themselves to fetch lists that carry no licence."""
    return os.environ.get(SWITCH, "").strip().lower() == "yes"


def fetch(
    source: Source, raw: Path, inbox: Path, wanted: RefreshRequest, run: RefreshRun
) -> Generator[SourceFile]:
    """Refresh the lists that are due. Raises SourceOffError unless they are switched on."""
    if not is_on():
        raise SourceOffError(f"{source.notice}; {SWITCH}=yes fetches them")
    run.say(f"{SWITCH} is on: {source.notice}")
    with Client() as http:
        yield from fetch_with(http, source, raw, inbox, wanted, run)


def fetch_with(
    http: Client,
    source: Source,
    raw: Path,
    inbox: Path,
    wanted: RefreshRequest,
    run: RefreshRun,
    base: str = BASE,
    today: dt.date | None = None,
) -> Generator[SourceFile]:
    """Refresh the lists that are due, those that were never asked for first.

    A list that can't be had does not stop the others: they come first, then IngestionError is
    raised for it. A list that the publisher does not have is no error.
    """
    today = today or dt.datetime.now(dt.UTC).date()
    memory = FetchLog(raw / source.name / ASKED)
    newest = newest_by_file(snapshots(raw, source))

    def held(one: VenueYear) -> Snapshot | None:
        return newest.get(f"{source.name}/{one.name}.json")

    late = memory.due(chosen(lists(today.year), wanted), held, today, wanted)
    if wanted.full:
        memory.forget(late)
    missing, broken = 0, []
    for one in late:
        run.calls += 1
        answer, file = FetchResult(today), None
        try:
            file = _fetch(http, source, one, base, inbox, None if wanted.full else held(one))
        except NotFoundError:
            missing += 1
        except IngestionError as error:
            run.say(f"{one.name}: {error}")
            broken.append(str(error))
            answer.is_good = False
        if file is not None:
            answer.to_land = sha256(file.path)
            yield file
        memory.note(one, answer)
    run.say(f"{len(late):,} lists asked for; {missing:,} are not there")
    if broken:
        raise IngestionError(source.name, "; ".join(broken))


def url_of(base: str, one: VenueYear) -> str:
    """Where a list is."""
    return f"{base}/{one.venue}/{one.name}.json"


def _fetch(
    http: Client,
    source: Source,
    one: VenueYear,
    base: str,
    inbox: Path,
    held: Snapshot | None,
) -> SourceFile | None:
    """The file in a folder of its own; None where it has not changed."""
    remote = RemoteFile(f"{one.name}.json", url_of(base, one))
    folder = inbox / one.name
    folder.mkdir()
    try:
        file = download(http, source, remote, folder, held)
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
        raise IngestionError(file.url, f"not a list of papers: {error}") from None
    if not records:
        raise IngestionError(file.url, "the list is empty")


FETCHERS = (Fetcher(fetch),)
