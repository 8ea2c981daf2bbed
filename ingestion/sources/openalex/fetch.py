"""Fetch the works of the selected venues from OpenAlex's API, one file a publication year.

https://developers.openalex.org. A venue of ``ingestion/venues.csv`` has the names of its sources,
separated by ``|``. They are compared without year, ordinal, sponsor and abbreviation, because
OpenAlex has a source for each year of some conferences.
"""

from __future__ import annotations

import datetime as dt
import gzip
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from ingestion.credentials import OPENALEX_KEY, credential
from ingestion.errors import IngestionError, SourceOffError
from ingestion.http import Client, JsonAnswer
from ingestion.landing.files import SourceFile, fetched_file
from ingestion.landing.schema import Source
from ingestion.landing.snapshots import snapshots
from ingestion.request import FetchFile, RefreshRequest, RefreshRun
from ingestion.venues import venues

API = "https://api.openalex.org"
PER_PAGE = 100
# A filter takes at most this number of ids.
MAX_IDS = 100
FIRST_YEAR = 2010
# ``updated_date`` does not show every change, so a stored year is fetched again after these days.
NEWEST_YEARS = 2
NEWEST_DAYS, SETTLED_DAYS = 7, 90
# OpenAlex adds and removes works while a list is fetched. If more than one work in a hundred is
# missing, the list is incomplete.
MAX_SHORTAGE = 0.01
FILE_YEAR = re.compile(r"works-(\d{4})\.jsonl\.gz$")
ORDINAL = (
    r"(\d+(st|nd|rd|th)|[a-z-]*(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
    r"|eleventh|twelfth|teenth|ieth))"
)
BEFORE = re.compile(
    rf"^(proceedings )?(of )?(the )?(\d{{4}} )?(the )?({ORDINAL} )?(annual )?"
    r"(ieee(/cvf| computer society)? )?(acm )?(sigkdd )?(annual )?"
)
AFTER = re.compile(r"(,? \d{4}| \d+| \([^()]*\)| - [a-z]+ ?'?\d+)*$")


class Meta(msgspec.Struct):
    """The header of a page. The last page may have a ``next_cursor``, too."""

    count: int
    next_cursor: str | None = None


class WorkId(msgspec.Struct):
    """The part of a work that paging needs. The reader checks the other fields."""

    id: str | None = None


class Page(msgspec.Struct):
    """A page of works."""

    meta: Meta
    results: list[WorkId]


class NamedSource(msgspec.Struct):
    """A journal or proceedings."""

    id: str
    display_name: str | None


class Sources(msgspec.Struct):
    """A page of sources."""

    results: list[NamedSource]


class Api:
    """The API with the key of the environment. Raises SourceOffError if it is not set."""

    def __init__(self, client: Client, run: RefreshRun) -> None:
        self._client, self._run, self._key = client, run, credential(OPENALEX_KEY)
        if not self._key:
            raise SourceOffError(
                f"{OPENALEX_KEY} is not set, and lists of works need a key"
                " (a free one: openalex.org/settings/api)"
            )

    def get(self, path: str, kind: type[Any], params: Mapping[str, str]) -> JsonAnswer[Any]:
        """Fetch a page, and add its price to the cost of the run."""
        params = {**params, "per_page": str(PER_PAGE), "api_key": self._key}
        answer = self._client.get_json(f"{API}/{path}", kind, params=params)
        self._run.cost_usd += _number(answer.headers.get("X-RateLimit-Cost-USD", ""))
        return answer


def _number(text: str) -> float:
    return float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else 0.0


def fetch(
    client: Client, source: Source, raw: Path, inbox: Path, request: RefreshRequest, run: RefreshRun
) -> Iterator[FetchFile]:
    """Fetch every year that is due, the newest first."""
    api = Api(client, run)
    today = dt.datetime.now(dt.UTC).date()
    stored = _newest_by_year(raw, source)
    due = [
        year
        for year in sorted(request.years or range(FIRST_YEAR, today.year + 1), reverse=True)
        if request.full or _is_due(year, stored.get(year), today)
    ]
    if not due:
        return
    ids = source_ids(api)
    for year in due:
        yield partial(_fetch_year, api, source, ids, year, inbox, is_stored=year in stored)


