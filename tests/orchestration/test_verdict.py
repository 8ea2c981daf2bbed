"""A build is published if each of its checks has judged it, and none stops it."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg
import pytest

from orchestration.verdict import BUILD, refusal, results_of

TABLE = dg.AssetKey(["marts", "metrics"])
GATE, RULE = (dg.AssetCheckKey(TABLE, name) for name in ("compute_moved", "shares_add_up"))


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def judge(instance: dg.DagsterInstance, build: str, key: dg.AssetCheckKey, outcome: str) -> None:
    """Run one check of a build: it passes, warns or stops."""

    @dg.asset_check(name=key.name, asset=TABLE)
    def check() -> dg.AssetCheckResult:
        severity = dg.AssetCheckSeverity.ERROR if outcome == "stop" else dg.AssetCheckSeverity.WARN
        return dg.AssetCheckResult(
            passed=outcome == "pass",
            severity=severity,
            metadata={"tool": "gate" if key == GATE else "great_expectations"},
        )

    definitions = dg.Definitions(
        asset_checks=[check], jobs=[dg.define_asset_job("judge", dg.AssetSelection.checks(check))]
    )
    definitions.resolve_job_def("judge").execute_in_process(instance=instance, tags={BUILD: build})


def verdict(instance: dg.DagsterInstance, build: str = "second") -> str:
    return refusal(build, results_of(instance, build), [GATE, RULE])


def test_a_build_needs_the_verdict_of_each_check_on_itself(instance: dg.DagsterInstance) -> None:
    judge(instance, "first", RULE, "pass")
    judge(instance, "second", GATE, "warn")
    assert verdict(instance) == (
        "the build second is not judged by 1 checks, such as shares_add_up of marts/metrics: run"
        " everything with `make report`"
    )
    judge(instance, "second", RULE, "pass")
    assert verdict(instance) == ""
    assert "of an older release is not judged by 2 checks" in verdict(instance, "")


def test_a_refused_build_is_named_with_the_way_out(instance: dg.DagsterInstance) -> None:
    judge(instance, "second", RULE, "pass")
    judge(instance, "second", GATE, "stop")
    reason = verdict(instance)
    assert reason.startswith("the build second is refused by the gate compute_moved: to publish")
    assert 'make report ACCEPT="compute_moved"' in reason
    # The gates judge again with an override, which makes a warning of what would stop.
    judge(instance, "second", GATE, "warn")
    assert verdict(instance) == ""
    judge(instance, "second", RULE, "stop")
    assert "refused by shares_add_up of marts/metrics, which has no override" in verdict(instance)
