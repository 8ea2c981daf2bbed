"""arXiv's OAI-PMH server: one call returns one checked page.

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
from ingestion.fetching.http import Client, HttpApi, RetryableError, public_url, read_body
from ingestion.sources.arxiv.parse import NO_RECORDS, RecordsPage, read_page

API = "https://oaipmh.arxiv.org/oai"
LIST = {"verb": "ListRecords"}
SECONDS_A_CALL = 3.0
# The server may need minutes for the first page of a long listing.
TIMEOUT_SECONDS = (10.0, 240.0)
MAX_PAGE_BYTES = 64 * 1024**2


class BadTokenError(IngestionError):
    """The server no longer accepts the token, so the listing must be restarted."""


@dataclass(frozen=True)
class ReceivedPage:
    """A page, and its body as received."""

    page: RecordsPage
    body: bytes


class ArxivApi(HttpApi):
    """The anonymous API, as a context manager.

    ``page`` raises BadTokenError, LongWaitError, or IngestionError for any other failed request.
    ``selected`` are the categories whose records are selected. ``clock`` returns seconds.
    """

    def __init__(
        self,
        selected: Set[str],
        *,
        base: str = API,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        timeout: tuple[float, float] = TIMEOUT_SECONDS,
    ) -> None:
        self.clock = clock
        self._selected, self._base, self._sleep = selected, base, sleep
        self._next_call_at = clock()
        super().__init__(Client(sleep=sleep, timeout=timeout))

    def page(self, arguments: Mapping[str, str]) -> ReceivedPage:
        """Return a page of a listing, by its arguments or by a ``resumptionToken`` alone."""
        params = {**LIST, **arguments}
        received = self._client.get(self._base, self._read, params=params, before=self._pace)
        # Every error after a resumption token, also "no records", can mean that records are lost.
        error = received.page.error
        if error == "badResumptionToken" or (error and "resumptionToken" in arguments):
            raise BadTokenError(public_url(self._base), f"{error}: {received.page.reason[:200]}")
        return received

    def _read(self, response: requests.Response) -> ReceivedPage:
        body = read_body(response, MAX_PAGE_BYTES)
        try:
            page = read_page([body], "its body", self._selected, lambda _: None)
        except IngestionError as error:
            kind = "a web page, " if b"<html" in body[:1024].lower() else ""
            raise RetryableError(f"the answer is {kind}not a list of records: {error}") from None
        if page.error not in (None, NO_RECORDS, "badResumptionToken"):
            raise RetryableError(f"HTTP 200 with an error: {page.error}: {page.reason[:200]}")
        return ReceivedPage(page, body)

    def _pace(self) -> None:
        if (wait := self._next_call_at - self.clock()) > 0:
            self._sleep(wait)
        self._next_call_at = self.clock() + SECONDS_A_CALL
