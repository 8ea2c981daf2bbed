"""A gate stops a run if a number changed too much, unless an override of today gives a reason."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from orchestration.assets import gates
from orchestration.assets.gates import RESULTS, SINCE_PUBLICATION, gate_checks, override_config
from orchestration.assets.publish import latest_results, recorded_checks, recorded_overrides
from orchestration.settings import Settings
from orchestration.warehouse import warehouse_resource

LOST = "rows_of_year_lost"
HEADLINE_COLUMNS = (
    "'model_team_share' as metric, 'notable' as definition, 'epoch' as source, '2022' as period,"
    " 'academic_only' as team_class, null::varchar as sector, 'share' as unit,"
    " 'full' as counting"
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    home = Settings(tmp_path, str(tmp_path / "files"))
    home.warehouse.parent.mkdir(parents=True)
    with duckdb.connect(str(home.warehouse)) as connection:
        connection.execute("create schema marts; create schema intermediate")
        connection.execute("create schema reference")
        connection.execute(
            "create table marts.gate_results (gate varchar, source varchar, subject varchar,"
            " period varchar, vintage date, previous_vintage date, is_latest boolean,"
            " before double, after double, change double, outcome varchar, causes varchar)"
        )
        connection.execute(
            "create table marts.dim_gate as select ? as gate, 20 as smallest_n,"
            " 1.0 as warn_beyond, 3.0 as stop_beyond", [SINCE_PUBLICATION]
        )  # fmt: skip
        connection.execute(
            "create table reference.headline_number as select 'model_team_share' as metric,"
            " 'notable' as definition, 'share' as unit, 'year' as period,"
            " 'academic_only' as team_class, null::varchar as sector"
        )
        connection.execute(
            "create table marts.headline_history (metric varchar, definition varchar,"
            " source varchar, period varchar, team_class varchar, sector varchar, unit varchar,"
            " counting varchar, vintage date, is_latest boolean, value double)"
        )
        connection.execute("create table marts.metrics (country varchar, region varchar)")
    return home


def change(settings: Settings, statement: str) -> None:
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute(statement)


def lose_rows(settings: Settings, outcome: str, is_latest: bool = True) -> None:
    change(
        settings,
        f"insert into marts.gate_results values ('{LOST}', 'epoch', 'notable', '2019',"
        f" '2026-01-26', '2025-12-27', {is_latest}, 100, 20, 0.8, '{outcome}', 'removed 80')",
    )


def publish(
    settings: Settings,
    vintage: str,
    value: float | None = 0.5,
    n: int = 90,
    high: float | None = 0.7,
) -> None:
    """Write a publication's files that a gate reads: a headline, and a region in the old column."""
    folder = settings.published / "20260201T000000Z"
    folder.mkdir(parents=True, exist_ok=True)
    inputs = [{"source": "epoch", "vintage": vintage}]
    (folder / "manifest.json").write_text(json.dumps({"sources": "directory", "inputs": inputs}))
    (folder / "changes.json").write_text("[]")
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (select {HEADLINE_COLUMNS}, date '{vintage}' + day as vintage,"
            f" {value or 'null'}::double + day as value, 0.4 as ci_low,"
            f" {high or 'null'}::double as ci_high, {n} as n,"
            " false as suppressed, null as topic, country, null as venue"
            " from (values (0, null), (1, 'China')) as cases (day, country))"
            f" to '{folder / 'metrics.parquet'}'"
        )


def compute(settings: Settings, value: float) -> None:
    change(
        settings,
        f"insert into marts.headline_history select {HEADLINE_COLUMNS},"
        f" '2026-01-26', true, {value}",
    )


@dg.asset(key=RESULTS)
def results() -> None:
    """The mart that dbt built."""


@dg.asset(deps=[RESULTS])
def publication() -> None:
    """This asset runs only if no gate stops the run."""


class Run:
    """One run over the unchanged warehouse."""

    def __init__(
        self,
        settings: Settings,
        instance: dg.DagsterInstance,
        overrides: list[dict[str, str]] | None = None,
    ) -> None:
        config = {"ops": {"gates": {"config": {"overrides": overrides or []}}}}
        self.result = dg.materialize(
            [results, gate_checks(settings), publication],
            instance=instance,
            resources={"warehouse": warehouse_resource(settings.warehouse)},
            run_config=config,
            raise_on_error=False,
        )
        self.results = {
            check.check_name: check for check in self.result.get_asset_check_evaluations()
        }

    @property
    def is_published(self) -> bool:
        return bool(self.result.asset_materializations_for_node("publication"))

    def of(self, gate: str) -> tuple[bool, str, str]:
        check = self.results[gate]
        return check.passed, check.severity.value, str(check.metadata["observed"].value)


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def accepted(**other: str) -> list[dict[str, str]]:
    reason = "the publisher removed them"
    (override,) = override_config([LOST], reason)["gates"]["config"]["overrides"]
    return [{**override, **other}]


