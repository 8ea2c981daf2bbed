"""HTTP for all sources: manners, retries, limits of bodies and time, and conditional GET."""

from __future__ import annotations

import datetime as dt
import json
import logging
import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, Timer
from time import monotonic, sleep
from typing import Any, Generic, TypeVar
from urllib.parse import urljoin, urlsplit

import msgspec
import requests
import urllib3
from protego import Protego
from tenacity import (
    Retrying,
    retry_if_exception_type,
    retry_if_not_exception_type,
    stop_after_attempt,
)
from tenacity.wait import wait_exponential_jitter

from ingestion.credentials import MAILTO, REPOSITORY, credential, redact, user_agent
from ingestion.errors import (
    ForbiddenError,
    IngestionError,
    LongWaitError,
    NotFoundError,
    RefusedError,
)
from ingestion.landing.files import Download, date_of

# Seconds to connect, and to wait for the next bytes.
TIMEOUT = (10.0, 60.0)
ATTEMPTS = 5
BACKOFF = wait_exponential_jitter(initial=1, max=60)
LONGEST_WAIT_SECONDS = 300.0
# The step of .github/workflows/refresh.yml has 80 minutes, and the build takes some of them.
MAX_TRANSFER_SECONDS, MAX_SOURCE_SECONDS, MAX_RUN_SECONDS = 900.0, 2400.0, 3600.0
# A run is one process.
STARTED = monotonic()
# urllib3 unpacks a body by chunk, and a small chunk limits what a gzip bomb can unpack to.
CHUNK_BYTES, MESSAGE_BYTES = 64 * 1024, 4096
MAX_FILE_BYTES, MAX_JSON_BYTES = 4 * 1024**3, 64 * 1024**2
RETRYABLE_STATUSES = (429, 500, 502, 503, 504)
# A host with as many bad answers in a row, each after all attempts, is asked no more.
MAX_FAILURES = 3
TOO_MANY, TOO_SLOW = 429, "the server sends it too slowly"
KINDS = {401: RefusedError, 403: RefusedError, 404: NotFoundError, 410: NotFoundError}
CONTACT_ADVICE = (
    f"; some sites answer only a program that names a contact: set {MAILTO} or {REPOSITORY}"
)
HINTS = {
    "SSLError": ", its certificate is not valid, or it ends the connection",
    "ProxyError": ", the proxy does not reach it",
    "ConnectionError": ", there is no such name or no network",
}
ROBOTS, ROBOT = "/robots.txt", "compute-divide"
# Interfaces that a publisher documents for programs. robots.txt is for crawlers, and that of the
# software of Zenodo forbids them the interface (inveniosoftware/invenio-app-rdm#2401).
API = re.compile(r"https?://(?:api\.|[^/]+/api/)")
PAGE = {"Accept": "text/html"}
# As Hugging Face writes that no request is left, and the seconds until there are some again.
SPENT = re.compile(r"r=0;\s*t=(\d+)")

T = TypeVar("T")
Read = Callable[[requests.Response], T]


class RetryableError(Exception):
    """A retry may succeed; if none does, ``refusal`` says why the host is asked no more."""

    def __init__(self, reason: str, refusal: str = "") -> None:
        self.refusal = refusal
        super().__init__(reason)


class LastingError(RetryableError):
    """No retry in this run would succeed."""


@dataclass
class Host:
    """What a run has learnt of a host: why to ask no more, when to ask next, and its robots.txt.

    ``pause`` is the seconds from one request to the next, and ``failures`` counts the last requests
    without a good answer.
    """

    refusal: str = ""
    failures: int = 0
    pause: float = 0.0
    free_at: float = 0.0
    robots: Protego | None = None
    lock: Lock = field(default_factory=Lock)

    def await_turn(self, url: str, pause: float, longest: float) -> None:
        """Wait until the host may be asked. Raises LongWaitError if it is longer than ``longest``.

        No wait is longer than ``LONGEST_WAIT_SECONDS``.
        """
        wait = self.free_at - monotonic()
        if wait > min(longest, LONGEST_WAIT_SECONDS):
            until = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=wait)
            site = urlsplit(url).netloc
            raise LongWaitError(site, f"it asks us to wait until {until:%Y-%m-%d %H:%M} UTC")
        sleep(max(wait, 0.0))
        self.free_at = monotonic() + max(pause, self.pause)

    def learn(self, response: requests.Response) -> None:
        """Keep what an answer says of the next request: those of Crossref and Hugging Face do."""
        headers = response.headers
        with suppress(KeyError, ValueError, ZeroDivisionError):
            every = float(headers["X-Rate-Limit-Interval"].rstrip("s"))
            # A tenth more, because requests take different times to arrive.
            self.pause = max(self.pause, 1.1 * every / float(headers["X-Rate-Limit-Limit"]))
        if spent := SPENT.search(headers.get("RateLimit", "")):
            self.free_at = monotonic() + float(spent[1])
        if response.status_code in RETRYABLE_STATUSES:
            with suppress(KeyError, ValueError, OverflowError, urllib3.exceptions.InvalidHeader):
                wait = urllib3.Retry().parse_retry_after(headers["Retry-After"])
                self.free_at = max(self.free_at, monotonic() + wait)


