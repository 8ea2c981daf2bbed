"""OpenReview's API v2: one call is one checked page of a venue's notes.

https://docs.openreview.net and the publisher's client, https://github.com/openreview/openreview-py:
a page has at most 1,000 notes, values sit under ``content.<field>.value``, and who may read a note
or a field stands in its ``readers``. What these leave out was recorded of the live API by others,
https://github.com/uw-share-lab/openproceedings (docs/research and backend/tests/fixtures): with an
``offset`` comes the ``count``, ``RateLimit-*`` headers tell the calls left of an hour, and who has
not logged in is given a web page. Others again were given HTTP 403, ChallengeRequiredError.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import msgspec
import requests

from ingestion.errors import IngestionError, RefusedError
from ingestion.fetching.http import (
    LONGEST_WAIT_SECONDS,
    MESSAGE_BYTES,
    Client,
    HttpApi,
    RetryableError,
    decoded,
    parsed,
    public_url,
    retry_after,
    unpacked,
)
from ingestion.fetching.rate_limit import RateLimit, RateLimitSpentError

API = "https://api2.openreview.net"
PER_PAGE = 1000
CALLS_AN_HOUR = 500
MAX_PAGE_BYTES, MAX_LOGIN_BYTES = 64 * 1024**2, 1024**2
USERNAME, PASSWORD = "OPENREVIEW_USERNAME", "OPENREVIEW_PASSWORD"
# Of persons only their printed names: "authorids" and "signatures" may be addresses.
FIELDS = (
    *("id", "forum", "number", "cdate", "tcdate", "pdate", "readers"),
    *(f"content.{field}" for field in ("title", "venue", "venueid", "authors", "keywords")),
)


class Text(msgspec.Struct):
    """A text of a note, and who may read it where that is not whoever may read the note."""

    value: str | None = None
    readers: list[str] | None = None


class Author(msgspec.Struct):
    """An author as newer venues give them, of which the rest is dropped."""

    fullname: str


class Texts(msgspec.Struct):
    """Several texts, as ``Text`` is one."""

    value: list[str | Author] | None = None
    readers: list[str] | None = None


class Content(msgspec.Struct):
    """What is kept of a note's content."""

    title: Text
    venueid: Text
    venue: Text = msgspec.field(default_factory=Text)
    authors: Texts = msgspec.field(default_factory=Texts)
    keywords: Texts = msgspec.field(default_factory=Texts)


class Note(msgspec.Struct):
    """A note; what is not named here is dropped as it is read. Dates are ms of the epoch."""

    id: str
    content: Content
    readers: list[str]
    forum: str | None = None
    number: int | None = None
    cdate: int | None = None
    tcdate: int | None = None
    pdate: int | None = None


class Page(msgspec.Struct):
    """Notes, and how many there are on all pages."""

    notes: list[Note]
    count: int


class _Session(msgspec.Struct):
    token: str


class _Limit(msgspec.Struct, rename="camel"):
    reset_time: dt.datetime


class _Spent(msgspec.Struct):
    details: _Limit


@dataclass(frozen=True)
class Account:
    """Who asks: nobody in particular, unless there are a name and a password."""

    username: str = ""
    password: str = field(default="", repr=False)

    def __bool__(self) -> bool:
        return bool(self.username and self.password)


def read_rate_limit(headers: Mapping[str, str]) -> tuple[int, float] | None:
    """Read ``RateLimit-Remaining`` (calls) and ``RateLimit-Reset`` (seconds from now)."""
    left, seconds = (headers.get(f"RateLimit-{name}", "") for name in ("Remaining", "Reset"))
    return (int(left), int(seconds)) if left.isdecimal() and seconds.isdecimal() else None


class Api(HttpApi):
    """The API, anonymous or behind an account. A context manager.

    ``login`` and ``page`` raise RateLimitSpentError where the next window of calls is far away, and
    IngestionError where there is no good answer; neither names the account, its password or its
    token, which go to no other host.
    """

    def __init__(
        self,
        account: Account,
        *,
        base: str = API,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
        timeout: tuple[float, float] = (10.0, 60.0),
    ) -> None:
        self.base, self.account, self.window = base, account, RateLimit(read_rate_limit, clock)
        self._sleep, self._token = sleep, ""
        secrets = [account.username, account.password]
        super().__init__(
            Client(secrets=secrets, inspect=self._inspect, sleep=sleep, timeout=timeout)
        )

    def login(self) -> None:
        """Get a token for the account, which is good for longer than a run takes."""
        url = f"{self.base}/login"
        body = {"id": self.account.username, "password": self.account.password}
        try:
            self._token = self._client.post(url, _session, body, before=self._waiting(url)).token
        except RateLimitSpentError:
            raise
        except IngestionError as error:
            raise IngestionError(f"login with {USERNAME} and {PASSWORD}", error.rule) from None
        self._client.conceal(self._token)

    def page(self, venueid: str, offset: int) -> Page:
        """Notes of a venue from an offset on, by number; RefusedError if they are withheld."""
        url = f"{self.base}/notes"
        asked = {
            "content.venueid": venueid,
            "limit": f"{PER_PAGE}",
            "offset": f"{offset}",
            "select": ",".join(FIELDS),
            "sort": "number:asc",
        }
        try:
            return self._client.get(
                url,
                self._received,
                params=asked,
                headers={"Authorization": f"Bearer {self._token}"} if self._token else {},
                before=self._waiting(url),
                follow=False,
            )
        except RefusedError as error:
            raise RefusedError(url, f"{error.rule}; {self._advice()}") from None

    def _waiting(self, url: str) -> Callable[[], None]:
        return lambda: self.window.wait(url, self._sleep)

    def _advice(self) -> str:
        if self.account:
            return f"is the account in {USERNAME} one that may read it?"
        return f"an account may be let in: set {USERNAME} and {PASSWORD}"

    def _received(self, response: requests.Response) -> Page:
        is_web_page = response.headers.get("Content-Type", "").startswith("text/html")
        if is_web_page and not self._token:
            raise RefusedError(public_url(response.url), "it wants to see a browser")
        return decoded(b"".join(unpacked(response, MAX_PAGE_BYTES)), Page)

    def _inspect(self, response: requests.Response) -> None:
        self.window.note(response.headers)
        if response.status_code != requests.codes.too_many_requests:
            return
        wait = retry_after(response) or _until_reset(response)
        if wait is not None:
            self.window.fill(0, wait)
        if wait is not None and wait > LONGEST_WAIT_SECONDS:
            shown = public_url(response.url)
            raise RateLimitSpentError(shown, f"the window of calls is spent for {wait:.0f} s")


def _session(response: requests.Response) -> _Session:
    return decoded(b"".join(unpacked(response, MAX_LOGIN_BYTES)), _Session)


def _until_reset(response: requests.Response) -> float | None:
    """Seconds to the time that the body of a refusal names, if it does."""
    try:
        body = next(unpacked(response, MESSAGE_BYTES), b"")
        reset = parsed(body, _Spent).details.reset_time
    except (IngestionError, msgspec.DecodeError, RetryableError):
        return None
    return max((reset - dt.datetime.now(dt.UTC)).total_seconds(), 0.0) if reset.tzinfo else None
