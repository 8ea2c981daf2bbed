"""OpenReview's API v2: one call returns one checked page of a venue's notes.

https://docs.openreview.net and the publisher's client, https://github.com/openreview/openreview-py:
a page has at most 1,000 notes, values are under ``content.<field>.value``, and ``readers`` lists
who may read a note or a field. https://github.com/uw-share-lab/openproceedings (docs/research and
backend/tests/fixtures) recorded more from the live API: a request with an ``offset`` returns the
``count``, ``RateLimit-*`` headers report the calls left in an hour, and a request without a login
gets a web page. Other users reported HTTP 403 with ChallengeRequiredError.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import msgspec
import requests

from ingestion.errors import IngestionError, RateLimitSpentError, RefusedError
from ingestion.fetching.credentials import OPENREVIEW_PASSWORD, OPENREVIEW_USERNAME
from ingestion.fetching.http import (
    MESSAGE_BYTES,
    TIMEOUT_SECONDS,
    RetryableError,
    decoded,
    parsed,
    public_url,
    read_body,
    retry_after,
    unpacked,
)
from ingestion.fetching.rate_limit import RateLimitedApi

API = "https://api2.openreview.net"
PER_PAGE = 1000
CALLS_AN_HOUR = 500
MAX_PAGE_BYTES, MAX_LOGIN_BYTES = 64 * 1024**2, 1024**2
# Only printed names of persons are requested: "authorids" and "signatures" may be addresses.
FIELDS = (
    *("id", "forum", "number", "cdate", "tcdate", "pdate", "readers"),
    *(f"content.{field}" for field in ("title", "venue", "venueid", "authors", "keywords")),
)


class Text(msgspec.Struct):
    """A text of a note, with its readers if these differ from the note's readers."""

    value: str | None = None
    readers: list[str] | None = None


class Author(msgspec.Struct):
    """An author in the format of newer venues; other fields are dropped."""

    fullname: str


class Texts(msgspec.Struct):
    """A list of texts, with readers as ``Text`` has them."""

    value: list[str | Author] | None = None
    readers: list[str] | None = None


class Content(msgspec.Struct):
    """The fields of a note's content that are kept."""

    title: Text
    venueid: Text
    venue: Text = msgspec.field(default_factory=Text)
    authors: Texts = msgspec.field(default_factory=Texts)
    keywords: Texts = msgspec.field(default_factory=Texts)


class Note(msgspec.Struct):
    """A note; fields that are not declared here are never kept. Dates are ms since the epoch."""

    id: str
    content: Content
    readers: list[str]
    forum: str | None = None
    number: int | None = None
    cdate: int | None = None
    tcdate: int | None = None
    pdate: int | None = None


class NotesPage(msgspec.Struct):
    """The notes of a page, and the number of notes on all pages."""

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
    """The account to log in with; it is false without a name and a password."""

    username: str = ""
    password: str = field(default="", repr=False)

    def __bool__(self) -> bool:
        return bool(self.username and self.password)


def read_rate_limit(headers: Mapping[str, str]) -> tuple[int, float] | None:
    """Read ``RateLimit-Remaining`` (calls) and ``RateLimit-Reset`` (seconds from now)."""
    left, seconds = (headers.get(f"RateLimit-{name}", "") for name in ("Remaining", "Reset"))
    return (int(left), int(seconds)) if left.isdecimal() and seconds.isdecimal() else None


class OpenReviewApi(RateLimitedApi):
    """The API, anonymous or with an account, as a context manager.

    ``login`` and ``page`` raise RateLimitSpentError if the rate limit renews too late, and
    IngestionError if the request fails. No error names the account, its password or its token,
    which are sent to no other host.
    """

    def __init__(
        self,
        account: Account,
        *,
        base: str = API,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
        timeout: tuple[float, float] = TIMEOUT_SECONDS,
    ) -> None:
        self.base, self.account, self._token = base, account, ""
        secrets = [account.username, account.password]
        super().__init__(
            read_rate_limit, secrets=secrets, sleep=sleep, clock=clock, timeout=timeout
        )

    def login(self) -> None:
        """Get a token for the account, which is valid for longer than a run takes."""
        url = f"{self.base}/login"
        body = {"id": self.account.username, "password": self.account.password}
        try:
            self._token = self._client.post(url, _session, body, before=self._waiting(url)).token
        except RateLimitSpentError:
            raise
        except IngestionError as error:
            variables = f"{OPENREVIEW_USERNAME} and {OPENREVIEW_PASSWORD}"
            raise IngestionError(f"login with {variables}", error.rule) from None
        # The server could repeat the token in an error.
        self._client.conceal(self._token)

    def page(self, venueid: str, offset: int) -> NotesPage:
        """Return a venue's notes from an offset on. Raises RefusedError if they are withheld."""
        url = f"{self.base}/notes"
        query = {
            "content.venueid": venueid,
            "limit": f"{PER_PAGE}",
            "offset": f"{offset}",
            "select": ",".join(FIELDS),
            "sort": "number:asc",
        }
        try:
            return self._client.get(
                url,
                self._read,
                params=query,
                headers={"Authorization": f"Bearer {self._token}"} if self._token else {},
                before=self._waiting(url),
                follow=False,
            )
        except RefusedError as error:
            raise RefusedError(url, f"{error.rule}; {self._advice()}") from None

    def _advice(self) -> str:
        if self.account:
            return f"check whether the account in {OPENREVIEW_USERNAME} may read it"
        return f"set {OPENREVIEW_USERNAME} and {OPENREVIEW_PASSWORD} to try with an account"

    def _read(self, response: requests.Response) -> NotesPage:
        is_web_page = response.headers.get("Content-Type", "").startswith("text/html")
        if is_web_page and not self._token:
            raise RefusedError(public_url(response.url), "the server accepts only browsers")
        return decoded(read_body(response, MAX_PAGE_BYTES), NotesPage)

    def _inspect(self, response: requests.Response) -> None:
        super()._inspect(response)
        if response.status_code == requests.codes.too_many_requests:
            wait = retry_after(response) or _until_reset(response)
            if wait is not None:
                self.rate_limit.set(0, wait)


def _session(response: requests.Response) -> _Session:
    return decoded(read_body(response, MAX_LOGIN_BYTES), _Session)


def _until_reset(response: requests.Response) -> float | None:
    """Return the seconds until the reset time in the body of a refusal, if it states one."""
    try:
        body = next(unpacked(response, MESSAGE_BYTES), b"")
        reset = parsed(body, _Spent).details.reset_time
    except (IngestionError, msgspec.DecodeError, RetryableError):
        return None
    return max((reset - dt.datetime.now(dt.UTC)).total_seconds(), 0.0) if reset.tzinfo else None
