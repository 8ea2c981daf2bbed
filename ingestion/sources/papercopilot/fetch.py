"""Fetch the paper lists of the selected venues, if they have changed.

A cell of the column ``papercopilot`` in ``ingestion/venues.csv`` has the first year of a venue, and
``/2`` after it if the venue meets every second year.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec
from tqdm import tqdm

from ingestion.credentials import PAPERCOPILOT_SWITCH, credential
from ingestion.downloads import download
from ingestion.errors import IngestionError, NotFoundError, SourceOffError
from ingestion.http import Client
from ingestion.landing.files import SourceFile
from ingestion.landing.schema import RemoteFile, Source
from ingestion.landing.snapshots import Snapshot, newest_by_file, snapshots
from ingestion.request import FetchFile, RefreshRequest, RefreshRun
from ingestion.state import is_due
from ingestion.venues import venues, years_of

BASE = "https://raw.githubusercontent.com/papercopilot/paperlists/main"
# The lists of the newest years grow, and old ones are sometimes corrected.
DUE_DAYS = 7
# The papers of a conference in spring are listed in the autumn before.
YEARS_AHEAD = 1


@dataclass(frozen=True)
class PaperList:
    """The papers of a venue in a year."""

    venue: str
    year: int

    @property
    def name(self) -> str:
        """Return the name of the list, such as ``nips2021``."""
        return f"{self.venue}{self.year}"


class _Record(msgspec.Struct):
    """A field that a paper list has, and that other JSON lacks."""

    title: str | None


def paper_lists(this_year: int) -> list[PaperList]:
    """Return the lists of the selected venues."""
    lists: list[PaperList] = []
    for venue, cell in venues("papercopilot").items():
        lists.extend(PaperList(venue, year) for year in years_of(cell, this_year + YEARS_AHEAD))
    return lists


def fetch(
    client: Client, source: Source, raw: Path, inbox: Path, request: RefreshRequest, run: RefreshRun
) -> Iterator[FetchFile]:
    """Fetch the lists that have changed. Raises SourceOffError unless the source is switched on."""
    if credential(PAPERCOPILOT_SWITCH).lower() != "yes":
        raise SourceOffError(f"{source.notice}; set {PAPERCOPILOT_SWITCH}=yes to fetch them")
    run.log(f"{PAPERCOPILOT_SWITCH} is on: {source.notice}")
    if not is_due(raw, source, DUE_DAYS, request):
        return
    stored = {} if request.full else newest_by_file(snapshots(raw, source))
    for paper_list in tqdm(_requested(request), desc=source.name, disable=not sys.stderr.isatty()):
        newest = stored.get(f"{source.name}/{paper_list.name}.json")
        yield partial(_fetch, client, source, paper_list, inbox, newest)


def _fetch(
    client: Client, source: Source, paper_list: PaperList, inbox: Path, newest: Snapshot | None
) -> SourceFile | None:
    """Download a list; None if it has not changed, or does not exist yet."""
    name = f"{paper_list.name}.json"
    remote = RemoteFile(name, f"{BASE}/{paper_list.venue}/{name}")
    try:
        file = download(client, source, remote, inbox, newest)
    except NotFoundError:
        return None
    if file is not None:
        _check(file)
    return file


def _requested(request: RefreshRequest) -> list[PaperList]:
    return [
        paper_list
        for paper_list in paper_lists(dt.datetime.now(dt.UTC).year)
        if request.years is None or paper_list.year in request.years
    ]


def _check(file: SourceFile) -> None:
    try:
        records = msgspec.json.decode(file.path.read_bytes(), type=list[_Record])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise IngestionError(file.url, f"not a paper list: {error}") from None
    if not records:
        raise IngestionError(file.url, "the list is empty")
