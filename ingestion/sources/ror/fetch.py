"""Fetch organisations that changed since the newest stored dump, from ROR's API v2.

https://ror.readme.io/docs/rest-api. ROR publishes by release, and a record carries the date of the
release that last changed it, so a dump contains all records up to its newest date. The API gives 20
records per page without a stable order, at most 10,000 records per query, and answers an invalid
query with HTTP 200 and ``{"errors": [...]}``.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
import sys
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import msgspec
import requests
from tqdm import tqdm

from ingestion.fetching.credentials import ROR_CLIENT_ID, credential
from ingestion.fetching.downloads import LISTED_FILES
from ingestion.fetching.http import Client, RetryableError, parsed, read_body
from ingestion.fetching.paging import Paging
from ingestion.fetching.request import Fetcher, RefreshRequest, RefreshRun
from ingestion.landing.files import SourceFile, fetched_file
from ingestion.landing.schema import SCHEMA_FOLDER, Source, table_path
from ingestion.landing.snapshots import connect, snapshots

API = "https://api.ror.org/v2/organizations"
CLIENT_HEADER = "Client-Id"
PER_PAGE, MAX_RESULTS = 20, 10_000
# Calls in 5 minutes with a client id and without, as announced:
# https://ror.readme.io/docs/client-id.
CALLS_WITH_ID, CALLS_WITHOUT_ID = 2_000, 50
# Two further calls get the number of active organisations, and the first page a second time.
EXTRA_CALLS = 2
MAX_PAGE_BYTES = 64 * 1024**2
PREFIX = "ror-changes-since-"


class _Dated(msgspec.Struct):
    date: dt.date


class _Admin(msgspec.Struct):
    last_modified: _Dated


class _Record(msgspec.Struct):
    """The id and date of a record; its other fields are checked on landing."""

    id: str
    admin: _Admin


class _Answer(msgspec.Struct):
    number_of_results: int
    items: list[msgspec.Raw]


class _Refusal(msgspec.Struct):
    errors: list[str]


@dataclass(frozen=True)
class OrganisationsPage:
    """A page: the number of records on all pages, and the bytes of its records by id."""

    total: int
    records: dict[str, bytes]


FetchPage = Callable[[int], OrganisationsPage]


def fetch(
    source: Source, raw: Path, inbox: Path, request: RefreshRequest, run: RefreshRun
) -> Generator[SourceFile]:
    """Fetch the changes since the newest stored dump as one file, if there are any.

    If there are more changes than ROR gives, or than the rate limit allows, the run pauses. The
    next dump will contain them. Raises IngestionError if a request fails.
    """
    newest = newest_date(raw, source, dt.datetime.now(dt.UTC).date())
    if newest is None:
        run.pause("no stored dump has dated records, so changes since then cannot be requested")
        return
    since = newest + dt.timedelta(days=1)
    client_id = credential(ROR_CLIENT_ID)
    with Client(secrets=[client_id] if client_id else []) as http:
        try:
            run.stated = _get(http, client_id, {}).total
            run.log(f"ROR states {run.stated:,} active organisations")
            allowed = CALLS_WITH_ID if client_id else CALLS_WITHOUT_ID
            records = _changes(
                lambda page: _get(http, client_id, changes_query(since, page)), since, allowed, run
            )
        finally:
            run.calls += http.calls
    if records:
        path = inbox / f"{PREFIX}{since}.json"
        # The file has the records as ROR sent them, ordered by id, in an array like that of a dump.
        path.write_bytes(b"[" + b",\n".join(records[key] for key in sorted(records)) + b"]\n")
        query = {key: value for key, value in changes_query(since, 1).items() if key != "page"}
        yield fetched_file(source, path, f"{API}?{urlencode(query)}")


def newest_date(raw: Path, source: Source, today: dt.date) -> dt.date | None:
    """Return the newest date of a record in the newest dump; None without a dump or a date.

    Dates after ``today`` are ignored, because they would hide every change until then.
    """
    dumps = [
        snapshot
        for snapshot in snapshots(raw, source)
        if not Path(snapshot.file).name.startswith(PREFIX)
    ]
    newest = max((dump.vintage for dump in dumps), default=None)
    names = [SCHEMA_FOLDER, *(dump.snapshot_id for dump in dumps if dump.vintage == newest)]
    files = [str(table_path(raw, source, name)) for name in names]
    query = (
        "select max(last_modified) from read_parquet(?, union_by_name = true)"
        " where last_modified <= ?"
    )
    with connect() as connection:
        ((date,),) = connection.execute(query, [files, today]).fetchall()
    return date if date is None else dt.date.fromisoformat(str(date))


def changes_query(since: dt.date, page: int) -> dict[str, str]:
    """Return the query for a page (from 1) of records of any status, dated ``since`` or later."""
    dates = f"admin.last_modified.date:[{since} TO *]"
    return {"query.advanced": dates, "all_status": "true", "page": str(page)}


def _get(http: Client, client_id: str, params: dict[str, str]) -> OrganisationsPage:
    headers = {CLIENT_HEADER: client_id} if client_id else {}
    return http.get(API, _read, params=params, headers=headers)


def _read(response: requests.Response) -> OrganisationsPage:
    body = read_body(response, MAX_PAGE_BYTES)
    try:
        answer = parsed(body, _Answer)
        records = {_id(item): bytes(item) for item in answer.items}
    except msgspec.DecodeError as error:
        reason = f"the body is not a page of organisations: {error}"
    else:
        return OrganisationsPage(answer.number_of_results, records)
    raise RetryableError(_refusal(body) or reason)


def _id(item: msgspec.Raw) -> str:
    return parsed(bytes(item), _Record).id


def _refusal(body: bytes) -> str:
    try:
        refusal = parsed(body, _Refusal)
    except msgspec.DecodeError:
        return ""
    return f"HTTP 200 with an error: {'; '.join(refusal.errors)}"


def _changes(
    fetch_page: FetchPage, since: dt.date, allowed: int, run: RefreshRun
) -> dict[str, bytes]:
    """Return the changed records by id, or none if there are more than can be fetched."""
    paging = Paging(API, "organisations", max_idle_pages=math.inf, is_exact=True)
    # The first page is fetched twice, because with a total that is too small a part would look
    # complete.
    records = _add(fetch_page(1), paging) | _add(fetch_page(1), paging)
    total = paging.stated or 0
    if not total:
        run.log(f"nothing has changed since {since}, the day after the newest date of the dump")
        return {}
    pages = math.ceil(total / PER_PAGE)
    calls = pages + EXTRA_CALLS
    plan = f"{calls:,} calls for {total:,} organisations changed since {since}"
    run.log(f"plan: {plan}; {allowed:,} calls in 5 minutes are allowed")
    if total > MAX_RESULTS:
        run.pause(f"{plan}, but ROR gives {MAX_RESULTS:,}: the next dump will contain them")
    elif calls > allowed:
        reason = f"more than the {allowed:,} in 5 minutes without {ROR_CLIENT_ID}"
        run.pause(f"{plan}, {reason}: the next dump will contain them")
    else:
        return records | _remaining(fetch_page, pages, paging)
    return {}


def _add(page: OrganisationsPage, paging: Paging) -> dict[str, bytes]:
    paging.add(page.records, stated=page.total)
    return page.records


def _remaining(fetch_page: FetchPage, pages: int, paging: Paging) -> dict[str, bytes]:
    """Return the records after the first page; a second pass looks for missing records.

    A listing without a stable order may repeat some records and skip others. Raises IngestionError
    if records are still missing after the second pass.
    """
    found: dict[str, bytes] = {}
    numbers = itertools.chain(range(2, pages + 1), range(1, pages + 1))
    is_quiet = not sys.stderr.isatty()
    for number in tqdm(numbers, desc="ror", total=pages - 1, unit="page", disable=is_quiet):
        if paging.is_complete:
            break
        found |= _add(fetch_page(number), paging)
    paging.check_end()
    return found


# The changes are planned from the newest dump, so the dump lands first.
FETCHERS = (LISTED_FILES, Fetcher(fetch))
