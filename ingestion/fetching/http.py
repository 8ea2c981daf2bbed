"""The HTTP client of all sources, which limits the size of bodies, retries and hides secrets."""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import html
import io
import json
import logging
import math
import re
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote, quote_plus, urljoin, urlsplit

import msgspec
import requests
import urllib3
from tenacity import RetryCallState, Retrying, retry_if_exception_type
from tenacity.wait import wait_exponential_jitter

from ingestion.errors import (
    IngestionError,
    LongWaitError,
    NotFoundError,
    RateLimitSpentError,
    RefusedError,
)
from ingestion.fetching import hosts

USER_AGENT = "compute-divide/0.1 (open research platform)"
TIMEOUT_SECONDS = (10.0, 60.0)
# If there is no connection after this time, a request fails even if attempts are left.
PATIENCE_SECONDS = 30.0
LONGEST_WAIT_SECONDS = 300.0
CHUNK_BYTES, MESSAGE_BYTES = 1024**2, 4096
# A timeout limits single reads only, so a server could send one byte a minute for ever. This least
# pace is slower than any modem, and does not limit how long a large file takes.
PACE_SECONDS, MIN_BYTES = 60.0, 256 * 1024
RETRYABLE_STATUSES = (429, 500, 502, 503, 504)
# If a server answers with one of these, it has not acted on the request.
NOT_PROCESSED_STATUSES = (429, 503)
REFUSALS: dict[int, type[IngestionError]] = {
    401: RefusedError,
    403: RefusedError,
    404: NotFoundError,
    410: NotFoundError,
}
RETRYABLE_ERRORS = (
    requests.ConnectionError,
    requests.Timeout,
    requests.exceptions.ChunkedEncodingError,
    requests.exceptions.ContentDecodingError,
    urllib3.exceptions.HTTPError,
)
T = TypeVar("T")


class ErrorBody(msgspec.Struct):
    """The JSON that an API sends if it refuses a request."""

    error: str
    message: str = ""


class RetryableError(Exception):
    """The request may succeed on a retry; ``wait`` is the wait that the server requests, in s."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        self.wait = wait
        super().__init__(reason)


class NotProcessedError(RetryableError):
    """The server cannot have acted on the request, so even a POST may be repeated."""


class NoConnectionError(NotProcessedError):
    """The host accepted no connection."""


class SilentError(RetryableError):
    """The host accepted the connection and sent no answer in time."""


class _Redaction(logging.Filter):
    """A log filter that removes secrets from the lines that urllib3 logs for each request."""

    def __init__(self, redact: Callable[[str], str]) -> None:
        super().__init__()
        self._redact = redact

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = self._redact(record.getMessage()), None
        return True


class _OneHostSession(requests.Session):
    """A session that follows a redirect only within one host, because another may be unsafe."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        try:
            target = super().get_redirect_target(resp)
            if target is None or origin(resp.url, target) != origin(resp.url):
                return None
        except ValueError:
            return None
        # The body, which may have no end, would be read before the redirect is followed.
        resp.raw.close()
        return target


