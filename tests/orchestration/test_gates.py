"""A gate stops a run if a number changed too much, unless an override of today gives a reason."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from ingestion.landing.snapshots import snapshots
from ingestion.registry import SOURCES
from orchestration.judge import gates
from orchestration.judge.gates import (
    RESULTS,
    SINCE_PUBLICATION,
    gate_checks,
    last_publication,
    override_config,
)
from orchestration.judge.verdict import results_of
from orchestration.publish.assets import latest_results, recorded_checks, recorded_overrides
from orchestration.run.settings import Settings
from orchestration.run.warehouse import warehouse_resource
from tests.builders import csv_text, land_folder, model

LOST = "rows_of_year_lost"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    home = Settings(tmp_path, str(tmp_path / "files"))
    home.warehouse.parent.mkdir(parents=True)
    with duckdb.connect(str(home.warehouse)) as connection:
        connection.execute("create table build as select 'first' as id, null as made_of")
        connection.execute("create schema gates")
        connection.execute(
            "create table gates.gate_changes (gate varchar, source varchar, subject varchar,"
            " period varchar, vintage date, previous_vintage date, is_latest boolean,"
            " before double, after double, change double, outcome varchar, causes varchar)"
        )
    return home


def add_change(settings: Settings, outcome: str, gate: str = LOST, is_latest: bool = True) -> None:
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute(
            f"insert into gates.gate_changes values ('{gate}', 'epoch', 'notable', '2019',"
            f" '2026-01-26', '2025-12-27', {is_latest}, 100, 20, 0.8, '{outcome}', 'removed 80')"
        )


def publish(settings: Settings, vintage: str, sources: str = "directory") -> Path:
    """Write the files of a publication that a gate reads."""
    folder = settings.published / f"2026020{len(list(settings.published.glob('2*'))) + 1}T000000Z"
    folder.mkdir(parents=True)
    inputs = [{"source": "epoch", "vintage": vintage, "snapshot_id": f"{vintage}_notable"}]
    (folder / "manifest.json").write_text(json.dumps({"sources": sources, "inputs": inputs}))
    (folder / "changes.json").write_text("[]")
    (folder / "metrics.parquet").touch()
    return folder


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
    add_change(settings, "warn")
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
    add_change(settings, "stop")
    publish(settings, "2025-12-27")
    stopped = Run(settings, instance)
    assert not stopped.is_published
    assert stopped.of(LOST)[:2] == (False, "ERROR")
    assert stopped.of(LOST)[2].endswith(f"only: make report ACCEPT={LOST} REASON=...")
    assert f'gate: {LOST}, "on": ' in str(stopped.results[LOST].metadata["launchpad"].value)
    for wrong in (accepted(on="2026-01-01"), accepted(reason=" "), accepted(gate="rows_lost")):
        assert not Run(settings, instance, wrong).is_published
    run = Run(settings, instance, accepted())
    assert run.is_published
    today = dt.datetime.now(dt.UTC).date().isoformat()
    assert run.of(LOST)[1] == "WARN"
    assert run.of(LOST)[2].startswith(f"published on {today} because: the publisher removed them")
    keys = [dg.AssetCheckKey(RESULTS, LOST)]
    # A run that waits has planned its checks, which hides the results of this one in Dagster.
    resources = {"warehouse": warehouse_resource(settings.warehouse)}
    waiting = dg.Definitions([results], asset_checks=[gate_checks(settings)], resources=resources)
    instance.create_run_for_job(waiting.resolve_implicit_global_asset_job_def())
    latest = latest_results(instance, keys, results_of(instance, "first"))
    (override,) = recorded_overrides(latest)
    assert (override.gate, override.on, override.reason) == (
        LOST, today, "the publisher removed them",
    )  # fmt: skip
    (check,) = (one for one in recorded_checks(latest) if one.name == LOST)
    assert (check.tool, check.passed) == ("gate", False)


def test_a_change_that_was_published_or_is_old_stops_nothing(
    settings: Settings, instance: dg.DagsterInstance
) -> None:
    add_change(settings, "stop", is_latest=False)
    assert Run(settings, instance).of(LOST)[0]
    add_change(settings, "stop")
    publish(settings, "2026-01-26")
    publish(settings, "2025-12-27", sources="record")
    assert Run(settings, instance).of(LOST)[:2] == (False, "WARN")
    # A published headline that moves stops a run, whatever its vintage.
    add_change(settings, "stop", SINCE_PUBLICATION)
    assert Run(settings, instance).of(SINCE_PUBLICATION)[:2] == (False, "ERROR")


def test_a_refusal_names_the_new_files_and_a_file_can_be_accepted(
    settings: Settings, instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    name = "epoch/2026-01-26_notable_ai_models.csv"
    path = tmp_path / "files" / name
    path.parent.mkdir(parents=True)
    path.write_text(csv_text([model()]))
    land_folder(tmp_path / "files", SOURCES["epoch"], settings.raw)
    add_change(settings, "stop", "compute_moved")
    for given in ("compute_moved", name):
        config = override_config([given], "the publisher counts it anew")
        run = Run(settings, instance, config["gates"]["config"]["overrides"])
        assert run.is_published
        assert "because: the publisher counts it anew" in run.of("compute_moved")[2]
    stopped = Run(settings, instance, accepted(gate="epoch/all_ai_models.csv"))
    assert not stopped.is_published
    (stored,) = snapshots(settings.raw, SOURCES["epoch"])
    (said,) = (
        entry.user_message
        for entry in instance.all_logs(stopped.result.run_id)
        if "withdraw" in entry.user_message
    )
    assert said == (
        f"Files since the last publication: epoch {stored.snapshot_id}. To go on without one:"
        " compute-divide withdraw SOURCE SNAPSHOT --reason ..."
    )


def test_the_last_publication_is_that_of_the_same_sources(settings: Settings) -> None:
    assert last_publication(settings) is None
    first = publish(settings, "2026-01-26")
    publish(settings, "2026-01-26", sources="record")
    assert last_publication(settings) == first


def test_a_gate_without_a_name_in_the_table_is_refused_before_a_run() -> None:
    with pytest.raises(dg.Failure, match=r"no gate has this name; the gates are .*" + LOST):
        override_config(["nothing"], "The publisher corrected its list.")
