"""Dagster's graph: keys, lineage, blocking checks, and each asset alone."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from ingestion.registry import SOURCES
from orchestration.definitions import BUILD, build_definitions, defs
from orchestration.run.settings import Settings
from orchestration.run.warehouse import LOCK

# The sources of the table of models; lists of papers touch none of it.
MODELS = ("epoch_models", "own_models_models", "ror_organizations")


@pytest.fixture(scope="module")
def definitions(parsed: Settings) -> dg.Definitions:
    return build_definitions(parsed)


def steps(definitions: dg.Definitions) -> list[dg.AssetsDefinition]:
    parts = (*(definitions.assets or ()), *(definitions.asset_checks or ()))
    return [step for step in parts if isinstance(step, dg.AssetsDefinition)]


def test_the_definitions_can_be_loaded(definitions: dg.Definitions) -> None:
    dg.Definitions.validate_loadable(definitions)


def test_every_step_holds_the_lock_of_the_run(definitions: dg.Definitions) -> None:
    assert all(LOCK in step.required_resource_keys for step in steps(definitions))


def test_lineage_goes_from_each_source_to_the_publication(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    publication = dg.AssetKey(["reports", "publication"])
    upstream = dg.AssetSelection.assets(publication).upstream().resolve(graph)
    raw = {dg.AssetKey(["raw", f"{s.name}_{s.table}"]) for s in SOURCES.values()}
    assert raw <= upstream
    assert {key.path[0] for key in upstream} == {
        "raw", "reference", "staging", "intermediate", "marts", "reports",
    }  # fmt: skip
    models = dg.AssetSelection.assets(["marts", "models"]).upstream().resolve(graph)
    assert models & raw == {dg.AssetKey(["raw", name]) for name in MODELS}


@pytest.mark.parametrize(
    ("source", "drawn", "not_drawn"),
    [
        ("crossref_papers", "paper_team_share", "model_team_share"),
        ("hardware_hardware", "reachable_share", "compute_gap"),
        ("chip_owners_stocks", "compute_owners", "compute_gap"),
    ],
)
def test_a_source_touches_the_figures_of_its_subject_alone(
    definitions: dg.Definitions, source: str, drawn: str, not_drawn: str
) -> None:
    graph = definitions.resolve_asset_graph()
    raw = dg.AssetSelection.assets(dg.AssetKey(["raw", source]))
    touched = {key.path[-1] for key in raw.downstream().resolve(graph)}
    assert drawn in touched
    assert not_drawn not in touched


def test_every_asset_is_described(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    keys = {spec.key for step in steps(definitions) for spec in step.specs}
    assert len(keys) > 150
    described = {key: graph.get(key).description or "" for key in keys}
    # For a model without a description, dagster-dbt writes "dbt model" and its SQL.
    assert [key for key, text in described.items() if not text or text.startswith("dbt ")] == []
    assert {tuple(graph.get(key).owners) for key in keys} == {("team:compute-divide",)}


def test_a_check_that_only_warns_blocks_nothing(definitions: dg.Definitions) -> None:
    checks = (check for step in steps(definitions) for check in step.check_specs)
    blocking = {check.name: check.blocking for check in checks}
    names = (
        "doubling_times_are_plausible", "sectors_of_clusters_are_known", "metrics_keep_their_rows",
    )  # fmt: skip
    assert [blocking[name] for name in names] == [False, False, True]


def test_loading_the_definitions_leaves_a_run_of_another_home_alone(
    parsed: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second web server, or `dg list defs` in another folder, loads them beside a live run."""
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    monkeypatch.setenv("COMPUTE_DIVIDE_HOME", str(parsed.home))
    monkeypatch.setenv("COMPUTE_DIVIDE_SOURCES", parsed.sources)
    job = defs().resolve_job_def(BUILD)
    with dg.DagsterInstance.get() as instance:
        began = dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED])
        run = instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED)
        before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.db")}
        defs()
        assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.db")} == before
        assert [one.run_id for one in instance.get_runs(began)] == [run.run_id]