class Client:
    """A context manager: a session that retries complete requests with their bodies.

    ``secrets`` never appear in an error or a log line, neither plain nor encoded for a URL, a web
    page, JSON or base64. ``inspect`` sees every response first and may raise. ``sleep`` takes
    seconds. ``calls`` counts the requests. A redirect to another host is an error. If a host
    accepts no connection, or never answers, no client of this process sends it a request for some
    time.
    """

    def __init__(
        self,
        *,
        secrets: Sequence[str] = (),
        inspect: Callable[[requests.Response], None] = lambda _: None,
        sleep: Callable[[float], None] = time.sleep,
        timeout: tuple[float, float] = TIMEOUT_SECONDS,
    ) -> None:
        self._secrets: list[str] = []
        self.conceal(*secrets)
        self._inspect, self._timeout = inspect, timeout
        self._hosts = hosts.HOSTS
        self.calls = 0
        self._session = _OneHostSession()
        self._session.headers.update({"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"})
        self._redaction = _Redaction(self.redact)
        logging.getLogger("urllib3.connectionpool").addFilter(self._redaction)
        self._retrying = Retrying(
            retry=retry_if_exception_type(RetryableError),
            wait=_wait,
            sleep=sleep,
            reraise=True,
        )
        self._retrying_post = self._retrying.copy(retry=retry_if_exception_type(NotProcessedError))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._session.close()
        logging.getLogger("urllib3.connectionpool").removeFilter(self._redaction)

    def conceal(self, *secrets: str) -> None:
        """Remove further secrets from all later errors and log lines."""
        forms = {form for secret in secrets if secret for form in _forms(secret)}
        # The longest secret comes first: if a secret contains another one, the rest of it would
        # remain.
        self._secrets = sorted(forms.union(self._secrets), key=len, reverse=True)

    def redact(self, text: str) -> str:
        """Return a text without this client's secrets."""
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text

    def get(
        self,
        url: str,
        read: Callable[[requests.Response], T],
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        before: Callable[[], None] = lambda: None,
        follow: bool = True,
    ) -> T:
        """GET a URL and return the result of ``read`` on the (streamed) response.

        ``read`` may raise RetryableError for a body that is worth another try; ``before`` is
        called before each try. Raises IngestionError, which names the URL without its query:
        NotFoundError, RefusedError, LongWaitError, or another subclass if no request succeeds.
        """
        options = {"params": params, "headers": headers, "allow_redirects": follow}
        return self._answer(self._retrying, "GET", url, read, before, options)

    def post(
        self,
        url: str,
        read: Callable[[requests.Response], T],
        json: object,
        *,
        before: Callable[[], None] = lambda: None,
    ) -> T:
        """POST JSON, and retry only if the server cannot have acted on it.

        Raises the errors of ``get``. Follows no redirect.
        """
        options = {"json": json, "allow_redirects": False}
        return self._answer(self._retrying_post, "POST", url, read, before, options)

    def _answer(
        self,
        retrying: Retrying,
        method: str,
        url: str,
        read: Callable[[requests.Response], T],
        before: Callable[[], None],
        options: Mapping[str, Any],
    ) -> T:
        tries, host = 0, urlsplit(url).netloc
        attempts = self._hosts.attempts(host)
        if attempts == 0:
            rule = f"{host} {self._hosts.why_down(host)}, and is not asked again in this run"
            raise IngestionError(public_url(url), rule)

        def once() -> T:
            nonlocal tries
            before()
            tries += 1
            self.calls += 1
            return self._once(method, url, read, options)

        try:
            stop = _stop_after(attempts, lambda: self._hosts.silent_attempts(host))
            return retrying.copy(stop=stop)(once)
        except RetryableError as error:
            if isinstance(error, NoConnectionError):
                self._hosts.accepts_none(host)
            elif isinstance(error, SilentError):
                self._hosts.is_silent(host)
            reason = f"{error} ({tries} attempts)" if tries > 1 else str(error)
        # The error is raised outside of the handler, because a chained exception would show the URL
        # with its query.
        raise IngestionError(public_url(url), self.redact(reason))

    def _once(
        self,
        method: str,
        url: str,
        read: Callable[[requests.Response], T],
        options: Mapping[str, Any],
    ) -> T:
        connect, read_for = self._timeout
        patience = self._hosts.patience(read_for)
        try:
            with self._session.request(
                method, url, stream=True, timeout=(connect, patience), **options
            ) as response:
                self._hosts.answered(urlsplit(url).netloc)
                self._inspect(response)
                self._check(public_url(url), response)
                return read(response)
        # If a body stops arriving, urllib3 raises errors of its own.
        except requests.ReadTimeout:
            problem: Exception = SilentError(f"no answer in {patience:g} s")
        except RETRYABLE_ERRORS as error:
            kind = NoConnectionError if _is_unsent(error) else RetryableError
            problem = kind(f"{type(error).__name__} while reading it")
        except requests.RequestException as error:
            problem = IngestionError(public_url(url), f"{type(error).__name__} while reading it")
        raise problem

    def _check(self, url: str, response: requests.Response) -> None:
        status = response.status_code
        reason = self.redact(f"HTTP {status} {response.reason}")
        if status in RETRYABLE_STATUSES:
            wait = retry_after(response)
            if wait is not None and wait > LONGEST_WAIT_SECONDS:
                is_limit = status == requests.codes.too_many_requests
                long_wait = RateLimitSpentError if is_limit else LongWaitError
                raise long_wait(url, f"{reason}; the server asks to wait for {wait:.0f} s")
            kind = NotProcessedError if status in NOT_PROCESSED_STATUSES else RetryableError
            raise kind(reason, wait)
        if response.is_redirect:
            host = _host(response.headers["Location"])
            raise IngestionError(url, f"{reason}; a redirect to {host} is not followed")
        if status >= requests.codes.bad_request:
            refusal = REFUSALS.get(status, IngestionError)
            raise refusal(url, reason + self.redact(_message(response)))


