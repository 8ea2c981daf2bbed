"""Live sources under Dagster: backfills, a source that is off, and no key in stored files."""

from __future__ import annotations

import functools
import gzip
import logging
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote_plus

import dagster as dg
import duckdb
import pytest

from ingestion.credentials import (
    OPENALEX_KEY,
    OPENREVIEW_PASSWORD,
    OPENREVIEW_USERNAME,
    PAPERCOPILOT_SWITCH,
)
from ingestion.sources.papercopilot.fetch import PaperList
from ingestion.state import state_of
from ingestion.landing.snapshots import snapshots
from ingestion.registry import SOURCES
from ingestion.sources.openalex import fetch
from ingestion.sources.openalex.api import OpenAlexApi
from ingestion.sources.openreview import fetch as openreview
from ingestion.sources.papercopilot import fetch as papercopilot
from orchestration.assets import openalex_audit
from orchestration.assets import source_status as states
from orchestration.assets.backfill import (
    OPENALEX_YEARS,
    OPENREVIEW_LISTS,
    PAPERCOPILOT_LISTS,
    backfill_jobs,
)
from orchestration.assets.ingest import full_refresh_config, raw_asset
from orchestration.settings import LIVE_SOURCES, SAMPLE_SOURCES, Settings
from tests.builders import csv_text, model
from tests.ingestion.fetching.file_faults import answer, reset, status
from tests.ingestion.openalex.faults import Fault, FaultyReplay, packed, works
from tests.ingestion.openreview import faults as openreview_faults
from tests.ingestion.openreview.faults import Reviews, noted
from tests.ingestion.servers import serving
from tests.orchestration.conftest import lock

KEY = "SECRET-KEY"
LISTS_NODE = "raw__papercopilot_papers"
SOURCE = SOURCES["openalex"]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultyReplay]:
    """A server like OpenAlex, with a key in the environment and two years of 15 works."""
    monkeypatch.setenv(OPENALEX_KEY, KEY)
    with serving(FaultyReplay({year: works(15, year) for year in (2020, 2021)})) as running:
        here = functools.partial(OpenAlexApi, base=running.url, sleep=lambda _: None)
        monkeypatch.setattr(fetch, "OpenAlexApi", here)
        monkeypatch.setattr(openalex_audit, "OpenAlexApi", here)
        yield running


def run(
    home: Path, partition: str, job: str = OPENALEX_YEARS, sources: str = LIVE_SOURCES
) -> dg.ExecuteInProcessResult:
    """Backfill one partition, with Dagster's storage under ``home``."""
    settings = Settings(home, sources)
    settings.raw.mkdir(parents=True, exist_ok=True)
    definitions = dg.Definitions(
        assets=[
            raw_asset(SOURCES[name], settings)
            for name in ("openalex", "papercopilot", "openreview")
        ],
        asset_checks=[openalex_audit.audit_check(settings)],
        jobs=backfill_jobs(),
        resources=lock(settings),
    )
    (home / "dagster").mkdir(exist_ok=True)
    silent = {"telemetry": {"enabled": False}}
    with dg.DagsterInstance.local_temp(str(home / "dagster"), overrides=silent) as instance:
        return definitions.resolve_job_def(job).execute_in_process(
            instance=instance, partition_key=partition, raise_on_error=False
        )


def metadata(
    result: dg.ExecuteInProcessResult, node: str = "raw__openalex_works"
) -> dict[str, object]:
    (event,) = result.asset_materializations_for_node(node)
    return {name: value.value for name, value in event.metadata.items()}


def written(home: Path) -> bytes:
    return b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())


def test_a_partition_fetches_its_year_alone_even_if_it_is_held(
    server: FaultyReplay, tmp_path: Path
) -> None:
    for _ in range(2):
        server.asked.clear()
        reported = metadata(run(tmp_path, "2020"))
        assert {year for year, _ in server.asked} == {2020}
    # Equal bytes give only one snapshot.
    assert (reported["dagster/row_count"], reported["state"]) == (15, "complete")
    assert reported["files"] == "1 files stored"
    assert reported["cost_usd"] == pytest.approx(reported["calls"] * 0.0001)  # type: ignore[operator]