def test_a_first_run_passes_every_gate(settings: Settings, instance: dg.DagsterInstance) -> None:
    run = Run(settings, instance)
    assert run.is_published
    assert set(run.results) == set(gates.limits())
    assert {check.passed for check in run.results.values()} == {True}


def test_a_warning_publishes_and_says_why(settings: Settings, instance: dg.DagsterInstance) -> None:
    lose_rows(settings, "warn")
    run = Run(settings, instance)
    assert run.is_published
    assert run.of(LOST) == (
        False,
        "WARN",
        "epoch notable 2019: 100 on 2025-12-27 to 20 on 2026-01-26, change 0.80 (removed 80)",
    )


def test_the_worst_stops_until_an_override_of_today(
    settings: Settings, instance: dg.DagsterInstance
) -> None:
    lose_rows(settings, "stop")
    publish(settings, "2025-12-27")
    stopped = Run(settings, instance)
    assert not stopped.is_published
    assert stopped.of(LOST)[:2] == (False, "ERROR")
    assert stopped.of(LOST)[2].endswith(f"only: make report ACCEPT={LOST} REASON=...")
    for wrong in (accepted(on="2026-01-01"), accepted(reason=" "), accepted(gate="rows_lost")):
        assert not Run(settings, instance, wrong).is_published
    run = Run(settings, instance, accepted())
    assert run.is_published
    today = dt.datetime.now(dt.UTC).date().isoformat()
    assert run.of(LOST)[1] == "WARN"
    assert run.of(LOST)[2].startswith(f"published on {today} because: the publisher removed them")
    keys = [dg.AssetCheckKey(RESULTS, LOST)]
    (override,) = recorded_overrides(latest_results(instance, keys))
    assert (override.gate, override.on, override.reason) == (
        LOST, today, "the publisher removed them",
    )  # fmt: skip
    (check,) = recorded_checks(latest_results(instance, keys))
    assert (check.tool, check.passed) == ("gate", False)


def test_a_change_that_was_published_or_is_old_stops_nothing(
    settings: Settings, instance: dg.DagsterInstance
) -> None:
    lose_rows(settings, "stop", is_latest=False)
    assert Run(settings, instance).of(LOST)[0]
    lose_rows(settings, "stop")
    publish(settings, "2026-01-26")
    compute(settings, 0.5)
    assert Run(settings, instance).of(LOST)[:2] == (False, "WARN")


@pytest.mark.parametrize(
    ("value", "n", "expected"),
    [
        (0.7, 90, (True, "WARN")),
        (0.71, 90, (False, "WARN")),
        (0.39, 90, (False, "WARN")),
        (0.19, 90, (False, "ERROR")),
        (0.19, 19, (True, "WARN")),
        (None, 90, (False, "WARN")),
    ],
)
def test_a_headline_is_compared_with_its_last_published_interval(
    settings: Settings,
    instance: dg.DagsterInstance,
    value: float | None,
    n: int,
    expected: tuple[bool, str],
) -> None:
    """The published value is 0.5 with an interval from 0.4 to 0.7."""
    publish(settings, "2026-01-26", n=n)
    if value is not None:
        compute(settings, value)
    assert Run(settings, instance).of(SINCE_PUBLICATION)[:2] == expected


@pytest.mark.parametrize(("value", "outcome"), [(0.5, "pass"), (0.51, "warn"), (0.19, "stop")])
def test_a_move_to_a_side_without_an_end_is_a_warning(
    settings: Settings, instance: dg.DagsterInstance, value: float, outcome: str
) -> None:
    """The published value is 0.5, and its interval begins at 0.4 and ends at 0.5."""
    publish(settings, "2026-01-26", high=0.5)
    compute(settings, value)
    passed, severity, observed = Run(settings, instance).of(SINCE_PUBLICATION)
    assert (passed, severity) == (outcome == "pass", "ERROR" if outcome == "stop" else "WARN")
    cause = "(its earlier interval has no end beyond its value)"
    assert observed.endswith(cause) == (outcome == "warn")


def test_a_headline_without_a_published_value_is_not_compared(
    settings: Settings, instance: dg.DagsterInstance
) -> None:
    """A doubling time has no value where compute does not grow."""
    publish(settings, "2026-01-26", None)
    compute(settings, 0.5)
    assert Run(settings, instance).of(SINCE_PUBLICATION)[0]


def test_a_gate_without_a_name_in_the_table_is_refused_before_a_run() -> None:
    with pytest.raises(dg.Failure, match=r"no gate has this name; the gates are .*" + LOST):
        override_config(["nothing"], "The publisher corrected its list.")
