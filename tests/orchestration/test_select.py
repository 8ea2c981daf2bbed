"""Each asset can be materialized alone, from the command line, GraphQL and a backfill."""

from __future__ import annotations

import dagster as dg
import pytest
from dagster._core.execution.api import create_execution_plan

from orchestration.definitions import REFRESH, build_definitions
from orchestration.settings import Settings


@pytest.fixture(scope="module")
def job(parsed: Settings) -> dg.JobDefinition:
    return build_definitions(parsed).resolve_job_def(REFRESH)


def planned(job: dg.JobDefinition, keys: set[dg.AssetKey]) -> set[str]:
    """Plan a run of some assets, and return its steps."""
    subset = job.get_subset(asset_selection=keys)
    assert subset.asset_layer.selected_asset_keys == keys
    return {step.key for step in create_execution_plan(subset).steps}


def test_assets_of_every_step_are_planned_alone_and_with_their_inputs(
    job: dg.JobDefinition,
) -> None:
    graph = job.asset_layer.asset_graph
    keys = sorted(job.asset_layer.selected_asset_keys)
    assert len(keys) > 200
    listed = [(graph.get(key).assets_def.op.name, key) for key in keys]
    # Dagster selects all assets of a step in the same way, so a tenth of them are planned.
    some = {*listed[::10], *dict(listed).items()}
    assert {step for step, _ in some} == {step for step, _ in listed}
    for step, key in some:
        alone = planned(job, {key})
        assert step in alone, key
        assert not alone & {"warehouse", "publication"} - {step}, key
    # Keys are grouped by their steps, because a plan of many steps takes long.
    inputs = {}
    for key in keys:
        selected = dg.AssetSelection.assets(key).upstream().resolve(graph)
        inputs[frozenset(graph.get(one).assets_def.op.name for one in selected)] = selected
    assert len(inputs) > 10
    for steps, selected in inputs.items():
        assert planned(job, selected) >= steps
