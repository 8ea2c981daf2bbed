"""Old runs and publications are listed, and deleted only on request."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from orchestration.assets.check_results import latest_results
from orchestration.cli import prune
from orchestration.cli.prune import Old, delete, old_publications, old_runs


def publish(published: Path, name: str, sources: str = "live") -> None:
    (published / name).mkdir(parents=True)
    (published / name / "manifest.json").write_text(json.dumps({"sources": sources}))


def test_each_kind_of_sources_keeps_its_newest_publications(tmp_path: Path) -> None:
    for day in range(1, 6):
        publish(tmp_path, f"2026010{day}T000000Z")
    publish(tmp_path, "20250101T000000Z", "sample")
    (tmp_path / "latest").symlink_to("20260102T000000Z", target_is_directory=True)
    (tmp_path / ".publishing-1").mkdir()
    old = [folder.name for folder in old_publications(tmp_path, 2)]
    assert old == ["20260103T000000Z", "20260101T000000Z"]
    assert len(old_publications(tmp_path, 0)) == 3


@dg.asset(check_specs=[dg.AssetCheckSpec("passes", asset="often")])
def often() -> Iterator[Any]:
    yield dg.MaterializeResult()
    yield dg.AssetCheckResult(passed=True)


@dg.asset(check_specs=[dg.AssetCheckSpec("passes", asset="seldom")])
def seldom() -> Iterator[Any]:
    yield dg.MaterializeResult()
    yield dg.AssetCheckResult(passed=True)


def test_runs_that_hold_a_latest_result_are_kept(tmp_path: Path) -> None:
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        runs = [
            dg.materialize([asset], instance=instance).run_id
            for asset in (seldom, often, seldom, often, often, often)
        ]
        old = old_runs(instance, 2)
        # The third run is the last of its asset.
        assert old == [runs[3], runs[1], runs[0]]
        history = tmp_path / "history" / "runs"
        assert (history / f"{runs[0]}.db").exists()
        publish(tmp_path / "published", "20260101T000000Z")
        folder = tmp_path / "published" / "20260101T000000Z"
        (history / f"{runs[0]}.db").write_bytes(b"spoiled" * 2000)
        delete(instance, Old([folder], old))
        assert {run.run_id for run in instance.get_runs()} == {runs[2], runs[4], runs[5]}
        assert not [path for run in old for path in history.glob(f"{run}*")]
        assert not any((tmp_path / "published").iterdir())
        keys = [dg.AssetCheckKey(asset.key, "passes") for asset in (often, seldom)]
        assert {one.passed for one in latest_results(instance, keys).values()} == {True}
        assert instance.get_latest_materialization_event(seldom.key) is not None
        assert old_runs(instance, 2) == []


def test_nothing_is_deleted_without_being_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COMPUTE_DIVIDE_HOME", str(tmp_path))
    monkeypatch.setenv("COMPUTE_DIVIDE_SOURCES", "sample")
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "dagster"))
    for day in (1, 2):
        publish(tmp_path / "published", f"2026010{day}T000000Z")
    old = tmp_path / "published" / "20260101T000000Z"
    monkeypatch.setattr(sys, "argv", ["prune", "--publications", "1"])
    prune.main()
    assert "publication 20260101T000000Z\n1 publications and 0 runs" in capsys.readouterr().out
    assert old.exists()
    monkeypatch.setattr(sys, "argv", ["prune", "--publications", "1", "--delete"])
    prune.main()
    assert capsys.readouterr().out.endswith("deleted\n")
    assert not old.exists()
