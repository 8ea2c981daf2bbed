"""Any text of a date or wait in a header is read without an error, and no wait is negative."""

from __future__ import annotations

import datetime as dt
from email.utils import format_datetime

import requests
from hypothesis import example, given
from hypothesis import strategies as st

from ingestion.fetching.http import http_date, retry_after

# HTTP sends headers as Latin-1.
HEADERS = st.text(st.characters(codec="latin-1"))
WORDS = (
    "Mon, Mon 03 Aug 31 Feb 0 9999 1e9 10:00:00 99:99:99 23:59:60 GMT -0000 +2500 +9999 06-Nov-94"
    " - , ( ) inf"
)
ALMOST_DATES = st.lists(st.sampled_from(WORDS.split()), max_size=8).map(" ".join)
ZONES = st.integers(-23 * 60, 23 * 60).map(lambda n: dt.timezone(dt.timedelta(minutes=n)))


def answer(text: str) -> requests.Response:
    response = requests.Response()
    response.headers["Retry-After"] = text
    return response


@given(text=HEADERS | ALMOST_DATES)
@example(text="²")
@example(text="9" * 400)
@example(text="Sat, 01 Jan 0001 00:00:00 +2359")
@example(text="Fri, 31 Dec 9999 23:59:59 -2359")
def test_any_text_is_a_wait_or_none(text: str) -> None:
    wait = retry_after(answer(text))
    assert wait is None or wait >= 0


@given(seconds=st.integers(0, 10**6))
def test_a_whole_number_is_seconds(seconds: int) -> None:
    assert retry_after(answer(f" {seconds} ")) == seconds


@given(text=HEADERS | ALMOST_DATES)
def test_any_text_is_a_time_with_a_zone_or_none(text: str) -> None:
    then = http_date(text)
    assert then is None or then.tzinfo is not None


@given(then=st.datetimes(dt.datetime(1970, 1, 1), dt.datetime(2099, 1, 1), timezones=ZONES))
def test_a_date_comes_back_to_the_second(then: dt.datetime) -> None:
    assert http_date(format_datetime(then)) == then.replace(microsecond=0)
