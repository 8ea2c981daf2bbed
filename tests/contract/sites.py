"""What the publisher of each source answers, in a first state and after a change."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ingestion import venues
from ingestion.credentials import HUB_TOKEN, OPENALEX_KEY, PAPERCOPILOT_SWITCH
from ingestion.sources.epoch.source import KINDS
from ingestion.sources.hub import fetch as hub
from tests.builders import csv_text, hardware, model, paper, zip_of
from tests.ingestion.servers import File, Respond, file

THIS_YEAR = dt.datetime.now(dt.UTC).year


@dataclass(frozen=True)
class Site:
    """A publisher. Faults concern the answer at ``place``; ``secrets`` are the keys of the source.

    Without the setting that ``turn_off`` removes, the source is off.
    """

    respond: Callable[[int], Respond]
    place: str
    secrets: dict[str, str] = field(default_factory=dict)
    turn_off: Callable[[pytest.MonkeyPatch, Path], None] | None = None

    def configure(self, patch: pytest.MonkeyPatch, folder: Path) -> None:
        """Select one venue and one account, and set the keys and switches."""
        folder.mkdir(parents=True, exist_ok=True)
        table, accounts = folder / "venues.csv", folder / "accounts.csv"
        table.write_text(f"venue,papercopilot,openalex\nnips,{THIS_YEAR},Synthetic Conference\n")
        accounts.write_text("account\nacme\n")
        patch.setattr(venues, "PATH", table)
        patch.setattr(hub, "ACCOUNTS", accounts)
        for name, value in {PAPERCOPILOT_SWITCH: "yes", **self.secrets}.items():
            patch.setenv(name, value)


def files(*named: tuple[str, str | bytes]) -> Respond:
    """Return the answers of a publisher of files by path."""
    stored = dict(named)
    return lambda path, _: file(stored[path]) if path in stored else None


def epoch(state: int) -> Respond:
    rows = {kind: [model(Model=f"{kind} {state} {n}") for n in range(20)] for kind in KINDS}
    return files(*((f"/data/{kind}_ai_models.csv", csv_text(rows[kind])) for kind in KINDS))


def clusters(state: int) -> Respond:
    row = {
        "Name": f"State {state}", "Status": "Existing", "Sector": "Private",
        "First Operational Date": "2024-01-01", "16-bit OP/s": "1e18",
    }  # fmt: skip
    return files(("/data/gpu_clusters.csv", csv_text([row] * 20)))


def chip_owners(state: int) -> Respond:
    row = {
        "Owner": f"Owner {state}", "Chip manufacturer": "Acme", "End date": "2024-03-31",
        "Compute estimate in H100e (median)": "2", "H100e (5th percentile)": "1",
        "H100e (95th percentile)": "3",
    }  # fmt: skip
    return files(("/data/ai_chip_owners_cumulative_by_designer.csv", csv_text([row] * 20)))


def data_centers(state: int) -> Respond:
    site = {"Name": f"Site {state}", "Owner": "Acme #likely", "Country": "France"}
    date = {"Data center": f"Site {state}", "Date": "2024-03-31", "H100 equivalents": "2"}
    tables = {"data_centers.csv": csv_text([site]), "data_center_timelines.csv": csv_text([date])}
    return files(("/data/data_centers/data_centers.zip", zip_of(tables)))


def devices(state: int) -> Respond:
    rows = [hardware(**{"Hardware name": f"Acme {state} {n}"}) for n in range(20)]
    return files(("/data/ml_hardware.csv", csv_text(rows)))


def ror(state: int) -> Respond:
    records = [
        {"id": f"https://ror.org/0{n:08}", "types": ["Education"], "name": f"U {state}"}
        for n in range(20)
    ]
    link = {"key": "v1-ror-data.zip", "links": {"self": "https://zenodo.org/v1-ror-data.zip"}}
    return files(
        ("/api/records/6347574", json.dumps({"files": [link]})),
        ("/v1-ror-data.zip", zip_of({"v1-ror-data.json": json.dumps(records)})),
    )


def papercopilot(state: int) -> Respond:
    papers = [paper(id=f"{n}", title=f"State {state}, paper {n}") for n in range(20)]
    place = f"/papercopilot/paperlists/main/nips/nips{THIS_YEAR}.json"
    return files((place, json.dumps(papers)))


def listed_model(number: int, account: str = "acme") -> dict[str, Any]:
    """Return a model as the Hub lists it."""
    return {
        "id": f"{account}/model-{number}", "createdAt": "2024-01-02T03:04:05.000Z", "downloads": 1,
        "downloadsAllTime": 2, "likes": 3, "tags": ["license:mit"], "private": False,
    }  # fmt: skip


def hub_pages(state: int) -> Respond:
    """Return the answers of an account with three pages."""

    def respond(path: str, query: dict[str, str]) -> File | None:
        page = int(query.get("cursor", "0"))
        body = json.dumps([listed_model(100 * state + 3 * page + n) for n in range(3)])
        if page == 2:
            return file(body)
        link = f'<https://huggingface.co/api/models?author=acme&cursor={page + 1}>; rel="next"'
        return file(body, Link=link)

    return respond


def work(number: int, **changes: Any) -> dict[str, Any]:
    """Return a work of OpenAlex."""
    return {
        "id": f"https://openalex.org/W{number}", "title": "A synthetic work",
        "publication_year": 2020, "cited_by_count": 1, **changes,
    }  # fmt: skip


def openalex(state: int) -> Respond:
    """Return the answers of OpenAlex: one source, and two pages of works of 2020."""

    def respond(path: str, query: dict[str, str]) -> File | None:
        if path == "/sources":
            source = {"id": "https://openalex.org/S1", "display_name": "Synthetic Conference 2020"}
            return file(json.dumps({"results": [source]}))
        meta = {"count": 6, "next_cursor": "second" if query["cursor"] == "*" else None}
        first = 1 if query["cursor"] == "*" else 4
        works = [work(n, title=f"State {state}, {n}") for n in range(first, first + 3)]
        if "publication_year:2020" not in query["filter"]:
            meta, works = {"count": 0, "next_cursor": None}, []
        return file(json.dumps({"meta": meta, "results": works}))

    return respond


def without_accounts(patch: pytest.MonkeyPatch, folder: Path) -> None:
    (folder / "accounts.csv").write_text("account\n")


SITES = {
    "epoch": Site(epoch, "/data/notable_ai_models.csv"),
    "clusters": Site(clusters, "/data/gpu_clusters.csv"),
    "chip_owners": Site(chip_owners, "/data/ai_chip_owners_cumulative_by_designer.csv"),
    "data_centers": Site(data_centers, "/data/data_centers/data_centers.zip"),
    "hardware": Site(devices, "/data/ml_hardware.csv"),
    "ror": Site(ror, "/v1-ror-data.zip"),
    "papercopilot": Site(
        papercopilot,
        f"/papercopilot/paperlists/main/nips/nips{THIS_YEAR}.json",
        turn_off=lambda patch, _: patch.delenv(PAPERCOPILOT_SWITCH),
    ),
    "hub": Site(
        hub_pages, "/api/models", secrets={HUB_TOKEN: "hf_SYNTHETIC"}, turn_off=without_accounts
    ),
    "openalex": Site(
        openalex,
        "/works",
        secrets={OPENALEX_KEY: "SECRET/KEY"},
        turn_off=lambda patch, _: patch.delenv(OPENALEX_KEY),
    ),
}
