"""Fetch the papers of the selected venues from Crossref's API, one file a venue and year.

https://api.crossref.org/swagger-ui. A cell of the column ``crossref`` in ``ingestion/venues.csv``
has the titles of a venue's proceedings with ``|`` between them. ``{year}`` stands for the year, and
``{1994}`` for an ordinal that counts from 1994, such as 30th in 2024.
"""

from __future__ import annotations

import datetime as dt
import gzip
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import msgspec

from ingestion.errors import IngestionError
from ingestion.http import Client
from ingestion.landing.files import SourceFile, fetched_file
from ingestion.landing.schema import Source
from ingestion.landing.snapshots import newest_by_file, snapshots
from ingestion.request import FetchFile, RefreshRequest, RefreshRun
from ingestion.sources.crossref.source import FIELDS
from ingestion.state import is_due
from ingestion.venues import venues

PER_PAGE = 1000
FIRST_YEAR = 2020
NEWEST_YEARS, SETTLED_DAYS = 2, 365
# A work can be deposited or withdrawn while a listing is fetched.
MAX_SHORTAGE = 0.01


class WorkId(msgspec.Struct):
    """The part of a work that paging needs. The reader checks the other fields."""

    DOI: str


class Message(msgspec.Struct, rename="kebab"):
    """A page of works. Every page has a ``next_cursor``, the last one too."""

    total_results: int
    items: list[WorkId]
    next_cursor: str = ""


class Page(msgspec.Struct):
    """An answer of the API."""

    message: Message


def fetch(
    client: Client, source: Source, raw: Path, inbox: Path, request: RefreshRequest, run: RefreshRun
) -> Iterator[FetchFile]:
    """Fetch every venue and year that is due, the newest year first."""
    if not is_due(raw, source, source.refresh_days, request):
        return
    today = dt.datetime.now(dt.UTC).date()
    stored = {name: s.retrieved_at for name, s in newest_by_file(snapshots(raw, source)).items()}
    for year in sorted(request.years or range(FIRST_YEAR, today.year + 1), reverse=True):
        days = source.refresh_days if year > today.year - NEWEST_YEARS else SETTLED_DAYS
        for venue, titles in venues(source.name).items():
            path = inbox / f"{venue}{year}.jsonl.gz"
            last = stored.get(f"{source.name}/{path.name}")
            age = today - dt.datetime.fromisoformat(last).date() if last else None
            if request.full or age is None or age.days >= days:
                names = [in_year(title, year) for title in titles.split("|")]
                yield partial(_fetch, client, source, names, year, path, run)


def in_year(title: str, year: int) -> str:
    """Return the title of a venue's proceedings in a year."""

    def filled(match: re.Match[str]) -> str:
        if match[1] == "year":
            return str(year)
        n = year - int(match[1])
        ending = "th" if n in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
        return f"{n}{ending}"

    return re.sub(r"\{(\w+)\}", filled, title)


def _fetch(
    client: Client, source: Source, titles: list[str], year: int, path: Path, run: RefreshRun
) -> SourceFile | None:
    """Write all pages of a venue and year, one a line; None if it lists nothing."""
    filters = [
        "type:proceedings-article",
        f"from-pub-date:{year}-01-01,until-pub-date:{year}-12-31",
        *(f"container-title:{title}" for title in titles),
    ]
    params = {
        "filter": ",".join(filters),
        "select": ",".join(column.aliases[0] for column in FIELDS),
        "rows": str(PER_PAGE),
        "cursor": "*",
    }
    works: set[str] = set()
    total = 0
    # The time in the gzip header is fixed, so that equal pages give equal bytes.
    with path.open("wb") as file, gzip.GzipFile("", "wb", mtime=0, fileobj=file) as out:
        while True:
            answer = client.get_json(source.homepage, Page, params=params)
            page, before = answer.value.message, len(works)
            out.write(answer.body + b"\n")
            works |= {work.DOI for work in page.items}
            total = max(total, page.total_results)
            if len(works) in (before, page.total_results) or not page.next_cursor:
                break
            params["cursor"] = page.next_cursor
    if len(works) < (1 - MAX_SHORTAGE) * total:
        rule = f"the list ends after {len(works)} of {total} works; none of it is stored"
        raise IngestionError(path.name, rule)
    if not works:
        run.log(f"{path.name}: no work")
        return None
    return fetched_file(source, path, f"{source.homepage}?filter={','.join(filters)}")
