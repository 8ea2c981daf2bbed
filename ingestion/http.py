"""HTTP for all sources: one session, retries, a limit on bodies, and conditional GET."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import msgspec
import requests
import urllib3
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_exponential_jitter

from ingestion.credentials import redact, user_agent
from ingestion.errors import IngestionError, LongWaitError, NotFoundError
from ingestion.landing.files import Download

# Seconds to connect, and to wait for the next bytes.
TIMEOUT = (10.0, 60.0)
ATTEMPTS = 5
BACKOFF = wait_exponential_jitter(initial=1, max=60)
LONGEST_WAIT_SECONDS = 300.0
# urllib3 unpacks a body by chunk, and a small chunk limits what a gzip bomb can unpack to.
CHUNK_BYTES, MESSAGE_BYTES = 64 * 1024, 4096
MAX_FILE_BYTES, MAX_JSON_BYTES = 4 * 1024**3, 64 * 1024**2
RETRYABLE_STATUSES = (429, 500, 502, 503, 504)
SILENT_HOSTS: set[str] = set()
"""The hosts that did not answer in this run, and get no further request."""

T = TypeVar("T")
Read = Callable[[requests.Response], T]


class RetryableError(Exception):
    """The request may succeed on a retry; ``wait`` is the wait that the server requests, in s."""

    def __init__(self, reason: str, wait: float | None = None, *, is_silent: bool = False) -> None:
        self.wait, self.is_silent = wait, is_silent
        super().__init__(reason)


class _Redaction(logging.Filter):
    """A log filter for the lines that urllib3 logs for each request, with the whole URL."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redact(record.getMessage()), None
        return True


logging.getLogger("urllib3.connectionpool").addFilter(_Redaction())


@dataclass(frozen=True)
class JsonAnswer(Generic[T]):
    """A JSON answer: its checked value, its bytes, its headers and the link to the next page."""

    value: T
    body: bytes
    headers: Mapping[str, str]
    next_url: str | None


class Client(requests.Session):
    """A context manager for the requests of one refresh; ``urls`` are those that it has asked.

    Every method retries a failed request with its body. If no attempt succeeds, it raises
    an IngestionError, which names the URL without its query. NotFoundError and LongWaitError are
    kinds of it.
    """

    def __init__(
        self, attempts: int = ATTEMPTS, timeout: tuple[float, float] | None = None
    ) -> None:
        super().__init__()
        self.headers.update({"User-Agent": user_agent(), "Accept-Encoding": "gzip"})
        self.urls: list[str] = []
        self._attempts, self._timeout = attempts, timeout

    def get_json(
        self,
        url: str,
        kind: type[T],
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> JsonAnswer[T]:
        """GET a JSON document of a declared type."""

        def read(response: requests.Response) -> JsonAnswer[T]:
            body = _body(response)
            link = response.links.get("next", {}).get("url")
            next_url = str(urljoin(response.url, link)) if link else None
            return JsonAnswer(_decoded(body, kind), body, response.headers, next_url)

        return self._get(url, read, params=params, headers=headers)

    def download(self, url: str, path: Path, known: Download | None = None) -> Download | None:
        """Download a file; return None if the publisher still has the ``known`` one."""
        tags = known or Download()
        headers = {"If-None-Match": tags.etag, "If-Modified-Since": tags.last_modified}

        def read(response: requests.Response) -> Download | None:
            if response.status_code == requests.codes.not_modified:
                return None
            _write(response, path)
            return Download(response.headers.get("ETag"), response.headers.get("Last-Modified"))

        # requests sends no header that is None.
        return self._get(url, read, headers=headers)

    def page(self, url: str) -> str:
        """Return a web page. Without this header, a page in place of data is an error."""
        return self._get(url, _body, headers={"Accept": "text/html"}).decode(errors="replace")

    def start_of(self, url: str) -> tuple[bytes, str]:
        """Return the first bytes of a file, and the date at which it was last modified."""

        def read(response: requests.Response) -> tuple[bytes, str]:
            start = next(response.iter_content(CHUNK_BYTES), b"")
            return start, response.headers.get("Last-Modified", "")

        return self._get(url, read)

    def robots(self, url: str) -> RobotFileParser:
        """Return the rules of the site of a URL; a site without a robots.txt allows everything."""
        rules = RobotFileParser()
        try:
            text = self._get(urljoin(url, "/robots.txt"), _body).decode(errors="replace")
        except NotFoundError:
            text = ""
        rules.parse(text.splitlines())
        return rules

    def _get(self, url: str, read: Read[T], **options: Any) -> T:  # noqa: ANN401 - those of requests
        host = urlsplit(url).netloc
        if host in SILENT_HOSTS:
            raise IngestionError(public_url(url), f"{host} did not answer earlier in this run")
        retrying = Retrying(
            stop=stop_after_attempt(self._attempts),
            wait=_wait,
            retry=retry_if_exception_type(RetryableError),
            reraise=True,
        )
        try:
            answer: T = retrying(self._attempt, url, read, **options)
            return answer
        except RetryableError as error:
            if error.is_silent:
                SILENT_HOSTS.add(host)
            tries = f" ({self._attempts} attempts)" if self._attempts > 1 else ""
            raise IngestionError(public_url(url), f"{error}{tries}") from None

    def _attempt(self, url: str, read: Read[T], **options: Any) -> T:  # noqa: ANN401
        self.urls.append(url)
        place = silence = "no answer"
        # An error of requests shows the URL with its query, so only its type is named.
        try:
            timeout = self._timeout or TIMEOUT
            with self.get(url, stream=True, timeout=timeout, **options) as response:
                place = "the answer is cut"
                _check(response)
                return read(response)
        except requests.TooManyRedirects:
            raise IngestionError(public_url(url), "its redirects have no end") from None
        except requests.RequestException as error:
            reason = f"{place}: {type(error).__name__}"
            raise RetryableError(reason, is_silent=place == silence) from None


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, RetryableError) and error.wait is not None:
        return error.wait
    return BACKOFF(state)


