"""Fetch all pages of each feed, as one file of facts a feed or none."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ingestion.errors import IngestionError
from ingestion.http import Client
from ingestion.landing.csv_file import write_csv
from ingestion.landing.files import SourceFile, fetched_file
from ingestion.landing.schema import Source
from ingestion.run import FetchFile, Probe, RefreshRun
from ingestion.sources.awards.source import FEEDS, HEADINGS, Page, facts


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


def _fetch(run: RefreshRun, feed: str, url: str) -> SourceFile:
    """Write the facts of all pages. Persons, titles and abstracts never reach the disk."""
    rows, page, pages = list[dict[str, str]](), 0, 1
    while page < pages:
        page += 1
        answer = run.client.get_json(url, Page, params={"page": str(page)}).value
        if not answer.projects:
            raise IngestionError(f"{feed} page {page}", "it has no project; the feed is not stored")
        rows.extend(facts(feed, answer))
        pages = max(pages, answer.pages)
    path = run.inbox / f"{feed}_awards.csv"
    # A project whose page moves while the feed is read is listed twice.
    write_csv(path, HEADINGS, map(dict, dict.fromkeys(tuple(row.items()) for row in rows)))
    return fetched_file(run.source, path, url)
