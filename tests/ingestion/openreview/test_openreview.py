"""Faults of OpenReview's notes over real HTTP on loopback, and the rows that land."""

from __future__ import annotations

import datetime as dt
import functools
import gzip
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ingestion.errors import IngestionError
from ingestion.fetching.credentials import OPENREVIEW_PASSWORD as PASSWORD
from ingestion.fetching.credentials import OPENREVIEW_USERNAME as USERNAME
from ingestion.fetching.http import Client
from ingestion.fetching.request import RefreshRequest, RefreshRun
from ingestion.fetching.schedule import FETCH_LOG
from ingestion.fetching.state import STATE
from ingestion.landing.snapshots import connect, snapshots
from ingestion.refresh import refresh
from ingestion.sources.openreview import api, fetch
from ingestion.sources.openreview.api import Account, OpenReviewApi, read_rate_limit
from ingestion.sources.openreview.selection import AcceptedPapers, paper_lists
from ingestion.sources.openreview.source import SOURCE
from tests.builders import land_file
from tests.ingestion.fetching import file_faults as faults
from tests.ingestion.fetching.file_faults import answer, status, time_limits
from tests.ingestion.openreview import faults as reviews
from tests.ingestion.openreview.faults import ADDRESS, SPENT, TOKEN, Reviews, changed, noted
from tests.ingestion.servers import serving

ACME, UNI, ROLLING = "ACME.cc/2024", "UNI.cc/2020", "JOURNAL"
KNOWN = [
    AcceptedPapers("acme", 2024, ACME),
    AcceptedPapers("uni", 2020, UNI),
    AcceptedPapers("journal", None, ROLLING),
    AcceptedPapers("acme", 2025, "ACME.cc/2025"),
]
TODAY = dt.date(2025, 6, 1)


@dataclass
class Attempts(faults.Attempts):
    """Refreshes on a chosen day; they fetch everything by default."""

    full: bool = True
    without: str = "source_row"
    today: dt.date = TODAY

    def backfill(self, request: RefreshRequest) -> None:
        """Fetch lists of some years."""
        with connect() as connection:
            refresh(connection, SOURCE, self.raw, request, RefreshRun(self.lines.append))

    def parts(self) -> list[str]:
        return sorted(one.parts[0]["part"] for one in snapshots(self.raw, SOURCE))


def fill(server: Reviews, first: int = 1) -> None:
    """Serve three pages of one venue, one of two others, and none of a fourth."""
    server.notes = {
        ACME: [noted(ACME, n) for n in range(first, first + 8)],
        UNI: [noted(UNI, 20)],
        ROLLING: [noted(ROLLING, 30)],
    }


@pytest.fixture
def server() -> Iterator[Reviews]:
    running = Reviews()
    fill(running)
    with serving(running):
        yield running


