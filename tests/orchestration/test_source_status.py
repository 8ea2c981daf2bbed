"""If a source fails in a live run, the others continue, and each source states its state."""

from __future__ import annotations

import csv
import datetime as dt
import functools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from ingestion import registry
from ingestion.fetching import downloads
from ingestion.credentials import OPENALEX_KEY
from ingestion.http import Client
from ingestion.state import STATE
from ingestion.landing.schema import Source
from ingestion.sources.epoch import source as epoch
from ingestion.sources.openalex import source as openalex
from ingestion.sources.papercopilot import source as papercopilot
from orchestration.assets import ingest
from orchestration.assets import source_status as states
from orchestration.settings import LIVE_SOURCES, Settings
from tests.builders import ROOT, csv_text, model
from tests.ingestion.fetching.file_faults import PUBLISHERS, Server, publishing, status
from tests.orchestration.conftest import lock

CLUSTERS = PUBLISHERS["clusters"]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server of clusters and lists of models; paper lists and OpenAlex are off."""
    monkeypatch.delenv(OPENALEX_KEY, raising=False)
    monkeypatch.setattr(downloads, "Client", functools.partial(Client, sleep=lambda _: None))
    with publishing(CLUSTERS) as running:
        PUBLISHERS["epoch"].fill(running)
        served = [CLUSTERS.at(running.url), PUBLISHERS["epoch"].at(running.url)]
        known = {s.name: s for s in (*served, papercopilot.SOURCE, openalex.SOURCE)}
        monkeypatch.setattr(ingest, "SOURCES", known)
        monkeypatch.setattr(states, "SOURCES", known)
        yield running


def run(home: Path) -> dg.ExecuteInProcessResult:
    """Land every source as a live run does, and check the state of each."""
    settings = Settings(home, LIVE_SOURCES)
    settings.raw.mkdir(parents=True, exist_ok=True)
    assets = ingest.ingest_definitions(settings)
    assets.append(states.state_checks(settings))
    return dg.materialize(assets, resources=lock(settings), raise_on_error=False)


def metadata(result: dg.ExecuteInProcessResult, source: Source) -> dict[str, Any]:
    name = "__".join(ingest.raw_key(source).path)
    (event,) = result.asset_materializations_for_node(name)
    return {key: value.value for key, value in event.metadata.items()}


def warned(result: dg.ExecuteInProcessResult) -> set[tuple[str, str]]:
    found = result.get_asset_check_evaluations()
    assert all(one.severity == dg.AssetCheckSeverity.WARN for one in found)
    return {
        (one.asset_key.path[-1].split("_")[0], one.check_name) for one in found if not one.passed
    }


def let_time_pass(home: Path, source: Source, days: int) -> None:
    path = Settings(home, LIVE_SOURCES).raw / source.name / STATE
    reported = json.loads(path.read_text())
    then = dt.datetime.now(dt.UTC) - dt.timedelta(days=days)
    path.write_text(json.dumps({**reported, "succeeded_at": then.isoformat()}))


def test_a_source_that_fails_stops_no_other_and_is_told(server: Server, tmp_path: Path) -> None:
    server.faults["all_ai_models.csv"] = (status(500),)
    result = run(tmp_path)
    assert result.success
    reported = {s.name: metadata(result, s) for s in ingest.SOURCES.values()}
    assert (reported["clusters"]["state"], reported["clusters"]["dagster/row_count"]) == (
        "complete",
        20,
    )
    assert (reported["epoch"]["dagster/row_count"], reported["epoch"]["succeeded_at"]) == (0, None)
    assert "degraded: " in reported["epoch"]["state"]
    assert "HTTP 500" in reported["epoch"]["state"]
    assert reported["epoch"]["calls"] == 7
    assert reported["epoch"]["licence"] == epoch.SOURCE.licence
    assert reported["openalex"]["state"].startswith("off: OPENALEX_API_KEY is not set")
    assert reported["papercopilot"]["state"].startswith("off: Paper Copilot declares no licence")
    assert warned(result) == {("epoch", "complete"), ("epoch", "fresh")}


def test_a_source_that_fails_is_fresh_until_the_days_that_it_declares(
    server: Server, tmp_path: Path
) -> None:
    assert warned(run(tmp_path)) == set()
    server.faults["gpu_clusters.csv"] = (status(500),)
    for days, expected in ((29, {"complete"}), (31, {"complete", "fresh"})):
        let_time_pass(tmp_path, CLUSTERS.source, days)
        result = run(tmp_path)
        assert warned(result) == {("clusters", name) for name in expected}
    reported = metadata(result, CLUSTERS.source)
    assert (reported["dagster/row_count"], reported["vintages"]) == (20, ["2026-08-03"])


def test_what_would_stop_every_run_is_refused_before_it_lands(
    server: Server, tmp_path: Path
) -> None:
    row = model(**{"Training compute (FLOP)": "1e40"})
    server.files["all_ai_models.csv"].body = csv_text([row]).encode()
    result = run(tmp_path)
    assert result.success
    reported = metadata(result, epoch.SOURCE)
    assert reported["dagster/row_count"] == 0
    assert str(reported["state"]).startswith(
        "degraded: epoch/all_ai_models.csv, column 'training_compute_flop', row 1: must be above 0"
        " and at most 1e30 FLOP; found 1e+40; 1 of 1 rows break a rule"
    )
    assert not list(tmp_path.rglob(".landing-*"))


def test_a_run_that_holds_nothing_at_all_ends_in_an_error(server: Server, tmp_path: Path) -> None:
    for path in ("gpu_clusters.csv", "notable_ai_models.csv"):
        server.faults[path] = (status(403),)
    result = run(tmp_path)
    assert not result.success
    (failed,) = result.get_step_failure_events()
    failure = failed.step_failure_data.user_failure_data
    assert failed.step_key == "raw__snapshots"
    assert failure is not None
    assert "no source could be fetched, and no snapshot is stored" in str(failure.description)
    assert "epoch is degraded: " in str(failure.description)


def test_a_directory_keeps_no_times_and_forgets_none(server: Server, tmp_path: Path) -> None:
    run(tmp_path)
    raw = Settings(tmp_path, LIVE_SOURCES).raw
    fetched = json.loads((raw / "epoch" / STATE).read_text())
    (tmp_path / "files").mkdir()
    settings = Settings(tmp_path, str(tmp_path / "files"))
    assert dg.materialize(ingest.ingest_definitions(settings), resources=lock(settings)).success
    read = json.loads((raw / "epoch" / STATE).read_text())
    assert (read["state"], read["reason"]) == ("absent", "no file was given")
    assert read["succeeded_at"] == fetched["succeeded_at"]
    assert read["calls"] == 0


def test_the_sources_of_metrics_are_sources() -> None:
    path = ROOT / "dbt_project" / "seeds" / "metrics" / "metric.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        named = {source for row in csv.DictReader(lines) for source in row["sources"].split(";")}
    # Records of arXiv are in separate tables, which no metric needs.
    assert named == set(registry.SOURCES) - {"arxiv"}