def _check(response: requests.Response) -> None:
    """Raise an error unless the response has a body to read, or says that nothing has changed."""
    status, url = response.status_code, public_url(response.url)
    reason = redact(f"HTTP {status} {response.reason}")
    if status in RETRYABLE_STATUSES:
        wait = _retry_after(response)
        if wait is not None and wait > LONGEST_WAIT_SECONDS:
            raise LongWaitError(url, f"{reason}; the server asks to wait for {wait:.0f} s")
        raise RetryableError(reason, wait)
    if status >= requests.codes.bad_request:
        kind = NotFoundError if status in (404, 410) else IngestionError
        raise kind(url, reason + redact(_message(response)))
    is_page = "text/html" in response.headers.get("Content-Type", "")
    wanted = response.request.headers["Accept"] == "text/html"
    if status == requests.codes.ok and is_page and not wanted:
        raise RetryableError("the server sent a web page instead of data")


def _retry_after(response: requests.Response) -> float | None:
    try:
        return urllib3.Retry().parse_retry_after(response.headers["Retry-After"])
    except (KeyError, ValueError, OverflowError, urllib3.exceptions.InvalidHeader):
        return None


def _message(response: requests.Response) -> str:
    """Return the reason that the body of a refusal gives in JSON, if it gives one."""
    try:
        body = json.loads(next(response.iter_content(MESSAGE_BYTES), b""))
    except (ValueError, RecursionError, requests.RequestException):
        return ""
    keys = [key for key in ("error", "message") if isinstance(body, dict) and key in body]
    return "".join(f": {body[key]}" for key in keys)


def _chunks(response: requests.Response, max_bytes: int) -> Iterator[bytes]:
    """Yield an unpacked body. Raises IngestionError if it is larger than ``max_bytes``.

    urllib3 raises an error if a body is shorter than its Content-Length.
    """
    size = 0
    for chunk in response.iter_content(CHUNK_BYTES):
        size += len(chunk)
        if size > max_bytes:
            rule = f"the body is larger than {max_bytes} bytes"
            raise IngestionError(public_url(response.url), rule)
        yield chunk


def _body(response: requests.Response) -> bytes:
    return b"".join(_chunks(response, MAX_JSON_BYTES))


def _write(response: requests.Response, path: Path) -> None:
    last = b""
    with path.open("wb") as stream:
        for last in _chunks(response, MAX_FILE_BYTES):
            stream.write(last)
    if not last:
        raise RetryableError("the body is empty")
    # A wrong Content-Length can cut a table, and only the last line shows that.
    if path.suffix == ".csv" and not last.endswith(b"\n"):
        raise RetryableError("the last line has no line break, so the file may be incomplete")


def _decoded(body: bytes, kind: type[T]) -> T:
    """Parse JSON into a type. Raises RetryableError on anything else, such as a web page."""
    try:
        # msgspec checks only the text of declared fields, and the body is stored as it is.
        body.decode()
        return msgspec.json.decode(body, type=kind)
    except (UnicodeDecodeError, RecursionError, msgspec.DecodeError) as error:
        raise RetryableError(redact(f"the body is not the expected JSON: {error}")) from None


def public_url(url: str) -> str:
    """Return a URL without its query, which may contain a key."""
    return re.split("[?#]", url, maxsplit=1)[0]
