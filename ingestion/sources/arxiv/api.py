"""arXiv's OAI-PMH server: one call is one checked page.

https://info.arxiv.org/help/oa (base URL, sets, datestamps, tokens that expire daily),
https://info.arxiv.org/help/api/tou.html (one request every three seconds over one connection) and
https://www.openarchives.org/OAI/openarchivesprotocol.html (verbs, errors, flow control by 503).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass

import requests

from ingestion.errors import IngestionError
from ingestion.fetching.http import (
    LONGEST_WAIT_SECONDS,
    Client,
    HttpApi,
    RetryableError,
    public_url,
    retry_after,
    unpacked,
)
from ingestion.sources.arxiv.parse import NO_RECORDS, Page, read_page

API = "https://oaipmh.arxiv.org/oai"
LIST = {"verb": "ListRecords"}
SECONDS_A_CALL = 3.0
# The server may take minutes for the first page of a long list.
TIMEOUT_SECONDS = (10.0, 240.0)
MAX_PAGE_BYTES = 64 * 1024**2


class BadTokenError(IngestionError):
    """A token that is no longer taken: the list is to be begun anew."""


class BusyError(IngestionError):
    """The server asks for more patience than a run has."""


@dataclass(frozen=True)
class Received:
    """A page, and its body as it came."""

    page: Page
    body: bytes


class Api(HttpApi):
    """The API, anonymous. A context manager.

    ``page`` raises BadTokenError, BusyError, and IngestionError where there is no good answer.
    ``wanted`` are the categories whose records count as kept. ``clock`` gives seconds.
    """

    def __init__(
        self,
        wanted: Set[str],
        *,
        base: str = API,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        timeout: tuple[float, float] = TIMEOUT_SECONDS,
    ) -> None:
        self.clock = clock
        self._wanted, self._base, self._sleep = wanted, base, sleep
        self._next = clock()
        super().__init__(Client(inspect=_inspect, sleep=sleep, timeout=timeout))

    def page(self, question: Mapping[str, str]) -> Received:
        """The answer to the arguments of a list: its own, or a ``resumptionToken`` alone."""
        asked = {**LIST, **question}
        received = self._client.get(self._base, self._received, params=asked, before=self._pace)
        # A list that has shrunk to nothing behind a token may have lost records on the way.
        error = received.page.error
        if error == "badResumptionToken" or (error and "resumptionToken" in question):
            raise BadTokenError(public_url(self._base), f"{error}: {received.page.reason[:200]}")
        return received

    def _received(self, response: requests.Response) -> Received:
        body = b"".join(unpacked(response, MAX_PAGE_BYTES))
        try:
            page = read_page([body], "its body", self._wanted, lambda _: None)
        except IngestionError as error:
            kind = "a web page, " if b"<html" in body[:1024].lower() else ""
            raise RetryableError(f"the answer is {kind}no list of records: {error}") from None
        if page.error not in (None, NO_RECORDS, "badResumptionToken"):
            raise RetryableError(f"HTTP 200 with an error: {page.error}: {page.reason[:200]}")
        return Received(page, body)

    def _pace(self) -> None:
        if (wait := self._next - self.clock()) > 0:
            self._sleep(wait)
        self._next = self.clock() + SECONDS_A_CALL


def _inspect(response: requests.Response) -> None:
    wait = retry_after(response) or 0
    if not response.ok and wait > LONGEST_WAIT_SECONDS:
        shown = public_url(response.url)
        raise BusyError(shown, f"HTTP {response.status_code}; it asks to wait for {wait:.0f} s")
