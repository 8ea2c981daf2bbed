"""OpenAlex's API: one call returns one checked response. https://developers.openalex.org."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

import msgspec
import requests
from isal import isal_zlib

from ingestion.errors import IngestionError
from ingestion.fetching.http import (
    LONGEST_WAIT_SECONDS,
    Client,
    HttpApi,
    RetryableError,
    decoded,
    parsed,
    public_url,
    retry_after,
    wire,
)
from ingestion.sources.openalex.budget import Budget, BudgetSpentError
from ingestion.sources.openalex.source import Work

API = "https://api.openalex.org"
PER_PAGE = 100
MAX_PAGE_BYTES = 64 * 1024**2
GZIP = 31
# OpenAlex adds and removes works while a list is counted or fetched, and some works have no year.
# If more than one work in a hundred is missing, the list is incomplete.
MAX_SHORTAGE = 0.01
T = TypeVar("T")


class Meta(msgspec.Struct):
    """The header of a page. The last page may have a ``next_cursor``, too."""

    count: int
    next_cursor: str | None = None


class WorkId(msgspec.Struct):
    """The part of a work that paging needs. Other fields are checked on landing."""

    id: str | None = None


class Page(msgspec.Struct):
    """A page of works."""

    meta: Meta
    results: list[WorkId]


DeclaredPage = msgspec.defstruct(
    "DeclaredPage",
    [
        ("meta", Meta),
        ("results", list[Work]),  # type: ignore[valid-type] # made from the columns
        ("error", msgspec.UnsetType, msgspec.UNSET),
    ],
)
"""A page whose works have exactly the declared fields."""


class Group(msgspec.Struct):
    """A publication year and its number of works."""

    key: Annotated[str, msgspec.Meta(pattern=r"^\d{4}$")] | int
    count: int


class GroupsMeta(msgspec.Struct):
    """The number of grouped works, and of groups."""

    count: int
    groups_count: int | None = None


class Groups(msgspec.Struct):
    """The response to a ``group_by``."""

    meta: GroupsMeta
    group_by: list[Group]


class NamedSource(msgspec.Struct):
    """A journal or proceedings."""

    id: str
    display_name: str | None


class Sources(msgspec.Struct):
    """A page of sources."""

    results: list[NamedSource]


@dataclass(frozen=True)
class FetchedPage:
    """A page and its bytes as a gzip member.

    ``unpacked`` has the bytes without gzip, if they are one line and all works have exactly the
    declared fields.
    """

    page: Page
    gzipped: bytes
    unpacked: bytes | None = None


class OpenAlexApi(HttpApi):
    """The API with one key and its daily budget, as a context manager.

    Every method raises BudgetSpentError if the budget does not cover the call, and IngestionError
    if the request fails. No error contains the key.
    """

    def __init__(
        self,
        key: str,
        *,
        base: str = API,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
        timeout: tuple[float, float] = (10.0, 60.0),
    ) -> None:
        self.base, self.budget = base, Budget(clock)
        self._key = key
        super().__init__(
            Client(secrets=(key,), inspect=self._inspect, sleep=sleep, timeout=timeout)
        )

    def works(self, works_filter: str, fields: str, cursor: str) -> FetchedPage:
        """Fetch the page of works at a cursor. ``fields`` are root fields, separated by commas."""
        return self._get(
            "works",
            {"filter": works_filter, "select": fields, "per_page": str(PER_PAGE), "cursor": cursor},
            _fetched_page,
        )

    def works_by_year(self, works_filter: str) -> dict[int, int]:
        """Count the works that pass a filter by publication year."""
        params = {"filter": works_filter, "group_by": "publication_year"}
        return self._get("works", params, _works_by_year)

    def sources_named(self, words: str) -> list[NamedSource]:
        """Fetch the hundred sources with the names that match the words best."""
        return self._get(
            "sources",
            {"search": words, "select": "id,display_name", "per_page": str(PER_PAGE)},
            lambda response: decoded(_read(response)[0], Sources).results,
        )

    def _get(
        self, path: str, params: Mapping[str, str], read: Callable[[requests.Response], T]
    ) -> T:
        url = f"{self.base}/{path}"
        return self._client.get(
            url,
            read,
            params={**params, "api_key": self._key},
            before=lambda: self.budget.check(url),
            follow=False,
        )

    def _inspect(self, response: requests.Response) -> None:
        """Raise BudgetSpentError if a 429 means a spent budget; other 429s are retried."""
        self.budget.update(response.headers)
        if response.status_code == requests.codes.too_many_requests:
            url = public_url(response.url)
            self.budget.check(url)
            if (wait := retry_after(response) or 0) > LONGEST_WAIT_SECONDS:
                raise BudgetSpentError(url, f"the server asks to wait for {wait:.0f} s")


def _works_by_year(response: requests.Response) -> dict[int, int]:
    """Count works by year. Raises RetryableError if a year is missing, as no later step does."""
    groups = decoded(_read(response)[0], Groups)
    years = {int(group.key): group.count for group in groups.group_by}
    works, in_years = groups.meta.count, sum(years.values())
    if groups.meta.groups_count not in (None, len(years)):
        raise RetryableError(f"it lists {len(years)} of {groups.meta.groups_count} years")
    if works - in_years > MAX_SHORTAGE * works:
        raise RetryableError(f"its years contain {in_years} of {works} works")
    return years


def _fetched_page(response: requests.Response) -> FetchedPage:
    data, gzipped = _read(response)
    try:
        declared: Any = parsed(data, DeclaredPage)
    except msgspec.DecodeError:
        return FetchedPage(decoded(data, Page), gzipped)
    page = Page(declared.meta, declared.results)
    return FetchedPage(page, gzipped, None if b"\n" in data else data)


def _read(response: requests.Response) -> tuple[bytes, bytes]:
    """Read the bytes of the body, and the same bytes as a gzip member."""
    body = b"".join(wire(response, MAX_PAGE_BYTES))
    encoding = response.headers.get("Content-Encoding", "identity")
    if encoding == "gzip":
        return _inflate(body, public_url(response.url)), body
    if encoding != "identity":
        raise RetryableError(f"the body is encoded as {encoding!r}, which was not requested")
    return body, gzip.compress(body, 6, mtime=0)


def _inflate(body: bytes, url: str) -> bytes:
    stream = isal_zlib.decompressobj(GZIP)
    try:
        data = stream.decompress(body, MAX_PAGE_BYTES)
    except isal_zlib.error as error:  # type: ignore[misc] # a class, which its stub denies
        raise RetryableError(f"the body is not readable gzip: {error}") from None
    if stream.unconsumed_tail:
        raise IngestionError(url, f"the body is larger than {MAX_PAGE_BYTES} bytes unpacked")
    if not stream.eof or stream.unused_data:
        raise RetryableError("the body is not complete gzip")
    return data
