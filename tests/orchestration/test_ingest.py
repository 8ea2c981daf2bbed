"""Sources under Dagster: from a directory or a publisher, in trouble, and with a key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import Mock

import dagster as dg
import pytest

from ingestion import http
from ingestion.landing.snapshots import snapshots
from ingestion.registry import SOURCES
from ingestion.state import state_of
from orchestration.ingest.assets import SNAPSHOTS, UP_TO_DATE, ingest_definitions, raw_key
from orchestration.judge import checks, expectations
from orchestration.judge.expectations import filled, suite, validate
from orchestration.run.settings import LIVE_SOURCES, Settings, prepare
from orchestration.run.warehouse import LOCK, warehouse_resource
from tests.builders import csv_text, failure, list_of_models, model
from tests.contract.sites import SITES
from tests.ingestion.servers import Publisher, answer, route, serving, status

KEY = "SECRET-KEY"
EPOCH = SOURCES["epoch"]


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dg.DagsterInstance]:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "dagster"))
    prepare(Settings(tmp_path, LIVE_SOURCES))
    with dg.DagsterInstance.get() as instance:
        yield instance


def materialize(
    settings: Settings,
    assets: list[dg.AssetsDefinition],
    instance: dg.DagsterInstance,
    without: dg.AssetKey | None = SNAPSHOTS,
) -> dg.ExecuteInProcessResult:
    settings.warehouse.parent.mkdir(parents=True, exist_ok=True)
    return dg.materialize(
        assets,
        instance=instance,
        resources={LOCK: warehouse_resource(settings.warehouse)},
        selection=dg.AssetSelection.all() - dg.AssetSelection.assets(*filter(None, [without])),
        raise_on_error=False,
    )


def test_a_file_that_would_stop_every_run_is_refused(
    tmp_path: Path, instance: dg.DagsterInstance
) -> None:
    """Nineteen of twenty models must have a date, counted over all files."""
    inbox = tmp_path / "inbox" / "epoch"
    inbox.mkdir(parents=True)
    settings = Settings(tmp_path, str(inbox.parent))
    undated = [model(**{"Model": name, "Publication date": ""}) for name in "AB"]
    (inbox / "2025-01-01_notable.csv").write_text(list_of_models(20))
    (inbox / "2026-01-01_notable.csv").write_text(csv_text([model(), *undated]))
    assets = [ingest_definitions(settings, [EPOCH])]
    reason = failure(materialize(settings, assets, instance))
    assert reason.startswith(
        "epoch/2026-01-01_notable.csv: the check most_models_have_a_date would fail with it:"
        " 2 of 23 rows; "
    )
    assert snapshots(settings.raw, EPOCH) == []
    (inbox / "2026-01-01_notable.csv").unlink()
    assert materialize(settings, assets, instance).success
    assert len(snapshots(settings.raw, EPOCH)) == 1


def test_a_day_without_news_states_its_checks(
    tmp_path: Path, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows are validated once a run, and a critical check that fails stops what is downstream."""
    inbox = tmp_path / "inbox" / "epoch"
    inbox.mkdir(parents=True)
    (inbox / "2025-01-01_notable.csv").write_text(list_of_models(20))
    settings, validated = Settings(tmp_path, str(inbox.parent)), Mock(wraps=validate)
    monkeypatch.setattr(checks, "validate", validated)

    @dg.asset(deps=[raw_key(EPOCH)])
    def table() -> None: ...

    def run() -> tuple[list[bool], bool]:
        validated.reset_mock()
        result = materialize(settings, [ingest_definitions(settings, [EPOCH]), table], instance)
        assert validated.call_count == 1
        passed = [check.passed for check in result.get_asset_check_evaluations()]
        return passed, bool(result.asset_materializations_for_node("table"))

    assert [run(), run()] == [([True, True, True], True)] * 2
    stricter = filled("Most models have a link", "link", 0.9)
    rules = suite("raw.epoch_models", stricter, rows="(select 1 as row, null as link from {table})")
    monkeypatch.setattr(expectations, "RAW", [rules])
    assert run() == ([False, True], False)


def test_a_source_that_is_not_selected_is_off_and_has_an_empty_table(
    tmp_path: Path, instance: dg.DagsterInstance
) -> None:
    """Only the models: the list of papers of the same directory does not count."""
    for name, text in (
        ("epoch/2025-01-01_notable.csv", list_of_models(20)),
        ("lists/a.csv", "title\n"),
    ):
        (tmp_path / "inbox" / name).parent.mkdir(parents=True)
        (tmp_path / "inbox" / name).write_text(text)
    settings = Settings(tmp_path, str(tmp_path / "inbox"), only=("models",))
    both = [EPOCH, SOURCES["lists"]]
    assert materialize(settings, [ingest_definitions(settings, both)], instance).success
    states = [state_of(settings.raw, source) for source in both]
    assert [(state.state, state.reason) for state in states] == [
        ("files", ""),
        ("off", "only models count"),
    ]
    assert (settings.raw / "lists" / "_schema" / "papers.parquet").is_file()


@pytest.fixture
def openalex(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Publisher]:
    site = SITES["openalex"]
    with serving(Publisher(site.respond(1))) as server:
        route(monkeypatch, server.url)
        site.configure(monkeypatch, tmp_path / "selections", Settings(tmp_path, LIVE_SOURCES).raw)
        for name in site.secrets:
            monkeypatch.setenv(name, KEY)
        yield server


def test_a_source_in_trouble_stops_no_run_and_warns(
    openalex: Publisher, tmp_path: Path, instance: dg.DagsterInstance
) -> None:
    settings, source = Settings(tmp_path, LIVE_SOURCES), SOURCES["openalex"]
    observed = []
    for fault in (status(403), None):
        http.HOSTS.clear()
        openalex.faults = {SITES["openalex"].place: [fault] * 200} if fault else {}
        result = materialize(settings, [ingest_definitions(settings, [source])], instance)
        assert result.success
        up_to_date = [c for c in result.get_asset_check_evaluations() if c.check_name == UP_TO_DATE]
        (check,) = up_to_date
        assert check.severity == dg.AssetCheckSeverity.WARN
        observed.append((check.passed, str(check.metadata["observed"].value).split(maxsplit=1)[0]))
    assert observed == [(False, "degraded:"), (True, "complete;")]


def test_no_key_in_anything_that_a_run_writes_or_prints(
    openalex: Publisher,
    tmp_path: Path,
    instance: dg.DagsterInstance,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """The contract holds this of stored rows."""
    settings = Settings(tmp_path, LIVE_SOURCES)
    place = SITES["openalex"].place
    told = f'{{"error":"bad key","message":"{KEY} is unknown"}}'
    for fault in (answer(told, 401), answer(told), None):
        openalex.faults = {place: [fault] * 200} if fault else {}
        materialize(settings, [ingest_definitions(settings, [SOURCES["openalex"]])], instance)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    content = b"\n".join(path.read_bytes() for path in files)
    output = capfd.readouterr()
    assert b"degraded" in content
    assert KEY.encode() not in content
    assert KEY not in output.out + output.err


def test_a_run_that_stores_nothing_at_all_says_why(
    tmp_path: Path, instance: dg.DagsterInstance
) -> None:
    (tmp_path / "empty").mkdir()
    settings = Settings(tmp_path, str(tmp_path / "empty"))
    reason = failure(materialize(settings, [ingest_definitions(settings)], instance, without=None))
    assert reason.startswith(f"no source file found under {tmp_path}/empty; looked for ")