class HttpApi:
    """An API with its own client. It is a context manager."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._client.__exit__(kind, error, traceback)

    @property
    def calls(self) -> int:
        """Return the number of requests."""
        return self._client.calls


def _is_unsent(error: Exception) -> bool:
    """Return whether the connection failed before anything was sent."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(
        reason,
        (
            urllib3.exceptions.NewConnectionError,
            urllib3.exceptions.ConnectTimeoutError,
            urllib3.exceptions.ProxyError,
        ),
    )


def _stop_after(
    attempts: int, silent_attempts: Callable[[], int]
) -> Callable[[RetryCallState], bool]:
    def stop(state: RetryCallState) -> bool:
        error = state.outcome.exception() if state.outcome else None
        waited = state.seconds_since_start or 0.0
        if isinstance(error, SilentError) and state.attempt_number >= silent_attempts():
            return True
        is_late = isinstance(error, NoConnectionError) and waited > PATIENCE_SECONDS
        return is_late or state.attempt_number >= attempts

    return stop


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, RetryableError) and error.wait is not None:
        return error.wait
    return wait_exponential_jitter(initial=1, max=60)(state)


def _forms(secret: str) -> set[str]:
    """Return a secret as plain text, and encoded for a URL, a web page, JSON and base64."""
    escaped = json.dumps(secret)[1:-1]
    urls = {quote(secret, safe=""), quote_plus(secret)}
    lower = {re.sub("%[0-9A-F]{2}", lambda found: found[0].lower(), url) for url in urls}
    encoded = {
        encode(secret.encode()).decode().rstrip("=")
        for encode in (base64.standard_b64encode, base64.urlsafe_b64encode)
    }
    texts = {secret, html.escape(secret), escaped, escaped.replace("/", "\\/")}
    return texts | urls | lower | encoded


def retry_after(response: requests.Response) -> float | None:
    """Return the seconds that a Retry-After header requests, as an integer or as a date."""
    text = response.headers.get("Retry-After", "").strip()
    if text.isdecimal():
        return float(text)
    until = http_date(text)
    if until is None:
        return None
    return max((until - dt.datetime.now(dt.UTC)).total_seconds(), 0.0)


def http_date(text: str) -> dt.datetime | None:
    """Return the time in a header, in UTC if it has no zone; None if it is not a time."""
    try:
        then = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return then if then.tzinfo else then.replace(tzinfo=dt.UTC)


def _message(response: requests.Response) -> str:
    """Return the reason that a refusal states in JSON, if it states one."""
    try:
        body = json.loads(next(unpacked(response, CHUNK_BYTES), b"")[:MESSAGE_BYTES])
    except (ValueError, RecursionError, RetryableError):
        return ""
    texts = [
        str(body[key]) for key in ("error", "message") if isinstance(body, dict) and key in body
    ]
    return "".join(f": {text}" for text in texts)


