"""ROR's API v2: the organisations that were made or changed since the newest dump held.

https://ror.readme.io/docs/rest-api. ROR publishes by release, and a record carries the date of the
release that changed it last, so that a dump holds all records of its newest date. The API gives 20
records a page in no order of its own, at most 10,000 of a query, and answers a query that it does
not take with HTTP 200 and ``{"errors": [...]}``.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
import os
import sys
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import msgspec
import requests
from tqdm import tqdm

from ingestion.errors import IngestionError
from ingestion.fetching.downloads import LISTED_FILES
from ingestion.fetching.http import Client, RetryableError, parsed, unpacked
from ingestion.fetching.request import Fetcher, RefreshRequest, RefreshRun
from ingestion.landing.files import SourceFile
from ingestion.landing.schema import Source
from ingestion.landing.snapshots import SCHEMA_FOLDER, connect, snapshots

API = "https://api.ror.org/v2/organizations"
CLIENT_VARIABLE, CLIENT_HEADER = "ROR_CLIENT_ID", "Client-Id"
PER_PAGE, MOST_RESULTS = 20, 10_000
# In 5 minutes, with a client id and without, as announced: https://ror.readme.io/docs/client-id.
CALLS_WITH_ID, CALLS_WITHOUT_ID = 2_000, 50
# For the number of active organisations, and for the first page once more.
CALLS_BEFORE = 2
MAX_PAGE_BYTES = 64 * 1024**2
PREFIX = "ror-changes-since-"


class _Dated(msgspec.Struct):
    date: dt.date


class _Admin(msgspec.Struct):
    last_modified: _Dated


class _Record(msgspec.Struct):
    """Of a record, what tells which and how new it is; the rest is looked at when it lands."""

    id: str
    admin: _Admin


class _Answer(msgspec.Struct):
    number_of_results: int
    items: list[msgspec.Raw]


class _Refusal(msgspec.Struct):
    errors: list[str]


@dataclass(frozen=True)
class Page:
    """A page: how many records the query has in all, and the bytes of those given, by id."""

    total: int
    records: dict[str, bytes]


def fetch(
    source: Source, raw: Path, inbox: Path, wanted: RefreshRequest, run: RefreshRun
) -> Generator[SourceFile]:
    """Fetch what has changed since the newest dump held as one file, if anything has.

    What is more than ROR gives, or than a window of calls allows, is left to the next dump and
    pauses the run. Raises IngestionError where there is no good answer.
    """
    newest = newest_date(raw, source, dt.datetime.now(dt.UTC).date())
    if newest is None:
        run.pause("no dump is held that dates its records, so that no change can be asked for")
        return
    since = newest + dt.timedelta(days=1)
    client_id = os.environ.get(CLIENT_VARIABLE, "").strip()
    with Client(secrets=[client_id] if client_id else []) as http:
        try:
            run.stated = _get(http, client_id, {}).total
            run.say(f"{run.stated:,} active organisations, ROR says")
            allowed = CALLS_WITH_ID if client_id else CALLS_WITHOUT_ID
            records = _changes(
                lambda page: _get(http, client_id, asked(since, page)), since, allowed, run
            )
        finally:
            run.calls += http.calls
    if records:
        yield _file(source, inbox, since, records)


def newest_date(raw: Path, source: Source, today: dt.date) -> dt.date | None:
    """The newest date of a record in the newest dump held; none without a dump or a date.

    Dates after ``today`` are wrong, and would hide every change until then.
    """
    held = [one for one in snapshots(raw, source) if not Path(one.file).name.startswith(PREFIX)]
    newest = max((one.vintage for one in held), default=None)
    names = [SCHEMA_FOLDER, *(one.snapshot_id for one in held if one.vintage == newest)]
    files = [str(raw / source.name / name / f"{source.table}.parquet") for name in names]
    query = (
        "select max(last_modified) from read_parquet(?, union_by_name = true)"
        " where last_modified <= ?"
    )
    with connect() as connection:
        ((date,),) = connection.execute(query, [files, today]).fetchall()
    return date if date is None else dt.date.fromisoformat(str(date))


def asked(since: dt.date, page: int) -> dict[str, str]:
    """The query for a page, from 1, of the records of any status dated ``since`` or later."""
    dates = f"admin.last_modified.date:[{since} TO *]"
    return {"query.advanced": dates, "all_status": "true", "page": str(page)}


def _get(http: Client, client_id: str, params: dict[str, str]) -> Page:
    headers = {CLIENT_HEADER: client_id} if client_id else {}
    return http.get(API, _page, params=params, headers=headers)


def _page(response: requests.Response) -> Page:
    body = b"".join(unpacked(response, MAX_PAGE_BYTES))
    try:
        answer = parsed(body, _Answer)
        records = {_id(item): bytes(item) for item in answer.items}
    except msgspec.DecodeError as error:
        reason = f"the body is no page of organisations: {error}"
    else:
        return Page(answer.number_of_results, records)
    raise RetryableError(_refusal(body) or reason)


def _id(item: msgspec.Raw) -> str:
    return parsed(bytes(item), _Record).id


def _refusal(body: bytes) -> str:
    try:
        said = parsed(body, _Refusal)
    except msgspec.DecodeError:
        return ""
    return f"HTTP 200 with an error: {'; '.join(said.errors)}"


def _changes(
    ask: Callable[[int], Page], since: dt.date, allowed: int, run: RefreshRun
) -> dict[str, bytes]:
    """The changed records by id; none of them where there are more than can be had."""
    first = _first(ask)
    if not first.total and not first.records:
        run.say(f"nothing has changed since {since}, the day after the newest dump's last")
        return {}
    pages = math.ceil(first.total / PER_PAGE)
    calls = pages + CALLS_BEFORE
    plan = f"{calls:,} calls for {first.total:,} organisations changed since {since}"
    run.say(f"plan: {plan}; {allowed:,} calls in 5 minutes are allowed")
    if first.total > MOST_RESULTS:
        run.pause(f"{plan}, of which ROR gives {MOST_RESULTS:,}: left to the next dump")
    elif calls > allowed:
        reason = f"more than the {allowed:,} in 5 minutes without {CLIENT_VARIABLE}"
        run.pause(f"{plan}, {reason}: left to the next dump")
    else:
        return _walk(ask, first, pages)
    return {}


def _first(ask: Callable[[int], Page]) -> Page:
    """The first page, asked for twice: a total that is too small would make a part look whole."""
    first, again = ask(1), ask(1)
    if first.total != again.total:
        raise IngestionError(API, f"{first.total} organisations became {again.total} meanwhile")
    return Page(first.total, first.records | again.records)


def _walk(ask: Callable[[int], Page], first: Page, pages: int) -> dict[str, bytes]:
    """The records of all pages; what is missing after the last one is looked for once more.

    A list without an order may repeat some records and skip others. Raises IngestionError where
    they are not as many as the first page says.
    """
    found = dict(first.records)
    numbers = itertools.chain(range(2, pages + 1), range(1, pages + 1))
    is_quiet = not sys.stderr.isatty()
    for number in tqdm(numbers, desc="ror", total=pages - 1, unit="page", disable=is_quiet):
        if len(found) >= first.total:
            break
        page = ask(number)
        if page.total != first.total:
            raise IngestionError(API, f"{first.total} organisations became {page.total} meanwhile")
        found |= page.records
    if len(found) != first.total:
        raise IngestionError(API, f"{pages} pages give {len(found)} of {first.total} organisations")
    return found


def _file(source: Source, inbox: Path, since: dt.date, records: dict[str, bytes]) -> SourceFile:
    """The records as ROR sent them, in the order of their ids, as an array like a dump."""
    path = inbox / f"{PREFIX}{since}.json"
    path.write_bytes(b"[" + b",\n".join(records[one] for one in sorted(records)) + b"]\n")
    retrieved_at = dt.datetime.now(dt.UTC)
    query = {key: value for key, value in asked(since, 1).items() if key != "page"}
    return SourceFile(
        path=path,
        name=f"{source.name}/{path.name}",
        url=f"{API}?{urlencode(query)}",
        licence=source.licence,
        vintage=retrieved_at.date(),
        vintage_rule="retrieval",
        publisher=source.publisher,
        citation=source.citation,
        retrieved_at=retrieved_at,
    )


# The changes are planned from the newest dump, so that it lands first.
FETCHERS = (LISTED_FILES, Fetcher(fetch))
