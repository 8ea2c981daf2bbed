"""A build is published if each of its checks has judged it, and none stops it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from orchestration.judge.verdict import BUILD, MARTS, Build, marts_of, refusal, results_of
from orchestration.publish.assets import new_publication

TABLE = dg.AssetKey(["marts", "metrics"])
GATE, RULE = (dg.AssetCheckKey(TABLE, name) for name in ("compute_moved", "shares_add_up"))


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def judge(
    instance: dg.DagsterInstance,
    build: str,
    key: dg.AssetCheckKey,
    outcome: str,
    tags: Mapping[str, str] = {},
) -> None:
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
    definitions.resolve_job_def("judge").execute_in_process(
        instance=instance, tags={BUILD: build, **tags}
    )


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


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        made = json.dumps({"": "code", "epoch": "files"})
        connection.execute("create table build as select 'second' as id, ? as made_of", [made])
        connection.execute("create schema marts; create table marts.metrics as select 3 as value")
        yield connection


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        ("update marts.metrics set value = 50", "the tables of the build second were changed"),
        ("create table marts.odd as select 1 as n", "the tables of the build second were changed"),
        ("update build set made_of = null", "second is not a whole build of this code"),
        ("""update build set made_of = '{"": "other"}'""", "second is not a whole build of this"),
        ("update build set id = 'third'", "the build third is not judged by 2 checks"),
    ],
)
def test_the_switch_moves_to_no_build_that_differs_from_the_judged_one(
    instance: dg.DagsterInstance,
    warehouse: duckdb.DuckDBPyConnection,
    tmp_path: Path,
    damage: str,
    reason: str,
) -> None:
    judge(instance, "second", RULE, "pass", {MARTS: marts_of(warehouse)})
    judge(instance, "second", GATE, "warn")
    with new_publication(tmp_path, "1", Build(warehouse, instance, [GATE, RULE], "code")):
        pass
    warehouse.execute(damage)
    build = Build(warehouse, instance, [GATE, RULE], "code")
    with pytest.raises(dg.Failure, match=reason), new_publication(tmp_path, "2", build):
        pass
    assert (tmp_path / "latest").readlink().name == "1"