def test_a_backfill_of_a_directory_fails_with_what_to_do(tmp_path: Path) -> None:
    """The complete directory would land under the name of one year."""
    result = run(tmp_path, "2020", sources=SAMPLE_SOURCES)
    (failed,) = (event for event in result.all_events if event.is_step_failure)
    error = failed.step_failure_data.error
    assert error is not None
    assert "this run reads sample: set COMPUTE_DIVIDE_SOURCES=live" in error.message


def test_without_a_key_the_asset_says_that_it_is_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(OPENALEX_KEY, raising=False)
    result = run(tmp_path, "2020")
    assert result.success
    assert str(metadata(result)["state"]).startswith("off: OPENALEX_API_KEY is not set")


def unpacked(home: Path) -> bytes:
    """Return all written bytes, and the unpacked bytes of compressed files."""
    inside = [gzip.decompress(path.read_bytes()) for path in home.rglob("*.gz")]
    tables = [
        str(duckdb.execute("from read_parquet(?)", [str(path)]).fetchall()).encode()
        for path in home.rglob("*.parquet")
    ]
    return b"\n".join([written(home), *inside, *tables])


def test_no_key_in_anything_that_live_runs_write_or_print(
    server: FaultyReplay,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    key = "Very/Secret+KEY"
    forms = (key, quote_plus(key))
    monkeypatch.setenv(OPENALEX_KEY, key)
    monkeypatch.setattr(states, "SOURCES", {SOURCE.name: SOURCE})
    caplog.set_level(logging.DEBUG)
    settings = Settings(tmp_path, LIVE_SOURCES)
    reported = " ".join(forms)
    faults: list[Fault] = [
        answer(f'{{"error":"no key {reported}"}}'.encode(), 401),
        answer(f'{{"error":"bad key","message":"{reported}"}}'.encode()),
        status(302, Location=f"http://elsewhere.invalid/{forms[1]}?api_key={forms[1]}"),
        status(500),
        reset,
    ]
    (tmp_path / "dagster").mkdir()
    silent = {"telemetry": {"enabled": False}}
    with dg.DagsterInstance.local_temp(str(tmp_path / "dagster"), overrides=silent) as instance:
        for fault in [*faults, None]:
            server.faults = {} if fault is None else {(2020, 2): (fault,)}
            assets = [raw_asset(SOURCE, settings), states.state_checks(settings)]
            dg.materialize(
                assets, instance=instance, resources=lock(settings), raise_on_error=False
            )
            state = state_of(settings.raw, SOURCE).state
            assert state == ("complete" if fault is None else "degraded")
    shown = capfd.readouterr()
    for text in (unpacked(tmp_path), caplog.text.encode(), (shown.out + shown.err).encode()):
        assert b"no key *** ***" in text or b"GET /works" in text
        assert not [form for form in forms if form.encode() in text]


def test_lists_without_a_licence_are_off_and_say_what_turns_them_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(PAPERCOPILOT_SWITCH, raising=False)
    result = run(tmp_path, "nips2021", PAPERCOPILOT_LISTS)
    assert result.success
    state = str(metadata(result, LISTS_NODE)["state"])
    assert state.startswith("off: Paper Copilot declares no licence for its lists")
    assert f"{PAPERCOPILOT_SWITCH}=yes" in state


def test_a_partition_of_lists_fetches_its_venue_and_year_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def note(http: object, source: object, one: VenueYear, *others: object) -> None:
        asked.append(one.name)

    monkeypatch.setenv(PAPERCOPILOT_SWITCH, "yes")
    monkeypatch.setattr(papercopilot, "_fetch", note)
    assert run(tmp_path, "nips2021", PAPERCOPILOT_LISTS).success
    assert asked == ["nips2021"]


@pytest.mark.parametrize(
    ("partition", "place"), [("iclr2024", "ICLR.cc/2024/Conference"), ("tmlr", "TMLR")]
)
def test_a_partition_of_openreview_fetches_its_list_alone_and_keeps_no_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, partition: str, place: str
) -> None:
    server = Reviews()
    server.notes[place] = [noted(place, 1)]
    monkeypatch.setenv(OPENREVIEW_USERNAME, openreview_faults.USERNAME)
    monkeypatch.setenv(OPENREVIEW_PASSWORD, openreview_faults.PASSWORD)
    with serving(server):
        here = functools.partial(openreview.OpenReviewApi, base=server.url, sleep=lambda _: None)
        monkeypatch.setattr(openreview, "OpenReviewApi", here)
        result = run(tmp_path, partition, OPENREVIEW_LISTS)
        assert metadata(result, "raw__openreview_notes")["dagster/row_count"] == 1
        assert server.places == ["login", f"{place}/0"]
        told = f"{openreview_faults.USERNAME} {openreview_faults.PASSWORD}"
        server.faults["login"] = (openreview_faults.refused("Error", told, 400),)
        assert not run(tmp_path, partition, OPENREVIEW_LISTS).success
    kept = written(tmp_path)
    assert b"HTTP 400 Bad Request: *** ***" in kept
    assert not [one for one in (*told.split(), openreview_faults.TOKEN) if one.encode() in kept]


