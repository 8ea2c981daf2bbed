"""Checks that warn, without stopping a run, when a source is behind its publisher."""

import datetime as dt
from collections.abc import Iterator

import dagster as dg

from ingestion.registry import SOURCES
from ingestion.state import SourceState, state_of
from orchestration.assets.ingest import describe_state, raw_key
from orchestration.settings import Settings
from orchestration.warehouse import LOCK

DESCRIPTIONS = {
    "complete": "The last refresh fetched all files of the publisher, or the source is off.",
    "fresh": "The last complete refresh is at most {days} days old, or the source is off.",
}


def state_checks(settings: Settings) -> dg.AssetChecksDefinition:
    """Define two checks for each source, in one step."""
    specs = [
        dg.AssetCheckSpec(
            name=name,
            asset=raw_key(source),
            description=description.format(days=source.refresh_days),
            metadata={"tool": "source state"},
        )
        for source in SOURCES.values()
        for name, description in DESCRIPTIONS.items()
    ]

    @dg.multi_asset_check(
        name="source_states", specs=specs, can_subset=True, required_resource_keys={LOCK}
    )
    def check(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        for source in SOURCES.values():
            state = state_of(settings.raw, source)
            age = _age(state)
            ages = {} if age is None else {"age in days": age / dt.timedelta(days=1)}
            found = {
                "complete": (not state.is_behind, describe_state(state.state, state.reason), {}),
                "fresh": (*_freshness(state, age), ages),
            }
            for name, (passed, observed, numbers) in found.items():
                key = dg.AssetCheckKey(raw_key(source), name)
                if key in context.selected_asset_check_keys:
                    yield _result(key, passed, observed, numbers)

    return check


def _age(state: SourceState) -> dt.timedelta | None:
    """The time since the last complete refresh; None before the first one."""
    if state.succeeded_at is None:
        return None
    return dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(state.succeeded_at)


def _freshness(state: SourceState, age: dt.timedelta | None) -> tuple[bool, str]:
    if state.state == "off":
        return True, describe_state(state.state, state.reason)
    declared = f"declared: at most {state.refresh_days} days old"
    if age is None:
        return False, f"never refreshed; {declared}"
    observed = f"refreshed on {state.succeeded_at:.10}; {declared}"
    return age <= dt.timedelta(days=state.refresh_days), observed


def _result(
    key: dg.AssetCheckKey, passed: bool, observed: str, numbers: dict[str, float]
) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        asset_key=key.asset_key,
        check_name=key.name,
        passed=passed,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"observed": observed, "tool": "source state", **numbers},
    )
