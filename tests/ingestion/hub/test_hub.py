"""Faults of the Hub's listing over real HTTP on loopback, and the rows that land."""

from __future__ import annotations

import csv
import datetime as dt
import functools
import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ingestion.errors import IngestionError, RateLimitSpentError
from ingestion.fetching.credentials import HUB_TOKEN
from ingestion.fetching.rate_limit import RateLimit
from ingestion.fetching.selection import read_selection
from ingestion.fetching.state import STATE
from ingestion.landing.snapshots import snapshots
from ingestion.sources.hub import api, fetch
from ingestion.sources.hub.api import HubApi
from ingestion.sources.hub.source import SOURCE
from tests.builders import ROOT, land_file
from tests.ingestion.fetching import file_faults as faults
from tests.ingestion.fetching.file_faults import Attempts, answer, status, time_limits
from tests.ingestion.hub import faults as hub_faults
from tests.ingestion.hub.faults import SPENT, Hub, changed, listed
from tests.ingestion.selections import select
from tests.ingestion.servers import serving

TOKEN = "hf_SYNTHETIC/TOKEN"
ACCOUNTS = ("acme", "uni", "empty")


def fill(server: Hub, factor: int = 1) -> None:
    """Serve three pages of an account, one of another, none of a third; scale their counts."""
    pages = [[listed("acme", factor * n) for n in range(p, p + 3)] for p in (1, 4, 7)]
    server.fill("acme", *pages)
    server.fill("uni", [listed("uni", factor)])


@pytest.fixture
def hub() -> Iterator[Hub]:
    server = Hub()
    fill(server)
    with serving(server):
        yield server