@pytest.fixture
def trial(
    server: Reviews,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> Attempts:
    made = Attempts(SOURCE, tmp_path / "raw")
    limits = time_limits(request)
    local = functools.partial(
        OpenReviewApi, base=server.url, sleep=made.waits.append, timeout=limits
    )
    monkeypatch.setattr(fetch, "OpenReviewApi", local)
    monkeypatch.setattr(fetch, "_today", lambda: made.today)
    monkeypatch.setattr(fetch, "paper_lists", lambda _: list(KNOWN))
    for name, value in ((USERNAME, reviews.USERNAME), (PASSWORD, reviews.PASSWORD)):
        monkeypatch.setenv(name, f" {value}\n")
    return made


def row(venue: str, year: int | None, venueid: str, number: int) -> tuple[Any, ...]:
    """Return the row of a note of ``noted``."""
    return (
        f"{venue}{year or ''}",
        venue,
        year,
        f"note{number}",
        f"A synthetic paper {number}",
        venueid,
        "Synthetic poster",
        f"note{number}",
        number,
        1700000000000 + number,
        1700000000000,
        1714610512428,
        ["Ann Synthetic", "Bo Synthetic"],
        ["synthesis"],
        None,
    )


WHOLE = [
    *(row("acme", 2024, ACME, n) for n in range(1, 9)),
    row("journal", None, ROLLING, 30),
    row("uni", 2020, UNI, 20),
]


def test_lists_land_without_personal_data_and_the_run_logs_its_plan(
    server: Reviews, trial: Attempts
) -> None:
    state = trial.go()
    assert (state.state, state.reason, state.calls) == ("complete", "", 8)
    assert trial.table() == WHOLE
    assert server.places == [
        "login",
        *(f"{ACME}/{offset}" for offset in (0, 2, 4, 6)),
        *(f"{one}/0" for one in (UNI, ROLLING, "ACME.cc/2025")),
    ]
    assert "public domain" in trial.lines[0]
    assert trial.lines[1] == (
        "plan: a call for each 1,000 notes of 4 lists, at least 4, with an account;"
        " 500 calls an hour are allowed"
    )
    assert trial.lines[2:] == [
        "acme2024: 8 notes",
        "uni2020: 1 notes",
        "journal: 1 notes",
        "acme2025: 0 notes",
    ]
    first = server.queries[0]
    assert (first["limit"], first["sort"]) == ("1000", "number:asc")
    assert "content.title" in first["select"]
    assert "authorids" not in first["select"]
    held = snapshots(trial.raw, SOURCE)
    assert {one.url for one in held} >= {"https://openreview.net/group?id=ACME.cc/2024"}
    assert {(one.licence, one.vintage_rule) for one in held} == {("CC0-1.0", "retrieval")}
    original = next(trial.raw.rglob("acme2024.jsonl.gz"))
    lines = [json.loads(line) for line in gzip.decompress(original.read_bytes()).splitlines()]
    assert [(one["venue"], one["year"], one["page"]) for one in lines] == [
        ("acme", 2024, n) for n in (1, 2, 3, 4)
    ]


def everything(trial: Attempts, log: str = "") -> bytes:
    """Return all written bytes, unpacked, and all log lines."""
    files = [path for path in trial.raw.rglob("*") if path.is_file()]
    texts = [
        gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in files
    ]
    return b"\n".join([*texts, *(line.encode() for line in [*trial.lines, log])])


def test_no_address_is_stored(server: Reviews, trial: Attempts) -> None:
    trial.go()
    assert b"Ann Synthetic" in everything(trial)
    assert ADDRESS.encode() not in everything(trial)


def test_notes_and_fields_that_are_not_open_to_everyone_are_left_out(
    server: Reviews, trial: Attempts
) -> None:
    closed = {"value": ["Hidden Author"], "readers": ["UNI.cc/2020", "~Hidden1"]}
    named = {"value": [{"fullname": "New Shape", "username": "~New1", "institutions": [1]}]}
    server.notes[UNI] = [
        noted(UNI, 20, content={"authors": closed}),
        noted(UNI, 21, readers=["UNI.cc/2020"]),
        noted(UNI, 22, content={"authors": named, "keywords": {}}),
    ]
    trial.go()
    assert "uni2020: 3 notes, 1 not open to everyone" in trial.lines
    found = [(one[3], one[12], one[13]) for one in trial.table() if one[1] == "uni"]
    assert found == [("note20", None, ["synthesis"]), ("note22", ["New Shape"], None)]
    assert b"Hidden" not in everything(trial)


def test_a_list_without_public_notes_lands_no_file(server: Reviews, trial: Attempts) -> None:
    server.notes[UNI] = [noted(UNI, 20, readers=["UNI.cc/2020"])]
    assert trial.go().state == "complete"
    assert trial.parts() == ["acme2024", "journal"]


RETRYABLE = {
    "429 spent": [status(429, **SPENT)],
    "a renamed field once": [changed(reviews.renamed)],
    "no count once": [changed(lambda page: page.pop("count"))],
}


@pytest.mark.parametrize("fault", RETRYABLE)
def test_a_retryable_error_leaves_no_trace_in_the_table(
    fault: str, server: Reviews, trial: Attempts
) -> None:
    server.faults[f"{ACME}/2"] = list(RETRYABLE[fault])
    state = trial.go()
    assert server.faults[f"{ACME}/2"] == []
    assert (state.state, state.reason) == ("complete", "")
    assert trial.table() == WHOLE


HERE = status(302, Location="/notes?content.venueid=UNI.cc/2020&offset=0")
LASTING: dict[str, tuple[faults.Fault, str]] = {
    "400": (reviews.refused("ValidationError", "no such field", 400), "Bad Request: no such field"),
    "redirect here": (HERE, "a redirect to its own host is not followed"),
    "a renamed field": (changed(reviews.renamed), "missing required field `title`"),
    "a field as in API v1": (changed(reviews.retyped), "Expected `object`, got `str`"),
}


@pytest.mark.parametrize("fault", LASTING)
def test_a_list_that_fails_lands_nothing_and_does_not_stop_the_others(
    fault: str, server: Reviews, trial: Attempts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "MAX_PAGE_BYTES", 200_000)
    broken, message = LASTING[fault]
    server.faults[f"{ACME}/2"] = (broken,)
    bad = trial.go()
    assert (bad.state, bad.succeeded_at) == ("degraded", None)
    assert bad.reason.startswith("openreview: acme2024: ")
    assert message in bad.reason
    assert trial.parts() == ["journal", "uni2020"]
    assert trial.table() == WHOLE[8:]
    server.faults.clear()
    server.requests.clear()
    # On the next day only the failed list is due.
    trial.today += dt.timedelta(days=1)
    assert trial.go(full=False).state == "complete"
    assert server.places == ["login", *(f"{ACME}/{offset}" for offset in (0, 2, 4, 6))]
    assert trial.table() == WHOLE


def test_an_endless_listing_is_rejected(
    server: Reviews, trial: Attempts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "MAX_PAGES", 2)
    assert "it does not end within 2 pages" in trial.go().reason
    assert trial.parts() == ["journal", "uni2020"]


@pytest.mark.parametrize("notes", [[], [noted(UNI, 20, readers=["UNI.cc/2020"])]])
def test_a_stored_list_that_loses_all_notes_is_an_error(
    notes: list[dict[str, Any]], server: Reviews, trial: Attempts
) -> None:
    trial.go()
    server.notes[UNI] = notes
    state = trial.go()
    assert state.state == "degraded"
    assert state.reason.endswith("uni2020: listing: no note is left that everyone may read")


def test_notes_that_move_between_pages_are_detected(server: Reviews, trial: Attempts) -> None:
    def move(handler: Any) -> None:
        server.notes[ACME] = [noted(ACME, n) for n in range(2, 10)]
        handler.send(handler.file.body)

    server.faults[f"{ACME}/2"] = [move]
    state = trial.go()
    assert state.reason.endswith("acme2024: listing: its notes moved after 3 of 8")
    assert trial.go(full=False).state == "complete"
    assert [row[8] for row in trial.table()[:8]] == list(range(2, 10))


def test_a_list_that_does_not_land_stays_due(server: Reviews, trial: Attempts) -> None:
    trial.go()
    server.notes[ACME] = server.notes[ACME][:3]
    server.notes[ROLLING].append(noted(ROLLING, 31))
    for days in (7, 1, 1):
        trial.today += dt.timedelta(days=days)
        state = trial.go(full=False)
        assert state.state == "degraded"
        assert "3 rows, less than half of the 8 stored rows" in state.reason
        assert row("journal", None, ROLLING, 31) in trial.table()
    assert trial.go().state == "complete"
    server.requests.clear()
    assert (trial.go(full=False).state, server.requests) == ("complete", [])


def test_a_torn_fetch_log_or_one_from_the_future_makes_every_list_due(
    server: Reviews, trial: Attempts
) -> None:
    trial.today += dt.timedelta(days=5000)
    trial.go()
    trial.today -= dt.timedelta(days=5000)
    log = trial.raw / "openreview" / FETCH_LOG
    for text in (log.read_text(), ""):
        server.requests.clear()
        log.write_text(text)
        assert trial.go(full=False).state == "complete"
        assert len(server.requests) == 8


REFUSALS = {
    "challenge": (reviews.CHALLENGE, "HTTP 403 Forbidden: Challenge verification required"),
    "401": (status(401), "HTTP 401 Unauthorized: try later"),
    "web page": (reviews.BROWSER, "the server accepts only browsers"),
}


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_refused_anonymous_request_names_the_variables_to_set(
    refusal: str, server: Reviews, trial: Attempts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(USERNAME)
    monkeypatch.setenv(PASSWORD, "")
    fault, message = REFUSALS[refusal]
    server.faults.update({f"{one.venueid}/0": (fault,) for one in KNOWN})
    state = trial.go()
    assert (state.state, state.calls, trial.parts()) == ("degraded", fetch.MAX_REFUSALS, [])
    assert message in state.reason
    assert state.reason.endswith(f"set {USERNAME} and {PASSWORD} to try with an account")
    assert (set(server.tokens), trial.waits) == ({None}, [])


def test_anonymous_requests_get_the_same_notes(
    server: Reviews, trial: Attempts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(USERNAME)
    monkeypatch.delenv(PASSWORD)
    assert trial.go().state == "complete"
    assert (trial.table(), set(server.tokens), server.logins) == (WHOLE, {None}, [])
    assert "without account" in trial.lines[1]


def test_a_refused_account_is_named_by_its_variable(server: Reviews, trial: Attempts) -> None:
    server.faults[f"{ACME}/0"] = (reviews.CHALLENGE,)
    state = trial.go()
    assert state.reason.endswith(f"check whether the account in {USERNAME} may read it")


def test_a_refused_list_does_not_stop_the_others(server: Reviews, trial: Attempts) -> None:
    server.faults[f"{ACME}/0"] = (reviews.CHALLENGE,)
    assert trial.go().state == "degraded"
    assert trial.parts() == ["journal", "uni2020"]


def test_refused_lists_come_last_on_the_next_day(server: Reviews, trial: Attempts) -> None:
    closed = KNOWN[: fetch.MAX_REFUSALS]
    server.faults.update({f"{one.venueid}/0": (reviews.CHALLENGE,) for one in closed})
    trial.go()
    server.notes["ACME.cc/2025"] = [noted("ACME.cc/2025", 40)]
    trial.today += dt.timedelta(days=1)
    assert trial.go(full=False).state == "degraded"
    assert trial.parts() == ["acme2025"]


def test_half_of_an_account_is_an_error(
    server: Reviews, trial: Attempts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(PASSWORD)
    state = trial.go()
    assert state.reason == (
        f"openreview: {PASSWORD} is not set; set both variables of the account, or none"
    )
    assert server.places == []


LOGIN_PLACE = f"login with {USERNAME} and {PASSWORD}: "
LOGINS: dict[str, tuple[faults.Fault, str, int]] = {
    "wrong password": (
        reviews.WRONG_PASSWORD,
        "HTTP 400 Bad Request: Invalid username or password (2025-03-05-1)",
        1,
    ),
    "challenge": (
        reviews.CHALLENGE,
        "HTTP 403 Forbidden: Challenge verification required",
        1,
    ),
    "no token": (answer(b"{}"), "the body is something else, not the JSON", 1),
    "a web page": (reviews.BROWSER, "the body is a web page, not the JSON", 1),
    "500": (status(500), "HTTP 500 Internal Server Error", 1),
    "reset": (faults.reset, "while reading it", 1),
    "redirect": (faults.REDIRECT, "a redirect to elsewhere.invalid is not followed", 1),
    "redirect here": (HERE, "a redirect to its own host is not followed", 1),
    "timeout": (faults.silence, "no answer in 0.3 s", 1),
    "503": (status(503), "HTTP 503 Service Unavailable (6 attempts)", 6),
}


@pytest.mark.parametrize("fault", LOGINS)
def test_a_login_is_retried_only_if_the_server_did_not_process_it(
    fault: str, server: Reviews, trial: Attempts
) -> None:
    broken, message, calls = LOGINS[fault]
    server.faults["login"] = (broken,)
    state = trial.go()
    assert (state.state, state.calls, trial.parts()) == ("degraded", calls, [])
    assert state.reason.startswith(LOGIN_PLACE)
    assert message in state.reason
    assert set(server.places) == {"login"}


def test_a_postponed_login_is_retried(server: Reviews, trial: Attempts) -> None:
    server.faults["login"] = [status(503, Retry_After="7"), status(429, Retry_After="3")]
    assert trial.go().state == "complete"
    assert trial.waits[:2] == [7, 3]
    assert trial.table() == WHOLE


def test_a_login_without_a_connection_is_retried(trial: Attempts) -> None:
    with OpenReviewApi(
        Account("somebody", "s3cret"), base="http://127.0.0.1:1", sleep=trial.waits.append
    ) as away:
        with pytest.raises(IngestionError, match=r"ConnectionError .* \(6 attempts\)"):
            away.login()
        assert (away.calls, len(trial.waits)) == (6, 5)


SPENT_FOR_LONG = {
    "headers": status(429, RateLimit_Remaining="0", RateLimit_Reset="3000"),
    "Retry-After": status(429, Retry_After="3000"),
    "body": reviews.spent_until("2999-08-31T08:59:25.212Z"),
}


@pytest.mark.parametrize("place", ["login", f"{UNI}/0"])
@pytest.mark.parametrize("fault", SPENT_FOR_LONG)
def test_a_spent_rate_limit_pauses_the_run_and_a_later_run_continues(
    fault: str, place: str, server: Reviews, trial: Attempts
) -> None:
    server.faults[place] = [SPENT_FOR_LONG[fault]]
    state = trial.go()
    assert (state.state, state.succeeded_at) == ("paused", None)
    assert state.reason.endswith(" s; a later run fetches the missing lists")
    server.requests.clear()
    assert trial.go(full=False).state == "complete"
    assert (f"{ACME}/0" in server.places) == (place == "login")
    assert trial.table() == WHOLE


def test_a_spent_rate_limit_does_not_hide_lists_that_failed(
    server: Reviews, trial: Attempts
) -> None:
    server.faults[f"{ACME}/0"] = [status(404)]
    server.faults[f"{UNI}/0"] = [status(429, Retry_After="3000")]
    state = trial.go()
    assert state.state == "degraded"
    assert "HTTP 404" in state.reason
    assert state.reason.endswith(" s; a later run fetches the missing lists")
    assert trial.go(full=False).state == "complete"
    assert trial.table() == WHOLE


def test_lists_left_by_a_paused_full_run_are_due(server: Reviews, trial: Attempts) -> None:
    trial.go()
    server.notes[UNI].append(noted(UNI, 21))
    server.faults[f"{UNI}/0"] = [status(429, Retry_After="3000")]
    assert trial.go().state == "paused"
    assert trial.go(full=False).state == "complete"
    assert row("uni", 2020, UNI, 21) in trial.table()


def test_a_run_waits_for_a_rate_limit_that_renews_soon(server: Reviews, trial: Attempts) -> None:
    server.faults[f"{ACME}/2"] = [lambda handler: handler.send(handler.file.body, **SPENT)]
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=200)
    server.faults[f"{UNI}/0"] = [reviews.spent_until(soon.isoformat())]
    assert trial.go().state == "complete"
    assert round(trial.waits[0]) == 42
    assert 190 < trial.waits[-1] <= 200


def test_the_rate_limit_is_read_from_the_headers() -> None:
    assert read_rate_limit({"RateLimit-Remaining": "256", "RateLimit-Reset": "2227"}) == (256, 2227)
    assert read_rate_limit({"RateLimit-Remaining": "256"}) is None
    assert read_rate_limit({"RateLimit-Remaining": "-1", "RateLimit-Reset": "soon"}) is None


def test_a_list_is_fetched_again_when_it_is_due(server: Reviews, trial: Attempts) -> None:
    trial.go(full=False)
    for days, expected in ((6, []), (1, [ACME, ROLLING, "ACME.cc/2025"]), (83, [UNI])):
        server.queries.clear()
        trial.today += dt.timedelta(days=days)
        assert trial.go(full=False).state == "complete"
        found = {one["content.venueid"] for one in server.queries}
        assert set(expected) <= found
        assert (UNI in found) == (UNI in expected)
    # Equal bytes are one snapshot.
    assert trial.parts() == ["acme2024", "journal", "uni2020"]


def test_a_backfill_fetches_only_its_years_and_venues_and_keeps_the_state(
    server: Reviews, trial: Attempts
) -> None:
    trial.backfill(RefreshRequest([2020], full=True, venues=["uni"]))
    assert server.places == ["login", f"{UNI}/0"]
    assert not (trial.raw / "openreview" / STATE).read_bytes()
    server.requests.clear()
    trial.backfill(RefreshRequest([2030], full=True, venues=["journal", "uni"]))
    assert server.places == ["login", f"{ROLLING}/0"]
    assert sorted(json.loads((trial.raw / "openreview" / FETCH_LOG).read_text())) == [
        "journal",
        "uni2020",
    ]


def test_account_and_token_are_sent_and_never_written(
    server: Reviews, trial: Attempts, caplog: pytest.LogCaptureFixture
) -> None:
    """The token, which the run receives, and the account in an error of the login."""
    caplog.set_level(logging.DEBUG)
    trial.go()
    assert server.logins == [{"id": reviews.USERNAME, "password": reviews.PASSWORD}]
    assert server.tokens == [None, *[f"Bearer {TOKEN}"] * 7]
    server.faults[f"{ACME}/2"] = (reviews.refused("Error", TOKEN, 400),)
    assert trial.go().reason.endswith("HTTP 400 Bad Request: ***")
    account = f"{reviews.USERNAME} {reviews.PASSWORD}"
    server.faults["login"] = (reviews.refused("Error", account, 400),)
    assert trial.go().reason.endswith("HTTP 400 Bad Request: *** ***")
    secrets = (reviews.USERNAME, reviews.PASSWORD, TOKEN, "SYNTHETIC%2BTOKEN")
    written = everything(trial, caplog.text)
    assert b"GET /notes" in written
    assert not [one for one in secrets if one.encode() in written]


def test_a_secret_that_contains_another_one_is_redacted_completely() -> None:
    with Client(secrets=["key"]) as client:
        client.conceal("key-and-more", "")
        assert client.redact("key-and-more, key") == "***, ***"


def page(*notes: dict[str, Any], **changes: Any) -> str:
    """Return a line of a landed file."""
    return json.dumps({"venue": "acme", "year": 2024, "page": 1, "notes": notes, **changes})


KEPT = {"id": "a", "title": "T", "venueid": ACME}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (page(KEPT)[:-5], "not a readable JSON file"),
        ('{"error": "try later"}', "not pages of one list"),
        ('{"notes": [{"id": "a"}]}', "not pages of one list"),
        (f"{page(KEPT)}\n{page(KEPT, venue='uni')}", "not pages of one list"),
        (f'{page(KEPT)}\n{{"venue": "acme", "year": 2024}}', "not pages of one list"),
        (page({"id": "a", "title": "T"}), "a required column is missing"),
        (
            page({**KEPT, "authorids": [ADDRESS]}),
            "'authorids': a note has an undeclared field",
        ),
        (page({**KEPT, "number": "first"}), "column 'number', row 1"),
    ],
)
def test_a_file_of_another_kind_is_rejected(
    write: Callable[[str, str | bytes], Path], tmp_path: Path, content: str, message: str
) -> None:
    with pytest.raises(IngestionError, match=message):
        land_file(write("acme2024.jsonl", content), SOURCE, tmp_path / "raw")
    assert list((tmp_path / "raw" / "openreview").glob("2*")) == []


def test_the_selected_venues_are_well_formed() -> None:
    found = paper_lists(2025)
    names = [one.name for one in found]
    assert len(names) == len(set(names))
    assert AcceptedPapers("nips", 2024, "NeurIPS.cc/2024/Conference") in found
    assert AcceptedPapers("tmlr", None, "TMLR") in found
    assert not [one for one in found if "{" in one.venueid]
    assert min(one.year for one in found if one.year) == 2023
