"""Assets of the dbt project. Each dbt test is an asset check."""

from collections.abc import Iterable, Iterator, Sequence
from graphlib import TopologicalSorter
from typing import Any

import dagster as dg
from dagster._core.storage.asset_check_execution_record import AssetCheckExecutionRecordStatus
from dagster_dbt import DbtCliResource, dbt_assets

from ingestion.errors import IngestionError
from ingestion.landing.verification import check_tables
from ingestion.registry import SOURCES
from orchestration.dbt import build_state
from orchestration.dbt.manifest import ensure_manifest
from orchestration.dbt.project import Translator, dbt_project, remove_old_targets
from orchestration.settings import Settings
from orchestration.warehouse import warehouse_lock

ENDED = {AssetCheckExecutionRecordStatus.SUCCEEDED, AssetCheckExecutionRecordStatus.FAILED}
BUILD = ["build", "--exclude-resource-type", "unit_test"]
# Seeds change with the code only, so tests/dbt/test_seed_rules.py tests them once a change.
SEED_TESTS = "file:*__seeds.yml"


def dbt_definitions(settings: Settings) -> dg.AssetsDefinition:
    """Define all seeds and models as one step, which is the only writer of the warehouse."""

    @dbt_assets(
        manifest=ensure_manifest(settings),
        project=dbt_project(settings),
        dagster_dbt_translator=Translator(),
        name="warehouse",
        exclude=SEED_TESTS,
    )
    def warehouse(context: dg.AssetExecutionContext, dbt: DbtCliResource) -> Iterator[Any]:
        with warehouse_lock(settings.warehouse):
            yield from _build(context, dbt, settings)

    return warehouse


def _build(
    context: dg.AssetExecutionContext, dbt: DbtCliResource, settings: Settings
) -> Iterator[Any]:
    remove_old_targets(settings)
    storage = context.instance.run_storage.get_run_storage_id()
    try:
        for source in SOURCES.values():
            check_tables(settings.raw, source)
    except IngestionError as error:
        raise dg.Failure(str(error), allow_retries=False) from error
    state = build_state.current_state(settings, storage)
    # Selected tables are always rebuilt. The warehouse then mixes builds: no state is saved.
    arguments = (
        build_state.EVERYTHING if context.is_subset else build_state.dbt_arguments(settings, state)
    )
    events: Iterable[Any] = ()
    if arguments is not None:
        build_state.invalidate(settings)
        events = dbt.cli([*BUILD, *arguments], context=context).stream()
    yield from add_unchanged(context, events)
    if arguments is not None and not context.is_subset:
        build_state.save(settings, state)


def add_unchanged(context: dg.AssetExecutionContext, events: Iterable[Any]) -> Iterator[Any]:
    """Yield dbt's events, and an event for each selected table and test that dbt left out.

    Dagster requires an asset to follow its inputs, so the event of an unchanged table comes right
    before the first built table that reads it.
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
        yield from _previous_result(context.instance, check)


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


def _previous_result(
    instance: dg.DagsterInstance, check: dg.AssetCheckKey
) -> Iterator[dg.AssetCheckResult]:
    """Yield the result of a test from the last build of its table."""
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