HOSTS: dict[str, Host] = defaultdict(Host)


def _redacted(record: logging.LogRecord) -> bool:
    """Take keys out of the lines that urllib3 logs for each request, with the whole URL."""
    record.msg, record.args = redact(record.getMessage()), None
    return True


logging.getLogger("urllib3.connectionpool").addFilter(_redacted)


@dataclass(frozen=True)
class JsonAnswer(Generic[T]):
    """A JSON answer: its checked value, its bytes and its headers."""

    value: T
    body: bytes
    headers: Mapping[str, str]


class Client(requests.Session):
    """A context manager for the requests of one refresh; ``urls`` are those of its calls.

    ``seconds`` are its time, if it shall have less than a source may have.

    Every method reads the robots.txt of a site first, waits ``pause`` seconds or more between two
    requests to a host, and retries a failed request with its body. If no attempt succeeds, it
    raises an IngestionError, which names the URL without its query. NotFoundError, ForbiddenError,
    RefusedError and LongWaitError are kinds of it.
    """

    def __init__(
        self,
        attempts: int = ATTEMPTS,
        timeout: tuple[float, float] | None = None,
        pause: float = 0.0,
        seconds: float = math.inf,
    ) -> None:
        super().__init__()
        self.headers.update({"User-Agent": user_agent(), "Accept-Encoding": "gzip"})
        self.urls: list[str] = []
        self._asks_robots = False
        self._attempts, self._timeout, self._pause = attempts, timeout, pause
        self._transfer = min(seconds, MAX_TRANSFER_SECONDS)
        self._end = min(monotonic() + min(seconds, MAX_SOURCE_SECONDS), STARTED + MAX_RUN_SECONDS)

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
            return JsonAnswer(_decoded(body, kind), body, response.headers)

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
        return self._get(url, _body, headers=PAGE).decode(errors="replace")

    def start_of(self, url: str) -> tuple[bytes, str]:
        """Return the first bytes of a file, and the day on which it was last modified."""

        def read(response: requests.Response) -> tuple[bytes, str]:
            start = next(response.iter_content(CHUNK_BYTES), b"")
            return start, str(date_of(response.headers.get("Last-Modified")) or "")

        return self._get(url, read)

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Return where an answer leads, before that is asked.

        Raises LastingError if it is another site or without TLS, and as ``_obey`` does.
        """
        if target := super().get_redirect_target(resp):
            url = urljoin(resp.url, target)
            if resp.url.startswith("https:") and not url.startswith("https:"):
                raise LastingError("it redirects to http, where anyone on the way can change it")
            if not self._asks_robots:
                if _site(url) != _site(resp.url):
                    raise LastingError(f"it redirects to another site, {urlsplit(url).netloc}")
                self._obey(url)
        return target

    def _obey(self, url: str) -> None:
        """Raise ForbiddenError if the robots.txt of a site forbids a URL."""
        host = HOSTS[urlsplit(url).netloc]
        if API.match(url):
            return
        with host.lock:
            host.robots = host.robots or self._robots(url, host)
        if not host.robots.can_fetch(url, ROBOT):
            raise ForbiddenError(urlsplit(url).netloc, "its robots.txt forbids programs")

    def _get(self, url: str, read: Read[T], **options: Any) -> T:  # noqa: ANN401 - those of requests
        self._obey(url)
        host = HOSTS[urlsplit(url).netloc]
        try:
            return self._retried(url, host, read, **options)
        except RefusedError:
            host.refusal = "refused a request"
            raise

    def _robots(self, url: str, host: Host) -> Protego:
        """Return the rules of a site; one without a robots.txt allows everything (RFC 9309)."""
        text, self._asks_robots = b"", True
        try:
            text = self._retried(urljoin(url, ROBOTS), host, _body, headers=PAGE)
        except (NotFoundError, RefusedError):
            pass
        finally:
            self._asks_robots = False
        rules = Protego.parse(text.decode("utf-8-sig", errors="replace"))
        host.pause = max(host.pause, rules.crawl_delay(ROBOT) or 0)
        return rules

    def _retried(self, url: str, host: Host, read: Read[T], **options: Any) -> T:  # noqa: ANN401
        if host.refusal:
            raise IngestionError(urlsplit(url).netloc, f"it {host.refusal} earlier in this run")
        retrying = Retrying(
            stop=stop_after_attempt(self._attempts),
            wait=BACKOFF,
            sleep=sleep,
            retry=retry_if_exception_type(RetryableError)
            & retry_if_not_exception_type(LastingError),
            reraise=True,
        )
        try:
            answer: T = retrying(self._attempt, url, host, read, **options)
            host.failures = 0
            return answer
        except RetryableError as error:
            host.failures += 1
            gave_up = f"gave no good answer to {MAX_FAILURES} requests"
            host.refusal = error.refusal or (gave_up if host.failures >= MAX_FAILURES else "")
            attempts = retrying.statistics["attempt_number"]
            tries = f" ({attempts} attempts)" if attempts > 1 else ""
            raise IngestionError(public_url(url), f"{error}{tries}") from None

    def _attempt(self, url: str, host: Host, read: Read[T], **options: Any) -> T:  # noqa: ANN401
        left = self._end - monotonic()
        if left < 0:
            raise LongWaitError(urlsplit(url).netloc, "the time for this source has run out")
        host.await_turn(public_url(url), self._pause, left)
        if not self._asks_robots:
            self.urls.append(url)
        place = "no answer"
        # An error of requests shows the URL with its query, so only its type is named.
        try:
            timeout = self._timeout or TIMEOUT
            with self.get(url, stream=True, timeout=timeout, **options) as response:
                place = "the answer is cut"
                host.learn(response)
                _check(response)
                return _in_time(response, read, self._transfer)
        except requests.TooManyRedirects:
            raise IngestionError(public_url(url), "it redirects without end") from None
        except requests.RequestException as error:
            refusal = "did not answer" if place == "no answer" else ""
            name = type(error).__name__
            raise RetryableError(f"{place}: {name}{HINTS.get(name, '')}", refusal) from None


def _in_time(response: requests.Response, read: Read[T], seconds: float) -> T:
    """Read an answer. Raises LastingError if a server sends it too slowly to wait for its end."""
    begun, timer = monotonic(), Timer(seconds, _stop, (response,))
    timer.daemon = True
    timer.start()
    try:
        return read(response)
    finally:
        timer.cancel()
        if monotonic() - begun > seconds:  # whatever was read of it
            raise LastingError(TOO_SLOW, "sent an answer too slowly")


def _stop(response: requests.Response) -> None:
    with suppress(RuntimeError, ValueError, OSError):  # it has just come to its end
        response.raw.shutdown()


def _check(response: requests.Response) -> None:
    """Raise an error unless the response has a body to read, or says that nothing has changed."""
    status, url = response.status_code, public_url(response.url)
    reason = redact(f"HTTP {status} {response.reason}")
    if status in RETRYABLE_STATUSES:
        raise RetryableError(reason, "asked for fewer requests" if status == TOO_MANY else "")
    if status >= requests.codes.bad_request:
        kind = KINDS.get(status, IngestionError)
        is_nameless = kind is RefusedError and not (credential(MAILTO) or credential(REPOSITORY))
        advice = CONTACT_ADVICE if is_nameless else ""
        message = redact(_message(next(response.iter_content(MESSAGE_BYTES), b"")))
        raise kind(url, reason + message + advice)
    conditions = {"If-None-Match", "If-Modified-Since"}.intersection(response.request.headers)
    if status != requests.codes.ok and not (status == requests.codes.not_modified and conditions):
        raise RetryableError(f"{reason}, an incomplete answer")
    is_page = "text/html" in response.headers.get("Content-Type", "")
    wanted = response.request.headers["Accept"] == "text/html"
    if status == requests.codes.ok and is_page and not wanted:
        raise LastingError("the server sent a web page instead of data, perhaps to sign in")


def _site(url: str) -> list[str]:
    """Return the domain of a URL without subdomains."""
    return (urlsplit(url).hostname or "").split(".")[-2:]


def _message(start: bytes) -> str:
    """Return the reason that the body of an error gives in JSON, if it gives one."""
    try:
        body = json.loads(start)
    except (ValueError, RecursionError):
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
        reason = f"the body is not the expected JSON: {error}{_message(body[:MESSAGE_BYTES])}"
        raise RetryableError(redact(reason)) from None


def public_url(url: str) -> str:
    """Return a URL without its query, which may contain a key."""
    return re.split("[?#]", url, maxsplit=1)[0]
