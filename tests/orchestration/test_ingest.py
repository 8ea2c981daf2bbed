"""Live sources under Dagster: backfills, a source that is off, no key in what is kept."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from ingestion.openalex import fetch
from ingestion.openalex.api import Api
from ingestion.openalex.replay import Handler
from ingestion.paperlists import fetch as paperlists
from ingestion.paperlists.fetch import SWITCH
from ingestion.paperlists.lists import PaperList
from ingestion.registry import SOURCES
from orchestration.defs import sweeps
from orchestration.defs.backfill import OPENALEX_YEARS, PAPER_LISTS, backfill_jobs
from orchestration.defs.ingest import full_config, raw_asset
from orchestration.settings import LIVE_SOURCES, Settings
from tests.ingestion.openalex_faults import FaultyReplay, packed, serving, works

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
        assets=[raw_asset(SOURCES[name], settings) for name in ("openalex", "papercopilot")],
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
    assert said["files"] == "1 files held"
    assert said["cost_usd"] == pytest.approx(said["calls"] * 0.0001)  # type: ignore[operator]


def test_without_a_key_the_asset_says_that_it_is_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(fetch.KEY_VARIABLE, raising=False)
    result = run(tmp_path, "2020")
    assert result.success
    assert str(metadata(result)["state"]).startswith("off: OPENALEX_API_KEY is not set")


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

    def note(http: object, source: object, one: PaperList, *others: object) -> None:
        asked.append(one.name)

    monkeypatch.setenv(SWITCH, "yes")
    monkeypatch.setattr(paperlists, "_fetch", note)
    assert metadata(run(tmp_path, "nips2021", PAPER_LISTS), LISTS_NODE)["calls"] == 1
    assert asked == ["nips2021"]


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
