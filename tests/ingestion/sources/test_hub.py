"""The Hub's listing is stored only if it is complete; private and repeated models are left out."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingestion.landing.snapshots import snapshots
from ingestion.registry import SOURCES
from ingestion.sources.hub import fetch
from ingestion.sources.hub import source as hub_source
from ingestion.state import state_of
from tests.builders import ROOT, land_file, stored
from tests.contract.sites import listed_model
from tests.ingestion.servers import File, file
from tests.ingestion.sources.refreshes import Refreshes, refreshing


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Refreshes]:
    with refreshing("hub", tmp_path) as refreshes:
        yield refreshes


def test_all_pages_of_an_account_are_one_snapshot(hub: Refreshes) -> None:
    run = hub.refresh()
    assert (run.state, run.calls) == ("complete", 3)
    assert [model for (model,) in hub.rows("model_id")] == [
        f"acme/model-{100 + n}" for n in range(9)
    ]
    assert hub.server.headers[-1]["Authorization"] == "Bearer hf_SYNTHETIC"


def test_the_listing_is_due_after_a_week(hub: Refreshes) -> None:
    hub.refresh()
    assert hub.refresh().calls == 0
    assert hub.refresh(full=True).calls == 3


def link(url: str) -> str:
    return f'<{url}>; rel="next"'


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        (file(json.dumps([listed_model(100)])), "a page has no new model"),
        (
            file(json.dumps([listed_model(1)]), Link=link("https://elsewhere.invalid/")),
            "its next page is at another host",
        ),
    ],
)
def test_a_listing_that_contradicts_itself_is_not_stored(
    hub: Refreshes, second: File, reason: str
) -> None:
    first = hub.server.respond
    hub.server.respond = lambda path, query: second if "cursor" in query else first(path, query)
    run = hub.refresh()
    assert run.state == "degraded"
    assert reason in run.reason
    assert hub.snapshots() == []


def renamed(path: str, query: dict[str, str]) -> File | None:
    """Answer with the models of another account, with nothing at all, or with good models."""
    account = query["author"]
    if account in ("gone", "no"):
        return None if account == "gone" else file("[]")
    return file(json.dumps([listed_model(1, "new-name" if account == "old-name" else account)]))


def test_a_renamed_account_is_named_and_the_others_are_stored(
    hub: Refreshes, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (fetch, hub_source):
        monkeypatch.setattr(module, "accounts", lambda: ["acme", "gone", "old-name", "Two", "no"])
    hub.server.respond = renamed
    run = hub.refresh()
    assert (run.state, run.reason) == (
        "incomplete",
        "the publisher's files lack models of account: gone, old-name, no",
    )
    assert [model for (model,) in hub.rows("model_id")] == ["Two/model-1", "acme/model-1"]
    hub.refresh()
    assert "gone" in state_of(hub.raw, SOURCES["hub"]).reason


def test_private_and_repeated_models_are_left_out(tmp_path: Path) -> None:
    first, second = {**listed_model(1), "_id": "first"}, {**listed_model(1), "_id": "second"}
    models = [first, second, {**listed_model(2), "private": True}]
    path, source = tmp_path / "models.jsonl", SOURCES["hub"]
    path.write_text(json.dumps({"account": "acme", "page": 1, "models": models}) + "\n")
    land_file(path, source, tmp_path / "raw")
    assert stored(tmp_path / "raw", source, "model_id, internal_id") == [("acme/model-1", "first")]
    (snapshot,) = snapshots(tmp_path / "raw", source)
    assert snapshot.parts[0]["left_out"] == 1


def test_each_account_has_a_row_in_the_seed_of_sectors() -> None:
    seed = ROOT / "dbt_project" / "seeds" / "hub" / "hub_account.csv"
    with seed.open(encoding="utf-8") as lines:
        accounts = {row["account"].lower() for row in csv.DictReader(lines)}
    assert {account.lower() for account in hub_source.accounts()} <= accounts
