"""Each asset can be materialized alone, from the command line, GraphQL and a backfill."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.execution.api import create_execution_plan

from orchestration import settings
from orchestration.definitions import REFRESH, build_definitions
from orchestration.settings import LIVE_SOURCES, Settings


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dg.JobDefinition]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", "")
        chosen = Settings(tmp_path_factory.mktemp("select"), LIVE_SOURCES)
        settings.prepare(chosen)
        yield build_definitions(chosen).resolve_job_def(REFRESH)


def planned(job: dg.JobDefinition, keys: set[dg.AssetKey]) -> set[str]:
    """Plan a run of some assets, as every way to start a run does, and return its steps."""
    subset = job.get_subset(asset_selection=keys)
    assert subset.asset_layer.selected_asset_keys == keys
    return {step.key for step in create_execution_plan(subset).steps}


def test_every_asset_is_planned_alone_and_with_its_inputs(job: dg.JobDefinition) -> None:
    graph = job.asset_layer.asset_graph
    keys = sorted(job.asset_layer.selected_asset_keys)
    assert len(keys) > 200
    for key in keys:
        alone = planned(job, {key})
        assert graph.get(key).assets_def.op.name in alone, key
        assert not alone & {"warehouse", "publication"} - {graph.get(key).assets_def.op.name}, key
    for key in keys:
        assert planned(job, dg.AssetSelection.assets(key).upstream().resolve(graph)), key


@pytest.fixture
def home(sample_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A copy of a refreshed installation."""
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "home" / "dagster"))
    shutil.copytree(sample_home, tmp_path / "home", symlinks=True)
    chosen = Settings(tmp_path / "home", "sample")
    settings.prepare(chosen)
    return chosen


def materialized(chosen: Settings, *keys: str) -> set[str]:
    """Run some assets, and return those that were reported as materialized."""
    job = build_definitions(chosen).resolve_job_def(REFRESH)
    with dg.DagsterInstance.get() as instance:
        result = job.execute_in_process(
            instance=instance, asset_selection=[dg.AssetKey(key.split("/")) for key in keys]
        )
    events = result.get_asset_materialization_events()
    return {event.asset_key.to_user_string() for event in events if event.asset_key}


def test_a_sample_of_assets_runs_alone(home: Settings) -> None:
    latest = (home.published / "latest").readlink()
    figures = {"reports/model_team_share", "reports/adoption_by_origin"}
    drawn = materialized(home, *figures)
    assert "reports/model_team_share" in drawn <= figures
    for kind in ("png", "svg", "csv"):
        assert (home.preview / "figures" / f"model_team_share.{kind}").stat().st_size > 100
    for key in ("raw/epoch_models", "raw/snapshots", "staging/stg_epoch__models", "marts/vintages"):
        assert materialized(home, key) == {key}
    assert (home.published / "latest").readlink() == latest
    assert "reports/publication" in materialized(home, "reports/publication")
    assert (home.published / "latest").readlink() != latest