class _Wire(io.RawIOBase):
    """A body as the network delivers it, with a pace of at least ``MIN_BYTES`` in ``PACE_SECONDS``.

    ``max_bytes`` limits the bytes before they are unpacked, because endless gzip can unpack to
    nothing.
    """

    def __init__(self, response: requests.Response, max_bytes: float) -> None:
        self._raw, self._url, self._max_bytes = response.raw, response.url, max_bytes
        self._since, self._size, self._total = time.monotonic(), 0, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override] # no other is given
        """Read the bytes that have arrived. Raises the errors of ``wire``."""
        # read1 returns after one read of the socket, so that the pace of a slow body is measured.
        chunk = self._raw.read1(len(buffer), decode_content=False)
        buffer[: len(chunk)] = chunk
        self._size += len(chunk)
        self._total += len(chunk)
        if self._total > self._max_bytes:
            raise _too_large(self._url, self._max_bytes)
        now = time.monotonic()
        if chunk and now - self._since >= PACE_SECONDS:
            if self._size < MIN_BYTES:
                reason = f"{self._size} bytes of the body in {now - self._since:.0f} s"
                raise RetryableError(f"{reason}, which is too slow")
            self._since, self._size = now, 0
        return len(chunk)


def _too_large(url: str, max_bytes: float) -> IngestionError:
    return IngestionError(public_url(url), f"the body is larger than {max_bytes} bytes")


def _reader(response: requests.Response, max_bytes: float) -> io.BufferedReader:
    return io.BufferedReader(_Wire(response, max_bytes), CHUNK_BYTES)


def wire(response: requests.Response, max_bytes: float = math.inf) -> Iterator[bytes]:
    """Yield the body in chunks as the network delivers them, still encoded.

    Raises RetryableError if the body arrives too slowly, and IngestionError if it is larger than
    ``max_bytes``.
    """
    stream = _reader(response, max_bytes)
    while chunk := stream.read(CHUNK_BYTES):
        yield chunk


def unpacked(response: requests.Response, max_bytes: int) -> Iterator[bytes]:
    """Yield the body in chunks, without its content encoding.

    Raises RetryableError on gzip without an end, which urllib3 accepts as complete, and on a body
    that arrives too slowly. Raises IngestionError if the body is larger than ``max_bytes``.
    """
    encoding = response.headers.get("Content-Encoding", "identity")
    if encoding not in ("identity", "gzip"):
        raise RetryableError(f"the body is encoded as {encoding!r}, which was not requested")
    raw = _reader(response, max_bytes)
    stream = gzip.GzipFile(fileobj=raw) if encoding == "gzip" else raw
    size = 0
    try:
        while chunk := stream.read(CHUNK_BYTES):
            size += len(chunk)
            if size > max_bytes:
                raise _too_large(response.url, max_bytes)
            yield chunk
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise RetryableError("the body is not complete gzip") from None


def read_body(response: requests.Response, max_bytes: int) -> bytes:
    """Return the whole body, without its content encoding. Raises the errors of ``unpacked``."""
    return b"".join(unpacked(response, max_bytes))


def parsed(data: bytes, kind: type[T]) -> T:
    """Parse JSON into a type. Raises msgspec.DecodeError on anything else."""
    try:
        return msgspec.json.decode(data, type=kind)
    except (UnicodeDecodeError, RecursionError) as error:
        raise msgspec.DecodeError(str(error)) from None


def decoded(data: bytes, kind: type[T]) -> T:
    """Parse JSON into a type. Raises RetryableError, which names the text that arrived."""
    try:
        # msgspec does not check the text of undeclared fields, and that text would land.
        data.decode()
        return parsed(data, kind)
    except (UnicodeDecodeError, msgspec.DecodeError) as error:
        reason = str(error)
    try:
        error_body = parsed(data, ErrorBody)
    except msgspec.DecodeError:
        kind_of_text = "a web page" if data.lstrip()[:1] == b"<" else "something else"
        raise RetryableError(
            f"the body is {kind_of_text}, not the JSON that was requested: {reason}"
        ) from None
    raise RetryableError(f"HTTP 200 with an error: {error_body.error} {error_body.message}".strip())


def public_url(url: str) -> str:
    """Return a URL without its query, which may contain a key."""
    return re.split("[?#]", url, maxsplit=1)[0]


def origin(url: str, link: str = "") -> tuple[str, str]:
    """Return scheme and host of a URL, or of a link on it. Raises ValueError if it is no URL."""
    target = urlsplit(urljoin(url, link))
    return target.scheme, target.netloc


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or "its own host"
    except ValueError:
        return "no host"
