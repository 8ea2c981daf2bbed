"""The Hub's listing of models: one call returns one checked page.

https://huggingface.co/docs/hub/api. The fields and their types are the same as in the publisher's
own clients, huggingface_hub and huggingface.js.
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
from ingestion.fetching.http import TIMEOUT_SECONDS, decoded, origin, public_url, read_body
from ingestion.fetching.rate_limit import RateLimitedApi

API = "https://huggingface.co"
PER_PAGE = 1000
FREE_CALLS = {False: 500, True: 1000}
"""Calls in five minutes without and with a token (https://huggingface.co/docs/hub/rate-limits)."""
MAX_PAGE_BYTES = 16 * 1024**2
# The id always comes too. "private" is requested because a token may show more than is public.
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


class ListedModel(msgspec.Struct, rename="camel"):
    """The fields of a model that every measure needs; other fields are checked on landing."""

    id: str
    created_at: str
    downloads: int
    likes: int
    tags: list[str]


@dataclass(frozen=True)
class HubPage:
    """A page: its models, its body as received, and the next page's URL (None on the last page)."""

    models: list[ListedModel]
    body: bytes
    next_url: str | None


def read_rate_limit(headers: Mapping[str, str]) -> tuple[int, float] | None:
    """Read ``RateLimit: "api";r=<calls left>;t=<seconds until the limit renews>``."""
    values = dict(re.findall(r"\b([rt])=(\d+)", headers.get("RateLimit", "")))
    return (int(values["r"]), int(values["t"])) if values.keys() == {"r", "t"} else None


class HubApi(RateLimitedApi):
    """The API, anonymous or with a token, as a context manager.

    ``page`` raises RateLimitSpentError if the rate limit renews too late, and IngestionError if the
    request fails. No error names the token, which is sent to no other host.
    """

    def __init__(
        self,
        token: str = "",
        *,
        base: str = API,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
        timeout: tuple[float, float] = TIMEOUT_SECONDS,
    ) -> None:
        self.base, self.has_token = base, bool(token)
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        secrets = [token] if token else []
        super().__init__(
            read_rate_limit, secrets=secrets, sleep=sleep, clock=clock, timeout=timeout
        )

    def first_url(self, account: str) -> str:
        """Return the URL of an account's first page, sorted by a field that never changes."""
        query = {"author": account, "limit": PER_PAGE, "sort": "createdAt", "expand": FIELDS}
        return f"{self.base}/api/models?{urlencode(query, doseq=True)}"

    def page(self, url: str) -> HubPage:
        """Return the page at a URL."""
        return self._client.get(
            url,
            self._read,
            headers=self._headers,
            before=self._waiting(public_url(url)),
            follow=False,
        )

    def _read(self, response: requests.Response) -> HubPage:
        body = read_body(response, MAX_PAGE_BYTES)
        return HubPage(decoded(body, list[ListedModel]), body, self._next_url(response))

    def _next_url(self, response: requests.Response) -> str | None:
        link = response.links.get("next", {}).get("url")
        if link is None:
            return None
        url = public_url(response.url)
        try:
            target = origin(response.url, link)
        except ValueError:
            raise IngestionError(url, "the link to its next page is no URL") from None
        if target != origin(self.base):
            raise IngestionError(url, f"its next page is at {target[1]!r}, which is not followed")
        return urljoin(response.url, link)
