"""Refresh the works of each publication year by a plan, within the budget, resumable by page."""

from __future__ import annotations

import datetime as dt
import math
import re
import shutil
import sys
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tqdm import tqdm

from ingestion.errors import Failures, IngestionError, SourceOffError
from ingestion.fetching.credentials import OPENALEX_KEY, credential
from ingestion.fetching.paging import BrokenListingError, Paging
from ingestion.fetching.request import Fetcher, RefreshRequest, RefreshRun
from ingestion.fetching.schedule import is_due
from ingestion.landing.files import SourceFile, fetched_file
from ingestion.landing.schema import Source
from ingestion.landing.snapshots import Snapshot, snapshots
from ingestion.sources.openalex.api import MAX_SHORTAGE, PER_PAGE, OpenAlexApi
from ingestion.sources.openalex.budget import FREE_USD_PER_DAY, LIST_CALL_USD, BudgetSpentError
from ingestion.sources.openalex.queries import (
    Query,
    SelectedRow,
    resolve_queries,
    selected_rows,
)
from ingestion.sources.openalex.resume import UNFINISHED, PageFile

FIRST_YEAR = 2010
LOOKUPS = ".sources.json"
FILE_YEAR = re.compile(r"works-(\d{4})\.jsonl\.gz$")
FIRST_CURSOR = "*"
MAX_IDLE_PAGES = 3


def api_key() -> str:
    """Return the key from the environment. Raises SourceOffError if it is not set."""
    key = credential(OPENALEX_KEY)
    if not key:
        raise SourceOffError(
            f"{OPENALEX_KEY} is not set, and lists of works need a key"
            " (a free one: openalex.org/settings/api)"
        )
    return key


@dataclass(frozen=True)
class PlannedYear:
    """A publication year and the number of works that each query returns."""

    year: int
    counts: dict[Query, int]

    @property
    def works(self) -> int:
        """Return the number of works of all queries. A work of two queries counts twice."""
        return sum(self.counts.values())

    @property
    def calls(self) -> int:
        """Return the number of list calls of a complete fetch."""
        return sum(math.ceil(count / PER_PAGE) for count in self.counts.values())

    @property
    def queries(self) -> dict[Query, int]:
        """Return the same counts, by the queries for this year alone."""
        return {
            Query(query.name, f"{query.filter},publication_year:{self.year}"): count
            for query, count in self.counts.items()
        }


def newest_by_year(stored: Sequence[Snapshot]) -> dict[int, dt.date]:
    """Return the newest vintage of each stored publication year."""
    newest: dict[int, dt.date] = {}
    for snapshot in stored:
        if match := FILE_YEAR.search(snapshot.file):
            year, vintage = int(match[1]), dt.date.fromisoformat(snapshot.vintage)
            newest[year] = max(vintage, newest.get(year, vintage))
    return newest


def due_years(
    newest: Mapping[int, dt.date], years: Sequence[int], today: dt.date, full: bool
) -> list[int]:
    """Return the years to fetch, latest first: all if ``full``, else missing and outdated ones."""
    due = (
        year for year in years if full or year not in newest or is_due(year, newest[year], today)
    )
    return sorted(due, reverse=True)


def fetch(
    source: Source, raw: Path, inbox: Path, request: RefreshRequest, run: RefreshRun
) -> Generator[SourceFile]:
    """Refresh the works of the years that are due. The key comes from the environment."""
    with OpenAlexApi(api_key()) as api:
        yield from fetch_with(api, source, raw, request, run, selected_rows())


def fetch_with(
    api: OpenAlexApi,
    source: Source,
    raw: Path,
    request: RefreshRequest,
    run: RefreshRun,
    selected: Sequence[SelectedRow],
) -> Generator[SourceFile]:
    """Refresh the selected works: look up sources, plan, log the plan and its price, then fetch.

    Raises IngestionError if a stored year has no works any more, or a venue has no source any more.
    """
    today = dt.datetime.fromtimestamp(api.budget.clock(), dt.UTC).date()
    years = request.years or range(FIRST_YEAR, today.year + 1)
    stored = newest_by_year(snapshots(raw, source))
    due = due_years(stored, years, today, request.full)
    try:
        if due:
            lookups = raw / source.name / LOOKUPS
            resolved = resolve_queries(api, selected, lookups, today, run.log)
            planned = plan(api, resolved.queries, due)
            run.log(describe_plan(planned, api.budget.calls_left()))
            yield from WorksFetcher(api, source, raw, run).files(planned)
            _check_stored_years(source, stored.keys() & due, planned)
            _check_venues(source, resolved.venues_without_source)
    except BudgetSpentError as error:
        run.pause(f"before the plan was made: {error}")
    finally:
        run.calls, run.cost_usd = api.budget.calls, api.budget.cost_usd
        run.log(f"{run.calls:,} calls made, {run.cost_usd:.4f} USD")


