"""Checks of how far each source is behind its publisher; they warn, and never stop a run.

What belongs here: when to warn. What state a source is in does not.
"""

import datetime as dt
from collections.abc import Iterator

import dagster as dg

from ingestion.fetching.state import SourceState, state_of
from ingestion.registry import SOURCES
from orchestration.assets.ingest import raw_key, said
from orchestration.settings import Settings

DESCRIPTIONS = {
    "complete": "The last refresh got all that the publisher has, or the source is off.",
    "fresh": "The last complete refresh is no older than the source declares, or it is off.",
}


def state_checks(settings: Settings) -> dg.AssetChecksDefinition:
    """Two checks a source, in one step."""
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

    @dg.multi_asset_check(name="source_states", specs=specs)
    def check() -> Iterator[dg.AssetCheckResult]:
        for source in SOURCES.values():
            state = state_of(settings.raw, source)
            key = raw_key(source)
            yield _result(key, "complete", not state.is_behind, said(state.state, state.reason))
            yield _result(key, "fresh", *_freshness(state))

    return check


def _freshness(state: SourceState) -> tuple[bool, str]:
    if state.state == "off":
        return True, said(state.state, state.reason)
    declared = f"declared: at most {state.refresh_days} days old"
    if state.succeeded_at is None:
        return False, f"never refreshed; {declared}"
    last = dt.datetime.fromisoformat(state.succeeded_at)
    age = dt.datetime.now(dt.UTC) - last
    return age <= dt.timedelta(days=state.refresh_days), f"refreshed on {last:%Y-%m-%d}; {declared}"


def _result(key: dg.AssetKey, name: str, passed: bool, observed: str) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        asset_key=key,
        check_name=name,
        passed=passed,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"observed": observed, "tool": "source state"},
    )
