"""Fetch the models of all selected accounts from the Hub's API, as one file or none.

https://huggingface.co/docs/hub/api. Downloads count the last 30 days, so a listing is a measurement
at one moment. It leaves out accounts that the Hub no longer has under their name.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from functools import partial
from urllib.parse import urlencode

import msgspec

from ingestion.credentials import HUB_TOKEN, credential
from ingestion.errors import IngestionError, NotFoundError
from ingestion.http import Client, JsonAnswer
from ingestion.landing.files import SourceFile, fetched_file
from ingestion.landing.schema import Source, match_columns
from ingestion.run import FetchFile, Probe, RefreshRun
from ingestion.sources.hub.source import COLUMNS, accounts

API = "https://huggingface.co"
PER_PAGE = 1000
# The id always comes too. "private" is requested because a token may show more than is public.
FIELDS = [column.aliases[0] for column in COLUMNS if not column.name.endswith("id")]


class ListedModel(msgspec.Struct):
    """A model of a page; the reader checks other fields."""

    id: str


def fetch(run: RefreshRun) -> Iterator[FetchFile]:
    """Fetch the listing."""
    run.log(run.source.notice)
    yield partial(_fetch_listing, run)


def probe(client: Client, source: Source) -> Iterator[Probe]:
    """Ask for the newest model of each account, which has the columns."""
    for account in accounts():
        yield partial(_newest, client, account)


def _newest(client: Client, account: str) -> str:
    models = msgspec.json.decode(next(_pages(client, account, 1)).body)
    if not models:
        raise NotFoundError(f"account {account}", "the Hub lists none of its models")
    match_columns(account, COLUMNS, models[0])
    return str(models[0]["createdAt"])


def _fetch_listing(run: RefreshRun) -> SourceFile:
    """Write every page as a line: account, number of the page, and models as received."""
    path = run.inbox / "models.jsonl.gz"
    # The time in the gzip header is fixed, so that equal pages give equal bytes.
    with path.open("wb") as file, gzip.GzipFile("", "wb", mtime=0, fileobj=file) as out:
        for account in accounts():
            try:
                pages = list(_pages(run.client, account))
            except NotFoundError:
                continue
            for number, page in enumerate(pages, start=1):
                line = {"account": account, "page": number, "models": msgspec.Raw(page.body)}
                out.write(msgspec.json.encode(line) + b"\n")
    return fetched_file(run.source, path, run.source.homepage)


def _pages(
    client: Client, account: str, limit: int = PER_PAGE
) -> Iterator[JsonAnswer[list[ListedModel]]]:
    """Yield every page of an account's models, sorted by a field that never changes."""
    token = credential(HUB_TOKEN)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    query = {"author": account, "limit": limit, "sort": "createdAt", "expand": FIELDS}
    url: str | None = f"{API}/api/models?{urlencode(query, doseq=True)}"
    earlier_ids: set[str] = set()
    while url is not None:
        page = client.get_json(url, list[ListedModel], headers=headers)
        ids = {model.id for model in page.value}
        if not all(model.lower().startswith(f"{account}/".lower()) for model in ids):
            raise NotFoundError(account, "the Hub returned another account's models")
        if ids and ids <= earlier_ids:
            raise IngestionError(
                f"account {account}", "a page has no new model, so the listing is not stored"
            )
        earlier_ids |= ids
        yield page
        if page.next_url is not None and not page.next_url.startswith(f"{API}/"):
            rule = "its next page is at another host, so the listing is not stored"
            raise IngestionError(f"account {account}", rule)
        url = page.next_url if ids else None
