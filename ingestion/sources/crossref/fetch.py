"""Fetch the papers of the selected venues from Crossref's API, one file a venue and year."""

from __future__ import annotations

import datetime as dt
import gzip
import re
from collections.abc import Iterator
from functools import partial

import msgspec

from ingestion.errors import IngestionError
from ingestion.http import Client
from ingestion.landing.files import SourceFile, fetched_file
from ingestion.landing.schema import Source
from ingestion.run import NEWEST_YEARS, FetchFile, Probe, RefreshRun
from ingestion.sources.crossref.source import FIELDS, FIRST_YEAR
from ingestion.venues import venues

# AAAI is deposited as a journal, and ECCV as books. Values of one kind of filter are alternatives.
TYPES = ("proceedings-article", "journal-article", "book-chapter")


class _Work(msgspec.Struct):
    DOI: str


class _Message(msgspec.Struct, rename="kebab"):
    total_results: int
    items: list[_Work]
    next_cursor: str = ""


class _Page(msgspec.Struct):
    message: _Message


def fetch(run: RefreshRun) -> Iterator[FetchFile]:
    """Fetch every venue and year that is due, the newest year first."""
    for year in range(dt.datetime.now(dt.UTC).year, FIRST_YEAR - 1, -1):
        for venue, titles in venues(run.source.name).items():
            name = f"{venue}{year}.jsonl.gz"
            if run.is_due(name, year) and not run.was_empty(name):
                yield partial(_fetch, run, parameters(titles, year), name)


def in_year(titles: str, year: int) -> str:
    """Replace ``{year}`` by the year, and ``{1994}`` by an ordinal that counts from 1994."""

    def filled(match: re.Match[str]) -> str:
        n = year - int(match[1])
        ending = "th" if n in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
        return f"{n}{ending}"

    return re.sub(r"\{(\d+)\}", filled, titles.replace("{year}", str(year)))


def parameters(titles: str, year: int) -> dict[str, str]:
    """Return the filter of a venue and year, the fields to answer with, and the first cursor."""
    types = (f"type:{name}" for name in TYPES)
    dates = f"from-pub-date:{year}-01-01,until-pub-date:{year}-12-31"
    volumes = (f"container-title:{title}" for title in in_year(titles, year).split("|"))
    return {
        "filter": ",".join([*types, dates, *volumes]),
        "select": ",".join(column.aliases[0] for column in FIELDS),
        "rows": "1000",
        "cursor": "*",
    }


def probe(client: Client, source: Source) -> Iterator[Probe]:
    """Ask for one work of a venue, of a year that was deposited long ago."""
    titles, year = next(iter(venues(source.name).values())), dt.date.today().year - NEWEST_YEARS
    yield partial(_probe, client, source.homepage, parameters(titles, year) | {"rows": "1"})


def _probe(client: Client, url: str, params: dict[str, str]) -> str:
    if not client.get_json(url, _Page, params=params).value.message.total_results:
        raise IngestionError(url, f"it returned no work for {params['filter']}")
    return ""


def _fetch(run: RefreshRun, params: dict[str, str], name: str) -> SourceFile | None:
    """Write all pages of a venue and year, one a line; None if it never had a work."""
    path, url = run.inbox / name, run.source.homepage
    lines, works, is_last = b"", set[str](), False
    while not is_last:
        answer = run.client.get_json(url, _Page, params=params)
        lines += answer.body + b"\n"
        page, before = answer.value.message, len(works)
        works |= {work.DOI for work in page.items}
        params["cursor"] = page.next_cursor
        # The last page has a cursor too.
        is_last = len(works) in (before, page.total_results) or not page.next_cursor
    if not page.total_results and run.stored(name) is None:
        run.has_none(name)
        return None
    # Without a time in its header, so that equal pages give equal bytes.
    path.write_bytes(gzip.compress(lines, mtime=0))
    return fetched_file(run.source, path, f"{url}?filter={params['filter']}")
