"""The one HTTP client of all sources: bounded, retried where that helps, silent about secrets."""

from __future__ import annotations

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
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_exponential_jitter

from ingestion.errors import IngestionError, NotFoundError, RefusedError

USER_AGENT = "compute-divide/0.1 (open research platform)"
TIMEOUT_SECONDS = (10.0, 60.0)
ATTEMPTS = 6
LONGEST_WAIT_SECONDS = 300.0
CHUNK_BYTES, MESSAGE_BYTES = 1024**2, 4096
# A timeout is for each read alone, and one byte a minute is no answer. Any modem is faster than
# this, and a large file is given all the time that it takes at that.
PACE_SECONDS, LEAST_BYTES = 60.0, 256 * 1024
PASSING_STATUSES = (429, 500, 502, 503, 504)
# Answers of a server that has done nothing.
UNTAKEN_STATUSES = (429, 503)
REFUSALS: dict[int, type[IngestionError]] = {
    401: RefusedError,
    403: RefusedError,
    404: NotFoundError,
    410: NotFoundError,
}
PASSING_ERRORS = (
    requests.ConnectionError,
    requests.Timeout,
    requests.exceptions.ChunkedEncodingError,
    requests.exceptions.ContentDecodingError,
    urllib3.exceptions.HTTPError,
)
T = TypeVar("T")


class ErrorBody(msgspec.Struct):
    """What an API answers instead."""

    error: str
    message: str = ""


class RetryableError(Exception):
    """A request that may go well the next time; ``wait`` is what the server asks for, in s."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        self.wait = wait
        super().__init__(reason)


class NotProcessedError(RetryableError):
    """A request that the server can't have acted on, so that even a POST may be made again."""


class _Redaction(logging.Filter):
    """Keep secrets out of what urllib3 logs of each request."""

    def __init__(self, redact: Callable[[str], str]) -> None:
        super().__init__()
        self._redact = redact

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = self._redact(record.getMessage()), None
        return True


