"""The dbt project as one set of assets; its tests are their checks.

What belongs here: how dbt is run. What a model computes does not.
"""

from collections.abc import Iterable, Iterator, Sequence
from graphlib import TopologicalSorter
from typing import Any

import dagster as dg
from dagster._core.storage.asset_check_execution_record import AssetCheckExecutionRecordStatus
from dagster_dbt import DbtCliResource, dbt_assets

from orchestration.dbt import build_state as increment
from orchestration.dbt.manifest import ensure_manifest
from orchestration.dbt.project import Translator, dbt_project, remove_old_targets
from orchestration.settings import Settings
from orchestration.warehouse import warehouse_lock

ENDED = {AssetCheckExecutionRecordStatus.SUCCEEDED, AssetCheckExecutionRecordStatus.FAILED}
BUILD = ["build", "--exclude-resource-type", "unit_test"]


def dbt_definitions(settings: Settings) -> dg.AssetsDefinition:
    """All seeds and models, built in one dbt run: the only writer of the warehouse."""

    @dbt_assets(
        manifest=ensure_manifest(settings),
        project=dbt_project(settings),
        dagster_dbt_translator=Translator(),
        name="warehouse",
    )
    def warehouse(context: dg.AssetExecutionContext, dbt: DbtCliResource) -> Iterator[Any]:
        with warehouse_lock(settings.warehouse):
            yield from _build(context, dbt, settings)

    return warehouse


def _build(
    context: dg.AssetExecutionContext, dbt: DbtCliResource, settings: Settings
) -> Iterator[Any]:
    remove_old_targets(settings)
    state = increment.current(settings, context.instance.run_storage.get_run_storage_id())
    # Who picks single tables wants those made anew, and leaves a warehouse of mixed age.
    arguments = increment.EVERYTHING if context.is_subset else increment.arguments(settings, state)
    events: Iterable[Any] = ()
    if arguments is not None:
        increment.forget(settings)
        events = dbt.cli([*BUILD, *arguments], context=context).stream()
    yield from with_unchanged(context, events)
    if arguments is not None and not context.is_subset:
        increment.remember(settings, state)


def with_unchanged(context: dg.AssetExecutionContext, events: Iterable[Any]) -> Iterator[Any]:
    """The events of dbt, and those of each selected table that it had no reason to build or test.

    Dagster wants an asset after those that it depends on, so an unchanged table comes right before
    the first built one that reads it.
    """
    selected = context.selected_asset_keys
    depends_on = {key: context.assets_def.asset_deps[key] & selected for key in selected}
    missing = list(TopologicalSorter(depends_on).static_order())
    untested = {(key.asset_key, key.name): key for key in context.selected_asset_check_keys}
    for event in events:
        if isinstance(event, dg.AssetCheckResult):
            untested.pop((event.asset_key, event.check_name), None)
        if isinstance(event, dg.Output):
            key = context.assets_def.keys_by_output_name[event.output_name]
            missing.remove(key)
            needed = _upstream(key, depends_on)
            yield from _unchanged(context, [one for one in missing if one in needed])
            missing = [one for one in missing if one not in needed]
        yield event
    yield from _unchanged(context, missing)
    for check in sorted(untested.values()):
        yield from _last_result(context.instance, check)


def _upstream(
    key: dg.AssetKey, depends_on: dict[dg.AssetKey, set[dg.AssetKey]]
) -> set[dg.AssetKey]:
    found: set[dg.AssetKey] = set()
    front = set(depends_on[key])
    while front:
        found |= front
        front = {one for key in front for one in depends_on[key]} - found
    return found


def _unchanged(
    context: dg.AssetExecutionContext, keys: Sequence[dg.AssetKey]
) -> Iterator[dg.Output[None]]:
    outputs = {key: name for name, key in context.assets_def.keys_by_output_name.items()}
    for key in keys:
        yield dg.Output(None, outputs[key], metadata={"unchanged": True})


def _last_result(
    instance: dg.DagsterInstance, check: dg.AssetCheckKey
) -> Iterator[dg.AssetCheckResult]:
    """What a test found in a table when it was built last."""
    records = instance.event_log_storage.get_asset_check_execution_history(
        check, limit=1, status=ENDED
    )
    for record in records:
        if record.event is not None and record.event.dagster_event is not None:
            last = record.event.dagster_event.asset_check_evaluation_data
            yield dg.AssetCheckResult(
                passed=last.passed,
                asset_key=check.asset_key,
                check_name=check.name,
                severity=last.severity,
                metadata={**last.metadata, "unchanged": True},
            )
