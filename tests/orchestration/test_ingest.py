"""Live sources under Dagster: backfills, a source that is off, no key in what is kept."""

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

from ingestion.fetching.credentials import OPENREVIEW_PASSWORD, OPENREVIEW_USERNAME
from ingestion.fetching.schedule import VenueYear
from ingestion.fetching.state import state_of
from ingestion.registry import SOURCES
from ingestion.sources.openalex import fetch
from ingestion.sources.openalex.api import Api
from ingestion.sources.openreview import fetch as openreview
from ingestion.sources.papercopilot import fetch as paperlists
from ingestion.sources.papercopilot.fetch import SWITCH
from orchestration.assets import openalex_audit as sweeps
from orchestration.assets import source_status as states
from orchestration.assets.backfill import (
    OPENALEX_YEARS,
    OPENREVIEW_LISTS,
    PAPER_LISTS,
    backfill_jobs,
)
from orchestration.assets.ingest import full_config, raw_asset
from orchestration.settings import LIVE_SOURCES, Settings
from tests.bench.openalex_server import Handler
from tests.ingestion.openalex.faults import (
    Fault,
    FaultyReplay,
    packed,
    raw_body,
    reset,
    status,
    works,
)
from tests.ingestion.openreview import faults as openreview_faults
from tests.ingestion.openreview.faults import Reviews, noted
from tests.ingestion.servers import serving

KEY = "SECRET-KEY"
LISTS_NODE = "raw__papercopilot_papers"
SOURCE = SOURCES["openalex"]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultyReplay]:
    """OpenAlex, as the environment's key reaches it: two years of 15 works."""
    monkeypatch.setenv(fetch.KEY_VARIABLE, KEY)
    with serving(FaultyReplay({year: works(15, year) for year in (2020, 2021)})) as running:
        here = functools.partial(Api, base=running.url, sleep=lambda _: None)
        monkeypatch.setattr(fetch, "Api", here)
        monkeypatch.setattr(sweeps, "Api", here)
        yield running


def run(home: Path, partition: str, job: str = OPENALEX_YEARS) -> dg.ExecuteInProcessResult:
    """Backfill one partition, with Dagster's storage under ``home``."""
    settings = Settings(home, LIVE_SOURCES)
    settings.raw.mkdir(parents=True, exist_ok=True)
    definitions = dg.Definitions(
        assets=[
            raw_asset(SOURCES[name], settings)
            for name in ("openalex", "papercopilot", "openreview")
        ],
        asset_checks=[sweeps.sweep_check(settings)],
        jobs=backfill_jobs(),
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
        said = metadata(run(tmp_path, "2020"))
        assert {year for year, _ in server.asked} == {2020}
    # The same bytes are one snapshot.
    assert (said["dagster/row_count"], said["state"]) == (15, "complete")
    assert said["files"] == "1 files stored"
    assert said["cost_usd"] == pytest.approx(said["calls"] * 0.0001)  # type: ignore[operator]


def test_without_a_key_the_asset_says_that_it_is_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(fetch.KEY_VARIABLE, raising=False)
    result = run(tmp_path, "2020")
    assert result.success
    assert str(metadata(result)["state"]).startswith("off: OPENALEX_API_KEY is not set")


def unpacked(home: Path) -> bytes:
    """All that was written, of compressed files what is in them as well."""
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
    monkeypatch.setenv(fetch.KEY_VARIABLE, key)
    monkeypatch.setattr(states, "SOURCES", {SOURCE.name: SOURCE})
    caplog.set_level(logging.DEBUG)
    settings = Settings(tmp_path, LIVE_SOURCES)
    said = " ".join(forms)

    def refuse(running: FaultyReplay, handler: Handler, year: int, number: int) -> None:
        handler.send(f'{{"error":"no key {said}"}}'.encode(), 401)

    faults: list[Fault] = [
        refuse,
        raw_body(f'{{"error":"bad key","message":"{said}"}}'.encode()),
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
            dg.materialize(assets, instance=instance, raise_on_error=False)
            state = state_of(settings.raw, SOURCE).state
            assert state == ("complete" if fault is None else "degraded")
    shown = capfd.readouterr()
    for text in (unpacked(tmp_path), caplog.text.encode(), (shown.out + shown.err).encode()):
        assert b"no key *** ***" in text or b"GET /works" in text
        assert not [form for form in forms if form.encode() in text]


def test_lists_without_a_licence_are_off_and_say_what_turns_them_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(SWITCH, raising=False)
    result = run(tmp_path, "nips2021", PAPER_LISTS)
    assert result.success
    state = str(metadata(result, LISTS_NODE)["state"])
    assert state.startswith("off: Paper Copilot declares no licence for its lists")
    assert f"{SWITCH}=yes" in state


def test_a_partition_of_lists_fetches_its_venue_and_year_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def note(http: object, source: object, one: VenueYear, *others: object) -> None:
        asked.append(one.name)

    monkeypatch.setenv(SWITCH, "yes")
    monkeypatch.setattr(paperlists, "_fetch", note)
    assert metadata(run(tmp_path, "nips2021", PAPER_LISTS), LISTS_NODE)["calls"] == 1
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
    def refuse(running: FaultyReplay, handler: Handler, year: int, number: int) -> None:
        handler.send(f'{{"error":"bad key","message":"{KEY} is unknown"}}'.encode(), 401)

    server.faults[2020, 2] = (refuse,)
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
    result = sweeps.sweep_check(Settings(tmp_path, LIVE_SOURCES))()
    assert isinstance(result, dg.AssetCheckResult)
    assert (result.passed, result.severity) == (passed, dg.AssetCheckSeverity.WARN)
    assert "15 works asked for again in 1 calls: 0 gone" in str(result.metadata["observed"])


def test_a_sweep_without_a_key_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(fetch.KEY_VARIABLE, raising=False)
    result = sweeps.sweep_check(Settings(tmp_path, LIVE_SOURCES))()
    assert isinstance(result, dg.AssetCheckResult)
    assert result.passed
    assert "not looked at: OPENALEX_API_KEY" in str(result.metadata["observed"])


def test_a_full_run_configures_every_source() -> None:
    assert set(full_config()["ops"]) == {f"raw__{s.name}_{s.table}" for s in SOURCES.values()}