class _OneHostSession(requests.Session):
    """Follows a redirect within a host only: another one may be anybody's."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        try:
            target = super().get_redirect_target(resp)
            if target is None or place_of(resp.url, target) != place_of(resp.url):
                return None
        except ValueError:
            return None
        # The body, which may have no end, would be read before the redirect is followed.
        resp.raw.close()
        return target


class Client:
    """A session whose requests are retried as a whole, body included.

    ``secrets`` never leave in an error or a log line, as they are or as URLs and web pages hold
    them.
    ``inspect`` sees every response first and may raise. ``sleep`` takes seconds. ``calls`` counts
    the requests. A redirect to another host is an error. A context manager.
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
        self.calls = 0
        self._session = _OneHostSession()
        self._session.headers.update({"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"})
        self._redaction = _Redaction(self.redact)
        logging.getLogger("urllib3.connectionpool").addFilter(self._redaction)
        self._retrying = Retrying(
            retry=retry_if_exception_type(RetryableError),
            wait=_wait,
            stop=stop_after_attempt(ATTEMPTS),
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
        """Keep further secrets out of errors and log lines from now on."""
        forms = {form for one in secrets if one for form in _forms(one)}
        # One that holds another goes first, or its remainder would stay.
        self._secrets = sorted(forms.union(self._secrets), key=len, reverse=True)

    def redact(self, text: str) -> str:
        """The text without this client's secrets."""
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
        """GET a URL and return what ``read`` makes of the (streamed) response.

        ``read`` may raise RetryableError for a body that is worth another try; ``before``
        is called before each try. Raises IngestionError, which names the URL without its query,
        where there is no good answer, RefusedError where the server wants another one to ask.
        """
        asked = {"params": params, "headers": headers, "allow_redirects": follow}
        return self._answer(self._retrying, "GET", url, read, before, asked)

    def post(
        self,
        url: str,
        read: Callable[[requests.Response], T],
        json: object,
        *,
        before: Callable[[], None] = lambda: None,
    ) -> T:
        """POST JSON, once where the server may have acted on it, whatever became of its answer.

        Raises as ``get`` does; no redirect is followed.
        """
        asked = {"json": json, "allow_redirects": False}
        return self._answer(self._retrying_post, "POST", url, read, before, asked)

    def _answer(
        self,
        retrying: Retrying,
        method: str,
        url: str,
        read: Callable[[requests.Response], T],
        before: Callable[[], None],
        asked: Mapping[str, Any],
    ) -> T:
        tries = 0

        def once() -> T:
            nonlocal tries
            before()
            tries += 1
            self.calls += 1
            return self._once(method, url, read, asked)

        try:
            return retrying(once)
        except RetryableError as error:
            reason = f"{error} ({tries} attempts)" if tries > 1 else str(error)
        # Outside of the handler, so that no exception that knows the whole URL hangs on this one.
        raise IngestionError(public_url(url), self.redact(reason))

    def _once(
        self,
        method: str,
        url: str,
        read: Callable[[requests.Response], T],
        asked: Mapping[str, Any],
    ) -> T:
        try:
            with self._session.request(
                method, url, stream=True, timeout=self._timeout, **asked
            ) as response:
                self._inspect(response)
                self._check(public_url(url), response)
                return read(response)
        except PASSING_ERRORS as error:
            kind = NotProcessedError if _is_unsent(error) else RetryableError
            problem: Exception = kind(f"{type(error).__name__} while reading it")
        except requests.RequestException as error:
            problem = IngestionError(public_url(url), f"{type(error).__name__} while reading it")
        raise problem

    def _check(self, shown: str, response: requests.Response) -> None:
        status = response.status_code
        reason = self.redact(f"HTTP {status} {response.reason}")
        if status in PASSING_STATUSES:
            wait = retry_after(response)
            if wait is not None and wait > LONGEST_WAIT_SECONDS:
                raise IngestionError(shown, f"{reason}; it asks to wait for {wait:.0f} s")
            kind = NotProcessedError if status in UNTAKEN_STATUSES else RetryableError
            raise kind(reason, wait)
        if response.is_redirect:
            host = _host(response.headers["Location"])
            raise IngestionError(shown, f"{reason}; a redirect to {host} is not followed")
        if status >= requests.codes.bad_request:
            refusal = REFUSALS.get(status, IngestionError)
            raise refusal(shown, reason + self.redact(_message(response)))


class HttpApi:
    """An API behind a client of its own. A context manager."""

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
        """Requests made."""
        return self._client.calls


def _is_unsent(error: Exception) -> bool:
    """Whether no connection was made, so that nothing can have been sent."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(
        reason, (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError)
    )


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, RetryableError) and error.wait is not None:
        return error.wait
    return wait_exponential_jitter(initial=1, max=60)(state)


def _forms(secret: str) -> tuple[str, ...]:
    """A secret as it is, as URLs hold it, and as a web page does."""
    return secret, quote(secret, safe=""), quote_plus(secret), html.escape(secret)


def retry_after(response: requests.Response) -> float | None:
    """Seconds that a Retry-After header asks for, given as a whole number or as a date."""
    text = response.headers.get("Retry-After", "").strip()
    if text.isdecimal():
        return float(text)
    until = http_date(text)
    if until is None:
        return None
    return max((until - dt.datetime.now(dt.UTC)).total_seconds(), 0.0)


def http_date(text: str) -> dt.datetime | None:
    """The time in a header, UTC where it names no zone; None where it is no time."""
    try:
        then = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return then if then.tzinfo else then.replace(tzinfo=dt.UTC)


def _message(response: requests.Response) -> str:
    """What a refusal says of itself in JSON, if it does."""
    try:
        said = json.loads(next(unpacked(response, CHUNK_BYTES), b"")[:MESSAGE_BYTES])
    except (ValueError, RecursionError, RetryableError):
        return ""
    words = [
        str(said[key]) for key in ("error", "message") if isinstance(said, dict) and key in said
    ]
    return "".join(f": {word}" for word in words)


class _Wire(io.RawIOBase):
    """A body as it comes over the wire, held to ``LEAST_BYTES`` in ``PACE_SECONDS``.

    It is held to ``most`` here, too: gzip without an end may hold nothing at all.
    """

    def __init__(self, response: requests.Response, most: float) -> None:
        self._raw, self._url, self._most = response.raw, response.url, most
        self._since, self._size, self._total = time.monotonic(), 0, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override] # no other is given
        """Read what has come. Raises as ``wire`` does."""
        some = self._raw.read1(len(buffer), decode_content=False)
        buffer[: len(some)] = some
        self._size += len(some)
        self._total += len(some)
        if self._total > self._most:
            raise _too_large(self._url, self._most)
        now = time.monotonic()
        if some and now - self._since >= PACE_SECONDS:
            if self._size < LEAST_BYTES:
                reason = f"{self._size} bytes of the body in {now - self._since:.0f} s"
                raise RetryableError(f"{reason}, which is too slow")
            self._since, self._size = now, 0
        return len(some)


def _too_large(url: str, most: float) -> IngestionError:
    return IngestionError(public_url(url), f"the body is larger than {most} bytes")


def _reader(response: requests.Response, most: float) -> io.BufferedReader:
    return io.BufferedReader(_Wire(response, most), CHUNK_BYTES)


def wire(response: requests.Response, most: float = math.inf) -> Iterator[bytes]:
    """The body in chunks as it comes over the wire, still encoded.

    Raises RetryableError where it comes too slowly, and IngestionError where it is larger
    than ``most`` bytes; without that, whoever asks counts them.
    """
    stream = _reader(response, most)
    while chunk := stream.read(CHUNK_BYTES):
        yield chunk


def unpacked(response: requests.Response, most: int) -> Iterator[bytes]:
    """The body in chunks, without the encoding that it travelled in.

    Raises RetryableError on gzip that lacks its end, which urllib3 takes for whole, and on a
    body that comes too slowly, and IngestionError where it is larger than ``most`` bytes.
    """
    encoding = response.headers.get("Content-Encoding", "identity")
    if encoding not in ("identity", "gzip"):
        raise RetryableError(f"the body is encoded as {encoding!r}, which was not asked for")
    raw = _reader(response, most)
    stream = gzip.GzipFile(fileobj=raw) if encoding == "gzip" else raw
    size = 0
    try:
        while chunk := stream.read(CHUNK_BYTES):
            size += len(chunk)
            if size > most:
                raise _too_large(response.url, most)
            yield chunk
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise RetryableError("the body is not whole gzip") from None


def parsed(data: bytes, kind: type[T]) -> T:
    """JSON of a kind. Raises msgspec.DecodeError on anything else."""
    try:
        return msgspec.json.decode(data, type=kind)
    except (UnicodeDecodeError, RecursionError) as error:
        raise msgspec.DecodeError(str(error)) from None


def decoded(data: bytes, kind: type[T]) -> T:
    """JSON of a kind. Raises RetryableError, which says what came instead."""
    try:
        # The text that a kind has no field for is skipped without a look, and would land.
        data.decode()
        return parsed(data, kind)
    except (UnicodeDecodeError, msgspec.DecodeError) as error:
        reason = str(error)
    try:
        said = parsed(data, ErrorBody)
    except msgspec.DecodeError:
        kind_of_text = "a web page" if data.lstrip()[:1] == b"<" else "something else"
        raise RetryableError(
            f"the body is {kind_of_text}, not the JSON that was asked for: {reason}"
        ) from None
    raise RetryableError(f"HTTP 200 with an error: {said.error} {said.message}".strip())


def public_url(url: str) -> str:
    """A URL, or what should be one, without its query, where keys travel."""
    return re.split("[?#]", url, maxsplit=1)[0]


def place_of(url: str, link: str = "") -> tuple[str, str]:
    """Scheme and host of a URL, or of a link there. Raises ValueError where it leads nowhere."""
    there = urlsplit(urljoin(url, link))
    return there.scheme, there.netloc


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or "its own host"
    except ValueError:
        return "no host"