def _newest_by_year(raw: Path, source: Source) -> dict[int, dt.date]:
    """Return the newest vintage of each stored publication year."""
    newest: dict[int, dt.date] = {}
    for snapshot in snapshots(raw, source):
        if match := FILE_YEAR.search(snapshot.file):
            year, vintage = int(match[1]), dt.date.fromisoformat(snapshot.vintage)
            newest[year] = max(vintage, newest.get(year, vintage))
    return newest


def _is_due(year: int, stored: dt.date | None, today: dt.date) -> bool:
    days = NEWEST_DAYS if year > today.year - NEWEST_YEARS else SETTLED_DAYS
    return stored is None or (today - stored).days >= days


def source_ids(api: Api) -> list[str]:
    """Look up the ids of the sources of all selected venues.

    Raises IngestionError if OpenAlex has no source of a venue, and SourceOffError without a venue.
    """
    ids: set[str] = set()
    for venue, names in venues("openalex").items():
        matches = _ids_named(api, names.split("|"))
        if not matches:
            raise IngestionError("openalex", f"no source is named like {venue}: {names}")
        ids |= matches
    if not ids:
        raise SourceOffError("no venue of ingestion/venues.csv has a name in the column openalex")
    return sorted(ids)


def _ids_named(api: Api, names: Sequence[str]) -> set[str]:
    plain_names = set(map(plain_name, names))
    return {
        source.id.rsplit("/", 1)[-1]
        for name in names
        for source in api.get(
            "sources", Sources, {"search": name, "select": "id,display_name"}
        ).value.results
        if plain_name(source.display_name or "") in plain_names
    }


def plain_name(name: str) -> str:
    """Return a source's name in lower case, without year, ordinal, sponsor and abbreviation."""
    return AFTER.sub("", BEFORE.sub("", name.lower().replace("&", "and"))).strip()


def _fetch_year(
    api: Api, source: Source, ids: Sequence[str], year: int, inbox: Path, *, is_stored: bool
) -> SourceFile | None:
    """Write all pages of a year into one file, one page a line; None for a year without works.

    Raises IngestionError if a year that ``is_stored`` has no works any more.
    """
    path = inbox / f"works-{year}.jsonl.gz"
    fields = ",".join(column.aliases[0] for column in source.columns)
    works = 0
    # The time in the gzip header is fixed, so that equal pages give equal bytes.
    with path.open("wb") as file, gzip.GzipFile("", "wb", mtime=0, fileobj=file) as out:
        for start in range(0, len(ids), MAX_IDS):
            venue_ids = "|".join(ids[start : start + MAX_IDS])
            query = f"primary_location.source.id:{venue_ids},publication_year:{year}"
            for answer in _pages(api, query, fields, year):
                works += len(answer.value.results)
                out.write(answer.body + b"\n")
    if works == 0 and is_stored:
        raise IngestionError(source.name, f"it lists no work of {year} any more")
    if works == 0:
        return None
    return fetched_file(source, path, f"{source.homepage}?filter=publication_year:{year}")


def _pages(api: Api, query: str, fields: str, year: int) -> Iterator[JsonAnswer[Page]]:
    """Yield the pages of a filter of works. Raises IngestionError if the list ends early."""
    ids: set[str | None] = set()
    count, cursor = 0, "*"
    while cursor:
        params = {"filter": query, "select": fields, "cursor": cursor}
        answer = api.get("works", Page, params)
        page = answer.value
        yield answer
        before = len(ids)
        ids.update(work.id for work in page.results)
        # A single page that states fewer works would end the list as if it were complete.
        count = max(count, page.meta.count)
        is_last = len(ids) in (before, page.meta.count)
        cursor = "" if is_last else page.meta.next_cursor or ""
    if len(ids) < (1 - MAX_SHORTAGE) * count:
        rule = f"the list of {year} ends after {len(ids)} of {count} works; none of it is stored"
        raise IngestionError("openalex", rule)
