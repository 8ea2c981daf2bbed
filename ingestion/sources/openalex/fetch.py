"""Refresh the works of each publication year: planned, within the budget, resumable by page."""

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

from ingestion.errors import IngestionError, SourceOffError
from ingestion.fetching.credentials import OPENALEX_KEY, credential
from ingestion.fetching.request import Fetcher, RefreshRequest, RefreshRun
from ingestion.landing.files import SourceFile, fetched_file
from ingestion.landing.schema import Source
from ingestion.landing.snapshots import Snapshot, snapshots
from ingestion.sources.openalex.api import PER_PAGE, OpenAlexApi
from ingestion.sources.openalex.budget import FREE_USD_PER_DAY, LIST_CALL_USD, BudgetSpentError
from ingestion.sources.openalex.paging import BrokenListError, walk
from ingestion.sources.openalex.queries import Query, Row, resolve, rows
from ingestion.sources.openalex.resume import PageFile

KEY_VARIABLE = OPENALEX_KEY
FIRST_YEAR = 2010
# The newest years are still being filled; of older ones, institutions are re-labelled now and then.
FILLING_YEARS = 2
FILLING_DAYS, SETTLED_DAYS = 7, 90
PARTIAL = ".partial"
SOURCES_FOUND = ".sources.json"
FILE_YEAR = re.compile(r"works-(\d{4})\.jsonl\.gz$")


def api_key() -> str:
    """The key of the environment. Raises SourceOffError without one."""
    key = credential(KEY_VARIABLE)
    if not key:
        raise SourceOffError(
            f"{KEY_VARIABLE} is not set, and lists of works need a key"
            " (a free one: openalex.org/settings/api)"
        )
    return key


@dataclass(frozen=True)
class Year:
    """The works of one publication year: how many each query will give."""

    year: int
    counts: dict[Query, int]

    @property
    def rows(self) -> int:
        """Works, those that several queries give counted each time."""
        return sum(self.counts.values())

    @property
    def calls(self) -> int:
        """List calls that a whole fetch takes."""
        return sum(math.ceil(count / PER_PAGE) for count in self.counts.values())

    @property
    def queries(self) -> dict[Query, int]:
        """The same counts, by the queries for this year alone."""
        return {
            Query(query.name, f"{query.filter},publication_year:{self.year}"): count
            for query, count in self.counts.items()
        }


def newest_by_year(held: Sequence[Snapshot]) -> dict[int, dt.date]:
    """The newest vintage of each publication year that is held."""
    newest: dict[int, dt.date] = {}
    for snapshot in held:
        named = FILE_YEAR.search(snapshot.file)
        if named:
            year, vintage = int(named.group(1)), dt.date.fromisoformat(snapshot.vintage)
            newest[year] = max(vintage, newest.get(year, vintage))
    return newest


def due(
    newest: Mapping[int, dt.date], years: Sequence[int], today: dt.date, full: bool
) -> list[int]:
    """The years to fetch, newest first: all if ``full``, else those not held or held too long."""

    def is_due(year: int) -> bool:
        days = FILLING_DAYS if year > today.year - FILLING_YEARS else SETTLED_DAYS
        return full or year not in newest or (today - newest[year]).days >= days

    return sorted(filter(is_due, years), reverse=True)


def fetch(
    source: Source, raw: Path, inbox: Path, wanted: RefreshRequest, run: RefreshRun
) -> Generator[SourceFile]:
    """Refresh the works of the years that are due; the key comes from the environment."""
    with OpenAlexApi(api_key()) as api:
        yield from fetch_with(api, source, raw, wanted, run, rows())


def fetch_with(
    api: OpenAlexApi,
    source: Source,
    raw: Path,
    wanted: RefreshRequest,
    run: RefreshRun,
    asked: Sequence[Row],
) -> Generator[SourceFile]:
    """Refresh what some rows ask for: look up, plan, say what it costs, then fetch.

    Raises IngestionError where a year that is held is said to have no work any more, or a venue
    no source.
    """
    today = dt.datetime.fromtimestamp(api.budget.clock(), dt.UTC).date()
    years = wanted.years or range(FIRST_YEAR, today.year + 1)
    held = newest_by_year(snapshots(raw, source))
    late = due(held, years, today, wanted.full)
    try:
        if late:
            found = resolve(api, asked, raw / source.name / SOURCES_FOUND, today, run.log)
            planned = plan(api, found.queries, late)
            run.log(describe(planned, api.budget.calls_left()))
            yield from Works(api, source, raw, run).files(planned)
            _check_none_is_gone(source, held.keys() & late, planned)
            _check_none_is_lost(source, found.lost)
    except BudgetSpentError as error:
        run.pause(f"before the plan was made: {error}")
    finally:
        run.calls, run.cost_usd = api.budget.calls, api.budget.cost_usd
        run.log(f"{run.calls:,} calls made, {run.cost_usd:.4f} USD")


