"""``python -m tests.bench.openalex_client FOLDER``, with a folder of recorded pages.

Compare the throughput of fetching and landing OpenAlex with a loop of ``requests.get``.

Both read the same pages in turn from the same server, which is a separate process.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import requests

from ingestion.fetching.request import RefreshRun
from ingestion.landing.schema import Source
from ingestion.landing.snapshots import connect, initialise_source
from ingestion.refresh import land_each
from ingestion.registry import SOURCES
from ingestion.sources.openalex.api import PER_PAGE, OpenAlexApi
from ingestion.sources.openalex.fetch import PlannedYear, WorksFetcher
from ingestion.sources.openalex.queries import Query
from tests.bench.openalex_server import Replay, cursor_of

ALL = Query("all", "primary_location.source.id:S1")


def read_works(folder: Path, source: Source) -> list[dict[str, Any]]:
    """Read the works of a folder of recorded pages, with the fields that a source selects."""
    fields = [column.aliases[0] for column in source.columns]
    works = []
    for path in sorted(folder.glob("*.json*")):
        data = path.read_bytes()
        found = json.loads(gzip.decompress(data) if path.suffix == ".gz" else data)
        if isinstance(found, dict) and isinstance(found.get("results"), list):
            works += [{f: work.get(f) for f in fields} for work in found["results"]]
    return works


def repeat(works: list[dict[str, Any]], years: int, count: int) -> dict[int, list[dict[str, Any]]]:
    """Repeat works until each year has ``count`` of them, each with its own id."""
    return {
        2000 + year: [
            {**works[n % len(works)], "id": f"https://openalex.org/W{year * count + n + 1}"}
            for n in range(count)
        ]
        for year in range(years)
    }


def _serve(works: dict[int, list[dict[str, Any]]], delay: float, sender: Connection) -> None:
    with Replay(works, delay=delay) as server:
        sender.send(server.url)
        server.serve_forever()


@contextmanager
def server(works: dict[int, list[dict[str, Any]]], delay: float) -> Iterator[str]:
    """Run a replay server in its own process and yield its URL."""
    context = get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(works, delay, sender), daemon=True)
    process.start()
    try:
        yield receiver.recv()
    finally:
        process.terminate()
        process.join()


def bare_loop(url: str, years: dict[int, int], folder: Path) -> float:
    """Measure the seconds of a loop of ``requests.get`` that writes all pages."""
    began = time.perf_counter()
    for year, pages in years.items():
        for number in range(pages):
            query = {"filter": f"publication_year:{year}", "cursor": cursor_of(number)}
            answer = requests.get(
                f"{url}/works?{urlencode({**query, 'api_key': 'none'})}", timeout=60
            )
            (folder / f"{year}-{number}.json").write_bytes(answer.content)
    return time.perf_counter() - began


def client_and_landing(url: str, years: dict[int, int], source: Source, raw: Path) -> float:
    """Measure the seconds of fetching and landing the same pages."""
    planned = [PlannedYear(year, {ALL: pages * PER_PAGE}) for year, pages in years.items()]
    began = time.perf_counter()
    with connect() as connection, OpenAlexApi("none", base=url) as api:
        initialise_source(connection, raw, source)
        files = WorksFetcher(api, source, raw, RefreshRun(lambda _: None)).files(planned)
        list(land_each(connection, files, source, raw))
    return time.perf_counter() - began


def bench(
    folder: Path,
    source: Source,
    years: int = 17,  # as many as a refresh fetches; one file lands while the next one is fetched
    pages: int = 30,
    delay: float = 0.0,
    times: int = 3,
) -> str:
    """Time both in turn and report the ratio of their medians."""
    recorded = read_works(folder, source)
    works = repeat(recorded, years, pages * PER_PAGE)
    pages_by_year = dict.fromkeys(works, pages)
    measured, loop_times = [], []
    with server(works, delay) as url:
        for _ in range(times):
            with tempfile.TemporaryDirectory() as scratch:
                loop_times.append(bare_loop(url, pages_by_year, Path(scratch)))
            with tempfile.TemporaryDirectory() as scratch:
                measured.append(client_and_landing(url, pages_by_year, source, Path(scratch)))
    loop, client = statistics.median(loop_times), statistics.median(measured)
    return (
        f"{dt.date.today()}: {years * pages} pages of {len(recorded)} recorded works,"
        f" {delay * 1000:.0f} ms a response: bare loop {loop:.2f} s, client and landing"
        f" {client:.2f} s: {loop / client:.0%} of the throughput (medians of {times})"
    )


if __name__ == "__main__":
    print(bench(Path(sys.argv[1]), SOURCES["openalex"]))
