"""Refresh the listing of all accounts in one file, which lands only if it is complete.

Downloads count the last 30 days, so a listing is a measurement at one moment. A later run restarts
an unfinished listing, which takes about a hundred calls.
"""

from __future__ import annotations

import datetime as dt
import gzip
import sys
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

import msgspec
from tqdm import tqdm

from ingestion.errors import IngestionError, RateLimitSpentError
from ingestion.fetching.credentials import HUB_TOKEN, credential
from ingestion.fetching.paging import Paging
from ingestion.fetching.request import Fetcher, RefreshRequest, RefreshRun
from ingestion.fetching.selection import nothing_selected, read_selection
from ingestion.fetching.state import state_of
from ingestion.landing.files import SourceFile, fetched_file
from ingestion.landing.schema import Source
from ingestion.landing.snapshots import snapshots
from ingestion.sources.hub.api import FREE_CALLS, PER_PAGE, HubApi, HubPage

FILE = "models.jsonl.gz"
# A listing can end with an empty page. More pages in a row without a new model indicate a loop.
MAX_IDLE_PAGES = 3
MAX_PAGES = 100


def fetch(
    source: Source, raw: Path, inbox: Path, request: RefreshRequest, run: RefreshRun
) -> Generator[SourceFile]:
    """Refresh the listing if it is due, with the token from the environment if it is set.

    A spent rate limit pauses the run. Any other error of an account raises IngestionError, because
    without that account all sums over the listing would be too small. Raises SourceOffError if no
    account is selected.
    """
    accounts = [row["account"] for row in read_selection(source.name)]
    if not accounts:
        raise nothing_selected(source.name)
    if not is_due(source, raw, request):
        return
    run.fetches_all = True
    run.log(source.notice)
    with HubApi(credential(HUB_TOKEN)) as api:
        run.log(describe(accounts, api))
        try:
            _write(api, source, inbox / FILE, accounts, run)
        except RateLimitSpentError as error:
            run.pause(f"{error}; a later run restarts the listing")
            return
        finally:
            run.calls = api.calls
    yield fetched_file(source, inbox / FILE, source.homepage)


def is_due(source: Source, raw: Path, request: RefreshRequest) -> bool:
    """Return whether ``refresh_days`` have passed since the listing was last fetched."""
    last = state_of(raw, source).whole_at
    if request.full or last is None or not snapshots(raw, source):
        return True
    days = (dt.datetime.now(dt.UTC).date() - dt.datetime.fromisoformat(last).date()).days
    return days >= source.refresh_days


def describe(accounts: Sequence[str], api: HubApi) -> str:
    """Return the plan as text: the calls that it needs, and the calls that are allowed."""
    return (
        f"plan: a call for each {PER_PAGE:,} models of {len(accounts)} accounts, at least"
        f" {len(accounts)}; {FREE_CALLS[api.has_token]:,} calls in five minutes are allowed"
        f" {'with a' if api.has_token else 'without'} token"
    )


def _write(
    api: HubApi, source: Source, path: Path, accounts: Sequence[str], run: RefreshRun
) -> None:
    """Write every page as a line: account, number of the page, and models as received."""
    found = 0
    is_quiet = not sys.stderr.isatty()
    # The time in the gzip header is fixed, so that equal pages give equal bytes.
    with (
        path.open("wb") as file,
        gzip.GzipFile("", "wb", mtime=0, fileobj=file) as out,
        tqdm(accounts, desc=source.name, unit="account", disable=is_quiet) as progress,
    ):
        for account in progress:
            models = 0
            for number, page in enumerate(_pages(api, source, account), start=1):
                models += len(page.models)
                line = {"account": account, "page": number, "models": msgspec.Raw(page.body)}
                out.write(msgspec.json.encode(line) + b"\n")
            if not models:
                run.log(f"{account} lists no model")
            found += models
    run.log(f"{found:,} models listed by {len(accounts)} accounts in {api.calls:,} calls")
    if not found:
        raise IngestionError(source.name, "no account lists any model")


def _pages(api: HubApi, source: Source, account: str) -> Iterator[HubPage]:
    """Yield every page of an account's models. Raises IngestionError with the account's name."""
    paging = Paging(
        "listing",
        "models",
        start=api.first_url(account),
        max_pages=MAX_PAGES,
        max_idle_pages=MAX_IDLE_PAGES,
    )
    url: str | None = api.first_url(account)
    try:
        while url is not None:
            page = api.page(url)
            ids = {model.id for model in page.models}
            _check_owner(account, ids)
            paging.add(ids)
            url = paging.next(page.next_url)
            yield page
    except RateLimitSpentError:
        raise
    except IngestionError as error:
        raise IngestionError(f"{source.name}, account {account}", str(error)) from error


def _check_owner(account: str, ids: set[str]) -> None:
    prefix = f"{account}/".lower()
    others = sorted(model for model in ids if not model.lower().startswith(prefix))
    if others:
        raise IngestionError(
            "listing",
            f"{others[0][:80]!r} belongs to another account; was this account renamed?",
        )


FETCHERS = (Fetcher(fetch),)
