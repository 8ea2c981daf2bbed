"""Fetch all pages of each feed, as one file of facts a feed or none."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterable, Iterator
from functools import partial

from ingestion.credentials import user_agent
from ingestion.errors import IngestionError
from ingestion.http import Client
from ingestion.landing.files import SourceFile, fetched_file
from ingestion.landing.schema import Source
from ingestion.run import FetchFile, RefreshRun
from ingestion.sources.awards.source import FEEDS, HEADINGS, Page, facts

PAUSE_SECONDS = 0.2


def fetch(run: RefreshRun) -> Iterator[FetchFile]:
    """Fetch each feed whose robots.txt allows it."""
    run.log(run.source.notice)
    for feed, url in FEEDS.items():
        yield partial(_fetch, run, feed, url)


def probe(client: Client, source: Source) -> tuple[Iterable[str], str]:
    """Ask for the first page of the smaller feed."""
    client.get_json(FEEDS["nairr"], Page, params={"page": "1"})
    return (), ""


def _fetch(run: RefreshRun, feed: str, url: str) -> SourceFile | None:
    """Write the facts of all pages. Persons, titles and abstracts never reach the disk."""
    if not run.client.robots(url).can_fetch(user_agent(), url):
        run.note(f"robots.txt disallows {url}")
        return None
    rows, page, pages = list[dict[str, str]](), 0, 1
    while page < pages:
        page += 1
        answer = run.client.get_json(url, Page, params={"page": str(page)}).value
        if not answer.projects:
            raise IngestionError(f"{feed} page {page}", "it has no project; the feed is not stored")
        rows.extend(facts(feed, answer))
        pages = max(pages, answer.pages)
        time.sleep(PAUSE_SECONDS)
    path = run.inbox / f"{feed}_awards.csv"
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, HEADINGS, lineterminator="\n")
        writer.writeheader()
        # A project whose page moves while the feed is read is listed twice.
        writer.writerows(dict(row) for row in dict.fromkeys(tuple(r.items()) for r in rows))
    return fetched_file(run.source, path, url)
