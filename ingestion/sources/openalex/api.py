"""OpenAlex's API: one call is one checked answer. https://developers.openalex.org."""

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
# Works come and go while they are counted or listed, and some have no year; more than one in a
# hundred that is missing is no coincidence.
LARGEST_SHORTAGE = 0.01
T = TypeVar("T")


class Meta(msgspec.Struct):
    """A list's own facts. ``next_cursor`` may be there on the last page, too."""

    count: int
    next_cursor: str | None = None


class Identified(msgspec.Struct):
    """Of a work, only what paging needs; its other fields are not looked at before landing."""

    id: str


class Page(msgspec.Struct):
    """A page of works."""

    meta: Meta
    results: list[Identified]


DeclaredPage = msgspec.defstruct(
    "DeclaredPage",
    [
        ("meta", Meta),
        ("results", list[Work]),  # type: ignore[valid-type] # made from the columns
        ("error", msgspec.UnsetType, msgspec.UNSET),
    ],
)
"""A page of works that have the declared fields and no other."""


class Group(msgspec.Struct):
    """A year and how many works are of it."""

    key: Annotated[str, msgspec.Meta(pattern=r"^\d{4}$")] | int
    count: int


class GroupsMeta(msgspec.Struct):
    """Of the works grouped, how many there are, and of how many groups."""

    count: int
    groups_count: int | None = None


class Groups(msgspec.Struct):
    """The answer to a ``group_by``."""

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
class Received:
    """A page and its bytes: a gzip member, as it came over the wire.

    ``unpacked`` are its bytes without gzip, where it is one line of works of the declared fields.
    """

    page: Page
    wire: bytes
    unpacked: bytes | None = None


class Api(HttpApi):
    """The API behind one key, with its budget. A context manager.

    Every method raises BudgetSpentError before or on a call that the day's budget does not
    cover, and IngestionError where there is no good answer; neither names the key.
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

    def works(self, only: str, fields: str, cursor: str) -> Received:
        """The page of works at a cursor: ``only`` is the filter, ``fields`` are root fields."""
        return self._get(
            "works",
            {"filter": only, "select": fields, "per_page": str(PER_PAGE), "cursor": cursor},
            _received,
        )

    def works_by_year(self, only: str) -> dict[int, int]:
        """How many works of each publication year pass a filter."""
        asked = {"filter": only, "group_by": "publication_year"}
        return self._get("works", asked, _years)

    def sources_named(self, words: str) -> list[NamedSource]:
        """The hundred sources whose names fit the words best."""
        found = self._get(
            "sources",
            {"search": words, "select": "id,display_name", "per_page": str(PER_PAGE)},
            _of(Sources),
        )
        return found.results

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
        """A 429 is a burst, to be waited out, unless the headers say that the budget is spent."""
        self.budget.note(response.headers)
        if response.status_code == requests.codes.too_many_requests:
            shown = public_url(response.url)
            self.budget.check(shown)
            if (retry_after(response) or 0) > LONGEST_WAIT_SECONDS:
                raise BudgetSpentError(shown, "it asks to wait for longer than a burst would take")


def _of(kind: type[T]) -> Callable[[requests.Response], T]:
    """What reads an answer of a kind."""
    return lambda response: decoded(_read(response)[0], kind)


def _years(response: requests.Response) -> dict[int, int]:
    """Works by year. Raises RetryableError where a year is missing, which none would miss."""
    groups = decoded(_read(response)[0], Groups)
    years = {int(group.key): group.count for group in groups.group_by}
    works, listed = groups.meta.count, sum(years.values())
    if groups.meta.groups_count not in (None, len(years)):
        raise RetryableError(f"{len(years)} of its {groups.meta.groups_count} years are there")
    if works - listed > LARGEST_SHORTAGE * works:
        raise RetryableError(f"its years hold {listed} of its {works} works")
    return years


def _received(response: requests.Response) -> Received:
    data, wire = _read(response)
    try:
        declared: Any = parsed(data, DeclaredPage)
    except msgspec.DecodeError:
        return Received(decoded(data, Page), wire)
    page = Page(declared.meta, declared.results)
    return Received(page, wire, None if b"\n" in data else data)


def _read(response: requests.Response) -> tuple[bytes, bytes]:
    """The body's bytes, and the same as a gzip member."""
    body = b"".join(wire(response, MAX_PAGE_BYTES))
    encoding = response.headers.get("Content-Encoding", "identity")
    if encoding == "gzip":
        return _inflate(body, public_url(response.url)), body
    if encoding != "identity":
        raise RetryableError(f"the body is encoded as {encoding!r}, which was not asked for")
    return body, gzip.compress(body, 6, mtime=0)


def _inflate(body: bytes, shown: str) -> bytes:
    stream = isal_zlib.decompressobj(GZIP)
    try:
        data = stream.decompress(body, MAX_PAGE_BYTES)
    except isal_zlib.error as error:  # type: ignore[misc] # a class, which its stub denies
        raise RetryableError(f"the body is not readable gzip: {error}") from None
    if stream.unconsumed_tail:
        raise IngestionError(shown, f"the body is larger than {MAX_PAGE_BYTES} bytes unpacked")
    if not stream.eof or stream.unused_data:
        raise RetryableError("the body is not whole gzip")
    return data