def _check_stored_years(
    source: Source, stored: Iterable[int], planned: Sequence[PlannedYear]
) -> None:
    gone = sorted(set(stored) - {year.year for year in planned})
    if gone:
        years = ", ".join(map(str, gone))
        raise IngestionError(
            source.name, f"OpenAlex lists no work of {years} any more; the stored works stay"
        )


def _check_venues(source: Source, venues: Sequence[str]) -> None:
    if venues:
        names = ", ".join(venues)
        raise IngestionError(
            source.name, f"no source is named like {names} any more; edit their names or ids"
        )


def plan(api: OpenAlexApi, queries: Sequence[Query], years: Sequence[int]) -> list[PlannedYear]:
    """Count the works of each year, with one call per query. Years without works are left out."""
    by_query = {query: api.works_by_year(query.filter) for query in queries}
    planned = [
        PlannedYear(
            year, {q: by_year[year] for q, by_year in by_query.items() if by_year.get(year)}
        )
        for year in years
    ]
    return [year for year in planned if year.counts]


def describe_plan(planned: Sequence[PlannedYear], left: int | None) -> str:
    """Return the plan as text: calls, works and price, and the calls left today."""
    calls = sum(year.calls for year in planned)
    shown_left = (
        f"{left:,}" if left is not None else f"{FREE_USD_PER_DAY / LIST_CALL_USD:,.0f} (assumed)"
    )
    return (
        f"plan: {calls:,} calls for {sum(year.works for year in planned):,} works of"
        f" {len(planned)} years, {calls * LIST_CALL_USD:.4f} USD; calls left today: {shown_left}"
    )


class WorksFetcher:
    """A fetcher of the works of a plan, into one file per year."""

    def __init__(self, api: OpenAlexApi, source: Source, raw: Path, run: RefreshRun) -> None:
        self._api, self._source, self._run = api, source, run
        self._folder = raw / source.name / UNFINISHED
        self._fields = ",".join(column.aliases[0] for column in source.columns)

    def files(self, planned: Sequence[PlannedYear]) -> Generator[SourceFile]:
        """Yield a file for each year, in the order of the plan.

        If a listing is broken, the other years continue, and IngestionError is raised at the end
        for all broken ones. If the budget is spent, the run pauses.
        """
        failures = Failures(self._source.name, self._run.log)
        calls, is_quiet = sum(year.calls for year in planned), not sys.stderr.isatty()
        with tqdm(total=calls, desc=self._source.name, unit="page", disable=is_quiet) as bar:
            for year in planned:
                try:
                    yield self._fetch_year(year, bar.update)
                except BrokenListingError as error:
                    failures.add(f"{year.year}: {error}; nothing of this year lands")
                except BudgetSpentError as error:
                    self._run.pause(f"in {year.year}: {error}")
                    break
        failures.raise_all()

    def _fetch_year(self, year: PlannedYear, on_page: Callable[[], object]) -> SourceFile:
        name = f"works-{year.year}.jsonl.gz"
        file = PageFile(self._folder / str(year.year), name, list(year.queries))
        try:
            with file:
                stored = len(file.pages)
                for query, count in year.queries.items():
                    self._fetch_pages(query, count, file, on_page)
        except BrokenListingError:
            shutil.rmtree(file.folder)
            raise
        resumed = f", {stored:,} of them by an earlier run" if stored else ""
        self._run.log(f"{year.year}: {len(file.pages):,} pages fetched{resumed}")
        return self._describe(file, year.year)

    def _fetch_pages(
        self, query: Query, planned: int, file: PageFile, on_page: Callable[[], object]
    ) -> None:
        """Fetch the missing pages of a query. Raises BrokenListingError."""
        paging = Paging(
            query.name,
            "works",
            start=FIRST_CURSOR,
            stated=planned,
            max_idle_pages=MAX_IDLE_PAGES,
            max_shortage=MAX_SHORTAGE,
        )
        cursor: str | None = FIRST_CURSOR
        for stored in file.pages_of(query):
            cursor = stored.cursor
            paging.resume(stored.ids, cursor)
        while cursor is not None:
            fetched = self._api.works(query.filter, self._fields, cursor)
            ids = [work.id or "" for work in fetched.page.results]
            paging.add(ids, fetched.page.meta.count)
            # The last page may have a cursor, but a call with it would cost money and return no
            # works.
            cursor = None if paging.is_complete else paging.next(fetched.page.meta.next_cursor)
            file.add(query, cursor, ids, fetched.gzipped, fetched.unpacked)
            on_page()

    def _describe(self, file: PageFile, year: int) -> SourceFile:
        # This is the time of the last page, because a file may wait for its landing.
        retrieved_at = dt.datetime.fromtimestamp(file.path.stat().st_mtime, dt.UTC)
        described = fetched_file(
            self._source,
            file.path,
            f"{self._source.homepage}?filter=publication_year:{year}",
            retrieved_at=retrieved_at,
            has_own_folder=True,
        )
        return replace(described, unpacked=file.unpacked)


FETCHERS = (Fetcher(fetch),)
