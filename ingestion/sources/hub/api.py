"""The Hub's listing of models: one call is one checked page.

https://huggingface.co/docs/hub/api; the fields and their kinds are those of the publisher's own
clients, huggingface_hub and huggingface.js.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin

import msgspec
import requests

from ingestion.errors import IngestionError
from ingestion.fetching.http import (
    LONGEST_WAIT_SECONDS,
    Client,
    HttpApi,
    decoded,
    place_of,
    public_url,
    retry_after,
    unpacked,
)
from ingestion.fetching.rate_limit import RateLimit, RateLimitSpentError

API = "https://huggingface.co"
PER_PAGE = 1000
FREE_CALLS = {False: 500, True: 1000}
"""Calls in a window without and with a token (https://huggingface.co/docs/hub/rate-limits)."""
MAX_PAGE_BYTES = 16 * 1024**2
# Beside the id, which is always there; "private" as a token may show more than what is public.
FIELDS = (
    "createdAt",
    "downloads",
    "downloadsAllTime",
    "gated",
    "likes",
    "pipeline_tag",
    "private",
    "tags",
)


class Listed(msgspec.Struct, rename="camel"):
    """Of a model, what no measure can do without; other fields are not looked at before landing."""

    id: str
    created_at: str
    downloads: int
    likes: int
    tags: list[str]


@dataclass(frozen=True)
class Received:
    """A page: its models, its body as it came, and where the next one is (None on the last)."""

    models: list[Listed]
    body: bytes
    next_url: str | None


def read_rate_limit(headers: Mapping[str, str]) -> tuple[int, float] | None:
    """Read ``RateLimit: "api";r=<calls left>;t=<seconds to the next window>``."""
    said = dict(re.findall(r"\b([rt])=(\d+)", headers.get("RateLimit", "")))
    return (int(said["r"]), int(said["t"])) if said.keys() == {"r", "t"} else None


class Api(HttpApi):
    """The API, anonymous or behind a token. A context manager.

    ``page`` raises RateLimitSpentError where the next window of calls is far away, and IngestionError
    where there is no good answer; neither names the token, which goes to no other host.
    """

    def __init__(
        self,
        token: str = "",
        *,
        base: str = API,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
        timeout: tuple[float, float] = (10.0, 60.0),
    ) -> None:
        self.base, self.has_token = base, bool(token)
        self.window = RateLimit(read_rate_limit, clock)
        self._sleep = sleep
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        secrets = [token] if token else []
        super().__init__(
            Client(secrets=secrets, inspect=self._inspect, sleep=sleep, timeout=timeout)
        )

    def first(self, account: str) -> str:
        """Where the list of an account's models begins, by a field that never changes."""
        asked = {"author": account, "limit": PER_PAGE, "sort": "createdAt", "expand": FIELDS}
        return f"{self.base}/api/models?{urlencode(asked, doseq=True)}"

    def page(self, url: str) -> Received:
        """The page at a URL."""
        shown = public_url(url)
        return self._client.get(
            url,
            self._received,
            headers=self._headers,
            before=lambda: self.window.wait(shown, self._sleep),
            follow=False,
        )

    def _received(self, response: requests.Response) -> Received:
        body = b"".join(unpacked(response, MAX_PAGE_BYTES))
        return Received(decoded(body, list[Listed]), body, self._next(response))

    def _next(self, response: requests.Response) -> str | None:
        link = response.links.get("next", {}).get("url")
        if link is None:
            return None
        shown = public_url(response.url)
        try:
            there = place_of(response.url, link)
        except ValueError:
            raise IngestionError(shown, "the link to its next page is no URL") from None
        if there != place_of(self.base):
            raise IngestionError(shown, f"its next page is at {there[1]!r}, which is not followed")
        return urljoin(response.url, link)

    def _inspect(self, response: requests.Response) -> None:
        self.window.note(response.headers)
        spent = response.status_code == requests.codes.too_many_requests
        if spent and (wait := retry_after(response) or 0) > LONGEST_WAIT_SECONDS:
            shown = public_url(response.url)
            raise RateLimitSpentError(shown, f"the window of calls is spent for {wait:.0f} s")