def test_dagster_keeps_no_key_of_a_failure(server: FaultyReplay, tmp_path: Path) -> None:
    body = f'{{"error":"bad key","message":"{KEY} is unknown"}}'.encode()
    server.faults[2020, 2] = (answer(body, 401),)
    assert not run(tmp_path, "2020").success
    kept = written(tmp_path)
    assert b"bad key: *** is unknown" in kept
    assert KEY.encode() not in kept


@pytest.mark.parametrize(("renamed", "passed"), [(0, True), (1, False)])
def test_the_sweep_warns_of_what_changed_silently(
    server: FaultyReplay, tmp_path: Path, renamed: int, passed: bool
) -> None:
    run(tmp_path, "2020")
    now = works(15, 2020)
    for one in now[:renamed]:
        one["title"] = "Renamed"
    server.extra["*"] = packed({"meta": {"count": 15, "next_cursor": None}, "results": now})
    result = openalex_audit.audit_check(Settings(tmp_path, LIVE_SOURCES))()
    assert isinstance(result, dg.AssetCheckResult)
    assert (result.passed, result.severity) == (passed, dg.AssetCheckSeverity.WARN)
    assert "15 works checked in 1 calls: 0 gone" in str(result.metadata["observed"])


def test_a_sweep_without_a_key_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(OPENALEX_KEY, raising=False)
    result = openalex_audit.audit_check(Settings(tmp_path, LIVE_SOURCES))()
    assert isinstance(result, dg.AssetCheckResult)
    assert result.passed
    assert "not checked: OPENALEX_API_KEY" in str(result.metadata["observed"])


def test_a_directory_lands_only_if_the_critical_checks_pass(tmp_path: Path) -> None:
    """Nineteen of twenty models must have a date, counted over all files."""
    inbox, source = tmp_path / "inbox" / "epoch", SOURCES["epoch"]
    inbox.mkdir(parents=True)
    settings = Settings(tmp_path, str(inbox.parent))
    dated, undated = model(), model(**{"Publication date": ""})
    (inbox / "2025-01-01_notable.csv").write_text(csv_text([dated] * 20))
    (inbox / "2026-01-01_notable.csv").write_text(csv_text([dated, undated, undated]))
    silent = {"telemetry": {"enabled": False}}
    with dg.DagsterInstance.local_temp(str(tmp_path), overrides=silent) as instance:
        assets = [raw_asset(source, settings)]
        failed = dg.materialize(
            assets, instance=instance, resources=lock(settings), raise_on_error=False
        )
        (event,) = [one for one in failed.all_events if one.is_step_failure]
        assert event.step_failure_data.user_failure_data is not None
        assert event.step_failure_data.user_failure_data.description == (
            "epoch/2026-01-01_notable.csv, column 'publication_date', row 2: the check"
            " most_models_have_a_date would fail on it, observed: 2"
        )
        assert snapshots(settings.raw, source) == []
        (inbox / "2026-01-01_notable.csv").unlink()
        assert dg.materialize(assets, instance=instance, resources=lock(settings)).success
    assert len(snapshots(settings.raw, source)) == 1


def test_a_full_run_configures_every_source() -> None:
    assert set(full_refresh_config()) == {f"raw__{s.name}_{s.table}" for s in SOURCES.values()}
