"""Refresh the listing: every account, page by page, into one file that lands whole or not at all.

Downloads are of the last 30 days, so a listing is a measurement of one moment: what a run has not
finished is thrown away and begun anew by a later one, which costs a hundred calls or so.
"""

from __future__ import annotations

import datetime as dt
import gzip
import os
import sys
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

import msgspec
from tqdm import tqdm

from ingestion.errors import IngestionError, SourceOffError
from ingestion.fetching.rate_limit import RateLimitSpentError
from ingestion.fetching.request import Fetcher, RefreshRequest, RefreshRun
from ingestion.fetching.state import state_of
from ingestion.landing.files import SourceFile
from ingestion.landing.schema import Source
from ingestion.landing.snapshots import snapshots
from ingestion.sources.hub.api import FREE_CALLS, PER_PAGE, Api, Received
from ingestion.sources.hub.selection import accounts

TOKEN_VARIABLE = "HF_TOKEN"  # noqa: S105 - the name of a variable
FILE = "models.jsonl.gz"
# A list can end in an empty page; a longer row of pages without a new model leads nowhere.
MOST_IDLE_PAGES = 3
MOST_PAGES = 100


def fetch(
    source: Source, raw: Path, inbox: Path, wanted: RefreshRequest, run: RefreshRun
) -> Generator[SourceFile]:
    """Refresh the listing where it is due, with a token of the environment if there is one.

    Raises SourceOffError where no account is on.
    """
    asked = accounts()
    if not asked:
        raise SourceOffError("accounts.csv has no account that is on")
    with Api(os.environ.get(TOKEN_VARIABLE, "").strip()) as api:
        yield from fetch_with(api, source, raw, inbox, wanted, run, asked)


def fetch_with(
    api: Api,
    source: Source,
    raw: Path,
    inbox: Path,
    wanted: RefreshRequest,
    run: RefreshRun,
    asked: Sequence[str],
) -> Generator[SourceFile]:
    """Refresh the listing of some accounts where it is due: say what it takes, then fetch.

    A window of calls that is spent for long pauses the run. Anything else that is amiss with one
    account raises IngestionError: sums over a listing that lacks one would be wrong in silence.
    """
    if not is_due(source, raw, wanted):
        return
    run.whole = True
    run.say(source.notice)
    run.say(describe(asked, api))
    try:
        _write(api, source, inbox / FILE, asked, run)
    except RateLimitSpentError as error:
        run.pause(f"{error}; a later run begins the listing anew")
        return
    finally:
        run.calls = api.calls
    yield _described(source, inbox / FILE)


def is_due(source: Source, raw: Path, wanted: RefreshRequest) -> bool:
    """Whether the listing was last fetched as many days ago as the source declares, or never."""
    last = state_of(raw, source).whole_at
    if wanted.full or last is None or not snapshots(raw, source):
        return True
    days = (dt.datetime.now(dt.UTC).date() - dt.datetime.fromisoformat(last).date()).days
    return days >= source.refresh_days


def describe(asked: Sequence[str], api: Api) -> str:
    """The plan in words: calls against what a window has."""
    return (
        f"plan: a call for each {PER_PAGE:,} models of {len(asked)} accounts, {len(asked)} at"
        f" least; a window of five minutes has {FREE_CALLS[api.has_token]:,}"
        f" {'with a' if api.has_token else 'without'} token"
    )


def _write(api: Api, source: Source, path: Path, asked: Sequence[str], run: RefreshRun) -> None:
    """Write every page as a line: the account, the page's number, the models as they came."""
    found = 0
    with (
        path.open("wb") as file,
        gzip.GzipFile("", "wb", mtime=0, fileobj=file) as out,
        tqdm(asked, desc=source.name, unit="account", disable=not sys.stderr.isatty()) as shown,
    ):
        for account in shown:
            models = 0
            for number, page in enumerate(_pages(api, source, account), start=1):
                models += len(page.models)
                line = {"account": account, "page": number, "models": msgspec.Raw(page.body)}
                out.write(msgspec.json.encode(line) + b"\n")
            if not models:
                run.say(f"{account} lists no model")
            found += models
    run.say(f"{found:,} models listed by {len(asked)} accounts in {api.calls:,} calls")
    if not found:
        raise IngestionError(source.name, "no account lists any model")


def _pages(api: Api, source: Source, account: str) -> Iterator[Received]:
    try:
        yield from walk(api, account)
    except RateLimitSpentError:
        raise
    except IngestionError as error:
        raise IngestionError(f"{source.name}, account {account}", str(error)) from error


def walk(api: Api, account: str) -> Iterator[Received]:
    """Every page of an account's models, once.

    Raises IngestionError on links that lead back or nowhere, and on models of another account.
    """
    url: str | None = api.first(account)
    visited: set[str] = set()
    seen: set[str] = set()
    idle = 0
    while url is not None:
        visited.add(url)
        page = api.page(url)
        ids = {model.id for model in page.models}
        _check_owner(account, ids)
        idle = 0 if ids - seen else idle + 1
        seen |= ids
        url = page.next_url
        _check_end(url, visited, idle, len(seen))
        yield page


def _check_owner(account: str, ids: set[str]) -> None:
    beginning = f"{account}/".lower()
    strangers = sorted(one for one in ids if not one.lower().startswith(beginning))
    if strangers:
        raise IngestionError(
            "its list",
            f"holds {strangers[0][:80]!r} of another account; was this one renamed?",
        )


def _check_end(url: str | None, visited: set[str], idle: int, models: int) -> None:
    place = "its list"
    if url in visited:
        raise IngestionError(place, f"a next link leads back after {models} models")
    if url is not None and idle > MOST_IDLE_PAGES:
        raise IngestionError(
            place, f"{idle} pages in a row without a new model after {models} models"
        )
    if url is not None and len(visited) >= MOST_PAGES:
        raise IngestionError(place, f"it does not end within {MOST_PAGES} pages")


def _described(source: Source, path: Path) -> SourceFile:
    retrieved_at = dt.datetime.now(dt.UTC)
    return SourceFile(
        path=path,
        name=f"{source.name}/{path.name}",
        url=source.homepage,
        licence=source.licence,
        vintage=retrieved_at.date(),
        vintage_rule="retrieval",
        publisher=source.publisher,
        citation=source.citation,
        retrieved_at=retrieved_at,
    )


FETCHERS = (Fetcher(fetch),)