@pytest.fixture
def trial(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Attempts:
    made = Attempts(SOURCE, tmp_path / "raw", full=True, without="source_row")
    limits = time_limits(request)
    local = functools.partial(HubApi, base=hub.url, sleep=made.waits.append, timeout=limits)
    monkeypatch.setattr(fetch, "HubApi", local)
    rows = "".join(f"{account},yes\n" for account in ACCOUNTS)
    select(monkeypatch, tmp_path, "hub", f"account,on\n{rows}other,no\n")
    monkeypatch.delenv(HUB_TOKEN, raising=False)
    return made


def row(model: dict[str, Any]) -> tuple[Any, ...]:
    """Return the row of a model of ``listed``."""
    return (
        "models",
        model["id"],
        dt.datetime(2024, 5, 6, 7, 8, 9),
        model["downloads"],
        model["downloadsAllTime"],
        model["likes"],
        "text-generation",
        "false",
        False,
        model["tags"],
        model["_id"],
        None,
    )


WHOLE = sorted(
    row(model) for model in (*[listed("acme", n) for n in range(1, 10)], listed("uni", 1))
)


def test_a_listing_lands_as_received_and_the_run_logs_its_plan(hub: Hub, trial: Attempts) -> None:
    state = trial.go()
    assert (state.state, state.reason, state.calls) == ("complete", "", 5)
    assert trial.table() == WHOLE
    assert [place for place, _ in hub.requests] == [
        "acme/1",
        "acme/2",
        "acme/3",
        "uni/1",
        "empty/1",
    ]
    assert "declares no licence" in trial.lines[0]
    assert trial.lines[1] == (
        "plan: a call for each 1,000 models of 3 accounts, at least 3;"
        " 500 calls in five minutes are allowed without token"
    )
    assert trial.lines[2:] == ["empty lists no model", "10 models listed by 3 accounts in 5 calls"]
    first = hub.queries[0]
    assert (first["limit"], first["expand"]) == (["1000"], list(api.FIELDS))
    (stored,) = snapshots(trial.raw, SOURCE)
    today = dt.datetime.now(dt.UTC).date().isoformat()
    assert (stored.rows, stored.vintage, stored.vintage_rule) == (10, today, "retrieval")
    original = trial.raw / "hub" / stored.snapshot_id / "original" / "models.jsonl.gz"
    lines = [json.loads(line) for line in gzip.decompress(original.read_bytes()).splitlines()]
    assert [(line["account"], line["page"]) for line in lines][:3] == [
        ("acme", 1),
        ("acme", 2),
        ("acme", 3),
    ]
    assert lines[0]["models"] == [listed("acme", n) for n in (1, 2, 3)]


RETRYABLE = {
    "429 spent": [status(429, **SPENT)],
    "a renamed field once": [changed(hub_faults.renamed)],
    "an empty page with a link": [hub_faults.empty_then("acme/99")],
    "a model of the page before": [changed(lambda page: page.insert(0, listed("acme", 3)))],
    "a private model": [changed(lambda page: page.append(listed("acme", 90, private=True)))],
}


@pytest.mark.parametrize("fault", RETRYABLE)
def test_a_retryable_or_harmless_page_leaves_no_trace_in_the_table(
    fault: str, hub: Hub, trial: Attempts
) -> None:
    hub.faults["acme/2"] = list(RETRYABLE[fault])
    # The empty page links to this page.
    hub.files["acme/99"] = hub.files["acme/2"]
    hub.faults["acme/99"] = [hub_faults.leads_to("acme/3")]
    state = trial.go()
    assert hub.faults["acme/2"] == []
    assert (state.state, state.reason) == ("complete", "")
    assert trial.table() == WHOLE


def test_a_run_waits_until_a_spent_rate_limit_renews(hub: Hub, trial: Attempts) -> None:
    hub.faults["acme/3"] = [lambda handler: handler.send(handler.file.body, **SPENT)]
    assert trial.go().state == "complete"
    assert [round(wait) for wait in trial.waits] == [42]


def test_a_rate_limit_that_renews_late_pauses_the_run(hub: Hub, trial: Attempts) -> None:
    hub.faults["acme/2"] = [status(429, RateLimit='"api";r=0;t=3000')]
    state = trial.go()
    assert (state.state, state.succeeded_at, trial.count()) == ("paused", None, 0)
    assert "3000 s; a later run restarts the listing" in state.reason
    assert trial.go(full=False).state == "complete"
    assert trial.table() == WHOLE


LASTING: dict[str, tuple[faults.Fault, str]] = {
    "401": (hub_faults.UNAUTHORIZED, "HTTP 401 Unauthorized: Invalid credentials in Authoriz"),
    "a link that is no URL": (answer(b"[]", Link='<http://[bad>; rel="next"'), "page is no URL"),
    "a renamed field": (changed(hub_faults.renamed), "missing required field `downloads`"),
    "a retyped field": (changed(hub_faults.retyped), "Expected `array`, got `object`"),
}


@pytest.mark.parametrize("fault", LASTING)
def test_a_lasting_error_names_the_account_and_stored_data_stays(
    fault: str, hub: Hub, trial: Attempts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "MAX_PAGE_BYTES", 200_000)
    monkeypatch.setenv(HUB_TOKEN, TOKEN)
    good = trial.go()
    fill(hub, 2)
    broken, message = LASTING[fault]
    hub.faults["acme/2"] = (broken,)
    bad = trial.go()
    assert (bad.state, bad.succeeded_at) == ("degraded", good.succeeded_at)
    assert bad.reason.startswith("hub, account acme: ")
    assert message in bad.reason
    assert (trial.table(), trial.count()) == (WHOLE, 1)
    hub.faults.clear()
    assert trial.go().state == "complete"
    assert trial.count() == 2
    assert len(list((trial.raw / "hub").glob("2*"))) == 2
    assert not list((trial.raw / "hub").glob(".*"))


def test_an_endless_listing_is_rejected(
    hub: Hub, trial: Attempts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "MAX_PAGES", 2)
    assert "it does not end within 2 pages" in trial.go().reason


def test_a_listing_without_any_model_is_an_error(hub: Hub, trial: Attempts) -> None:
    hub.files.clear()
    state = trial.go()
    assert (state.state, state.reason) == ("degraded", "hub: no account lists any model")


def test_a_listing_is_due_after_a_week_and_equal_bytes_are_one_vintage(
    hub: Hub, trial: Attempts
) -> None:
    first = trial.go(full=False)
    idle = trial.go(full=False)
    # A run without a call does not count as a success.
    assert (idle.state, idle.calls, idle.succeeded_at) == ("complete", 0, first.succeeded_at)
    assert (trial.go().calls, trial.count()) == (5, 1)
    path = trial.raw / "hub" / STATE
    then = dt.datetime.now(dt.UTC) - dt.timedelta(days=7)
    path.write_text(json.dumps({**json.loads(path.read_text()), "whole_at": then.isoformat()}))
    fill(hub, 2)
    state = trial.go(full=False)
    assert (state.calls, trial.count()) == (5, 2)
    assert str(state.whole_at)[:10] == dt.datetime.now(dt.UTC).date().isoformat()


def test_the_token_is_sent_with_every_request(
    hub: Hub, trial: Attempts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HUB_TOKEN, f" {TOKEN}\n")
    trial.go()
    assert set(hub.tokens) == {f"Bearer {TOKEN}"}
    assert "1,000 calls in five minutes are allowed with a token" in trial.lines[1]


def test_an_anonymous_request_has_no_token(hub: Hub, trial: Attempts) -> None:
    trial.go()
    assert set(hub.tokens) == {None}


def test_a_token_that_is_no_valid_header_is_not_shown(
    hub: Hub, trial: Attempts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HUB_TOKEN, "hf_SECRET\nX-Other: 1")
    state = trial.go()
    assert state.state == "degraded"
    assert "SECRET" not in state.reason


def test_the_rate_limit_follows_the_newest_header() -> None:
    now = 1000.0
    limit = RateLimit(api.read_rate_limit, lambda: now)
    slept: list[float] = []
    limit.update({"RateLimit": '"api";r=0;t=40'})
    limit.update({"RateLimit": "nonsense"})
    limit.wait("here", slept.append)
    limit.wait("here", slept.append)
    assert slept == [40]
    limit.update({"RateLimit": '"api";t=301;r=0'})
    with pytest.raises(RateLimitSpentError, match="renews in 301 s"):
        limit.wait("here", slept.append)
    now += 302
    limit.wait("here", slept.append)
    assert slept == [40]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"account": "a", "page": 1, "models": [', "not a readable JSON file"),
        ('{"error": "try later"}', "a line is not a page"),
        ('{"models": [{"id": "a/b"}]}', "a required column is missing"),
    ],
)
def test_a_file_of_another_kind_is_rejected(
    write: Callable[[str, str | bytes], Path], tmp_path: Path, content: str, message: str
) -> None:
    with pytest.raises(IngestionError, match=message):
        land_file(write("models.jsonl", content), SOURCE, tmp_path / "raw")
    assert list((tmp_path / "raw" / "hub").glob("2*")) == []


def test_an_error_names_the_column_and_row_of_a_retyped_field(
    write: Callable[[str, str | bytes], Path], tmp_path: Path
) -> None:
    models = [listed("a", 1), *(listed("a", n, downloadsAllTime="many") for n in (2, 3))]
    path = write("models.jsonl", json.dumps({"account": "a", "page": 1, "models": models}))
    with pytest.raises(IngestionError, match="column 'downloads_all_time', row 2"):
        land_file(path, SOURCE, tmp_path / "raw")


def test_every_selected_account_has_a_row_in_the_seed() -> None:
    with (ROOT / "dbt_project" / "seeds" / "hub" / "hub_account.csv").open(
        encoding="utf-8"
    ) as lines:
        sectors = {row["account"]: row["sectors"] for row in csv.DictReader(lines)}
    selected = {row["account"] for row in read_selection("hub")}
    assert 40 <= len(selected) <= 80
    assert len({account.lower() for account in sectors}) == len(sectors)
    assert selected <= set(sectors)
    known = {"academia", "government", "industry", "nonprofit"}
    parts = [text.split("+") for text in sectors.values() if text]
    assert all(part == sorted(set(part) & known) for part in parts)
    assert len(parts) < len(sectors)