def _check_none_is_gone(source: Source, held: Iterable[int], planned: Sequence[Year]) -> None:
    gone = sorted(set(held) - {year.year for year in planned})
    if gone:
        years = ", ".join(map(str, gone))
        raise IngestionError(source.name, f"no work of {years} is listed any more; held ones stay")


def _check_none_is_lost(source: Source, venues: Sequence[str]) -> None:
    if venues:
        names = ", ".join(venues)
        raise IngestionError(source.name, f"no source is found any more that is named as {names}")


def plan(api: OpenAlexApi, queries: Sequence[Query], years: Sequence[int]) -> list[Year]:
    """Ask how many works there are: a call a query. Years without any are left out."""
    by_query = {query: api.works_by_year(query.filter) for query in queries}
    planned = [
        Year(year, {q: by[year] for q, by in by_query.items() if by.get(year)}) for year in years
    ]
    return [year for year in planned if year.counts]


def describe(planned: Sequence[Year], left: int | None) -> str:
    """The plan in words: calls, rows and price against what the day still has."""
    calls = sum(year.calls for year in planned)
    known = (
        f"{left:,}" if left is not None else f"{FREE_USD_PER_DAY / LIST_CALL_USD:,.0f} (assumed)"
    )
    return (
        f"plan: {calls:,} calls for {sum(year.rows for year in planned):,} works of"
        f" {len(planned)} years, {calls * LIST_CALL_USD:.4f} USD; calls left today: {known}"
    )


class Works:
    """The works of a plan, fetched year by year into files to land."""

    def __init__(self, api: OpenAlexApi, source: Source, raw: Path, run: RefreshRun) -> None:
        self._api, self._source, self._run = api, source, run
        self._folder = raw / source.name / PARTIAL
        self._fields = ",".join(column.aliases[0] for column in source.columns)

    def files(self, planned: Sequence[Year]) -> Generator[SourceFile]:
        """A file for each year, in the order of the plan.

        A year whose list is broken does not stop the others: they come first, then IngestionError
        is raised for it. A spent budget ends the files and pauses the run, without an error.
        """
        broken: list[str] = []
        calls = sum(year.calls for year in planned)
        with tqdm(total=calls, desc="openalex", unit="page", disable=not _terminal()) as bar:
            for year in planned:
                try:
                    yield self._year(year, bar.update)
                except BrokenListError as error:
                    self._run.log(f"{year.year}: {error}; nothing of this year is landed")
                    broken.append(f"{year.year}: {error}")
                except BudgetSpentError as error:
                    self._run.pause(f"in {year.year}: {error}")
                    break
        if broken:
            raise IngestionError(self._source.name, "; ".join(broken))

    def _year(self, year: Year, on_page: Callable[[], object]) -> SourceFile:
        name = f"works-{year.year}.jsonl.gz"
        partial = PageFile(self._folder / str(year.year), name, list(year.queries))
        try:
            with partial:
                kept = len(partial.pages)
                for query, count in year.queries.items():
                    walk(self._api, query, count, self._fields, partial, on_page)
        except BrokenListError:
            shutil.rmtree(partial.folder)
            raise
        resumed = f", {kept:,} of them by an earlier run" if kept else ""
        self._run.log(f"{year.year}: {len(partial.pages):,} pages fetched{resumed}")
        return self._describe(partial, year.year)

    def _describe(self, partial: PageFile, year: int) -> SourceFile:
        path = partial.path
        # The last page's time: a file that waited for its landing is no younger for it.
        retrieved_at = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
        file = fetched_file(
            self._source,
            path,
            f"{self._source.homepage}?filter=publication_year:{year}",
            retrieved_at=retrieved_at,
            has_own_folder=True,
        )
        return replace(file, unpacked=partial.unpacked)


def _terminal() -> bool:
    return sys.stderr.isatty()


FETCHERS = (Fetcher(fetch),)
