"""Checks that warn, without stopping a run, when a source is behind its publisher."""

import datetime as dt
from collections.abc import Iterator

import dagster as dg

from ingestion.fetching.state import SourceState, state_of
from ingestion.registry import SOURCES
from orchestration.assets.ingest import describe_state, raw_key
from orchestration.settings import Settings
from orchestration.warehouse import LOCK

DESCRIPTIONS = {
    "complete": "The last refresh fetched all files of the publisher, or the source is off.",
    "fresh": "The last complete refresh is as recent as the source declares, or the source is off.",
}


def state_checks(settings: Settings) -> dg.AssetChecksDefinition:
    """Define two checks for each source, in one step."""
    specs = [
        dg.AssetCheckSpec(
            name=name,
            asset=raw_key(source),
            description=description,
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
            found = {
                "complete": (not state.is_behind, describe_state(state.state, state.reason)),
                "fresh": _freshness(state),
            }
            for name, (passed, observed) in found.items():
                key = dg.AssetCheckKey(raw_key(source), name)
                if key in context.selected_asset_check_keys:
                    yield _result(key, passed, observed)

    return check


def _freshness(state: SourceState) -> tuple[bool, str]:
    if state.state == "off":
        return True, describe_state(state.state, state.reason)
    declared = f"declared: at most {state.refresh_days} days old"
    if state.succeeded_at is None:
        return False, f"never refreshed; {declared}"
    last = dt.datetime.fromisoformat(state.succeeded_at)
    age = dt.datetime.now(dt.UTC) - last
    return age <= dt.timedelta(days=state.refresh_days), f"refreshed on {last:%Y-%m-%d}; {declared}"


def _result(key: dg.AssetCheckKey, passed: bool, observed: str) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        asset_key=key.asset_key,
        check_name=key.name,
        passed=passed,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"observed": observed, "tool": "source state"},
    )
