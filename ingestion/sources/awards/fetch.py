"""Fetch all pages of each feed, as one file of facts a feed or none.

ACCESS has 358 pages, of which few change in a day. If the first and the last page and the number of
projects are those of the stored file, the others are read each seventh day only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from ingestion.errors import IngestionError
from ingestion.http import Client
from ingestion.landing.csv_file import csv_rows, write_csv
from ingestion.landing.files import SourceFile, fetched_file
from ingestion.landing.schema import Source
from ingestion.run import FetchFile, Probe, RefreshRun
from ingestion.sources.awards.source import FEEDS, HEADINGS, Page, facts

# All pages are read again so many days after the stored file, and as often after that.
WHOLE_DAYS = 7


def fetch(run: RefreshRun) -> Iterator[FetchFile]:
    """Fetch each feed."""
    run.log(run.source.notice)
    for feed, url in FEEDS.items():
        yield partial(_fetch, run, feed, url)


def probe(client: Client, source: Source) -> Iterator[Probe]:
    """Ask for the first page of each feed."""
    for url in FEEDS.values():
        yield partial(_probe, client, url)


def _probe(client: Client, url: str) -> str:
    client.get_json(url, Page, params={"page": "1"})
    return ""


def _fetch(run: RefreshRun, feed: str, url: str) -> SourceFile | None:
    """Write the facts of all pages; None if nothing is new. No person or text reaches the disk."""
    path, rows = run.inbox / f"{feed}_awards.csv", list[dict[str, str]]()
    read = {1: _page(run, feed, url, 1)}
    last, number = read[1].pages, 0
    if stored := _stored(run, path.name):
        read[last] = read.get(last) or _page(run, feed, url, last)
        if _has(stored, feed, read[1], read[last]):
            return None
    while number < last:
        number += 1
        page = read.get(number) or _page(run, feed, url, number)
        rows.extend(facts(feed, page))
        last = max(last, page.pages)
    write_csv(path, HEADINGS, _distinct(rows))
    return fetched_file(run.source, path, url)


def _stored(run: RefreshRun, name: str) -> list[dict[str, str]]:
    """Return the rows of the stored file; none if it is missing, or if all pages are due."""
    stored = run.stored(name)
    if stored is None or run.is_full:
        return []
    age = dt.datetime.now(dt.UTC).date() - dt.datetime.fromisoformat(stored.retrieved_at).date()
    original = run.raw / stored.source / stored.snapshot_id / "original" / Path(stored.file).name
    headings, *rows = csv_rows(original, stored.file)
    is_due = age.days and age.days % WHOLE_DAYS == 0
    return [] if is_due else [dict(zip(headings, row, strict=True)) for row in rows]


def _has(stored: Sequence[dict[str, str]], feed: str, first: Page, last: Page) -> bool:
    """Whether stored rows begin and end as two pages, and have as many projects as all pages."""
    head, tail = (_distinct(facts(feed, page)) for page in (first, last))
    projects = (first.pages - 1) * len(first.projects) + len(last.projects)
    return (
        [*stored[: len(head)]] == head
        and [*stored[-len(tail) :]] == tail
        and len({row["project"] for row in stored}) == projects
    )


def _page(run: RefreshRun, feed: str, url: str, number: int) -> Page:
    answer = run.client.get_json(url, Page, params={"page": str(number)}).value
    if not answer.projects:
        raise IngestionError(f"{feed} page {number}", "it has no project; the feed is not stored")
    return answer


def _distinct(rows: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """Return rows once: a project whose page moves while the feed is read is listed twice."""
    return [dict(row) for row in dict.fromkeys(tuple(row.items()) for row in rows)]
