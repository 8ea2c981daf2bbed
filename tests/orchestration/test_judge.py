"""A measure beyond its limit stops a run, unless the operator names the check and a reason."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from ingestion.landing.snapshots import snapshots
from ingestion.registry import SOURCES
from orchestration.judge import checks
from orchestration.judge.checks import judge_checks, judge_specs
from orchestration.judge.moves import (
    RECORD_MEASURES,
    accepted_measures,
    beyond_limits,
    last_publication,
)
from orchestration.judge.overrides import override_config
from orchestration.judge.verdict import results_of
from orchestration.publish.assets import latest_results, recorded_checks, recorded_overrides
from orchestration.run.settings import LIVE_SOURCES, RECORD_SOURCES, Settings
from orchestration.run.warehouse import warehouse_resource
from tests.builders import csv_text, land_folder, model

ROWS = "stg_epoch__models.lists_of_models_keep_their_rows"
TABLE = dg.AssetKey(["staging", "stg_epoch__models"])
KEY = dg.AssetCheckKey(TABLE, ROWS.partition(".")[2])
FILE = "epoch/2026-01-26_notable_ai_models.csv"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A directory whose list had 1,000 rows when it was published, and has half of them."""
    monkeypatch.setattr(checks, "BUILT", [])
    home = Settings(tmp_path, str(tmp_path / "files"))
    home.warehouse.parent.mkdir(parents=True)
    with duckdb.connect(str(home.warehouse)) as connection:
        connection.execute(
            "create table build as select 'first' as id, null as made_of;"
            "create schema intermediate; create table intermediate.int_metric_lists as"
            " select 'share' as metric, 'definitions' as list, 'notable' as item;"
            "create schema judge; create table judge.measures as select"
            " 'stg_epoch__models' as asset, 'rows by list' as measure, 'notable' as subject,"
            " 500.0 as value, 500 as n, null::varchar as words"
        )
    return home


def publish(
    settings: Settings, sources: str = "directory", rows: int = 1000, files: Sequence[str] = ()
) -> Path:
    """Write the files of a publication that the judgement reads."""
    folder = settings.published / f"2026020{len(list(settings.published.glob('2*'))) + 1}T000000Z"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(
        json.dumps({"sources": sources, "inputs": [{"snapshot_id": one} for one in files]})
    )
    (folder / "changes.json").write_text("[]")
    (folder / "metrics.parquet").touch()
    (folder / "measures.csv").write_text(
        "asset,measure,subject,value,n\n"
        f"stg_epoch__models,rows by list,notable,{rows},{rows}\n"
        'metrics,rows by kind,"share, former, epoch, share",90,90\n'
    )
    return folder


@dg.asset(key=TABLE)
def table() -> None:
    """The table that dbt built."""


@dg.asset(deps=[TABLE])
def publication() -> None:
    """This asset runs only if no check stops the run."""


class Run:
    """One run over the unchanged warehouse."""

    def __init__(
        self, settings: Settings, instance: dg.DagsterInstance, accept: Sequence[str] = ()
    ) -> None:
        known = [spec.key for spec in judge_specs([])]
        self.result = dg.materialize(
            [table, judge_checks(settings, []), publication],
            instance=instance,
            resources={"warehouse": warehouse_resource(settings.warehouse)},
            run_config={"ops": override_config(accept, "the publisher removed them", known)},
            raise_on_error=False,
        )
        self.results = {
            check.asset_check_key: check for check in self.result.get_asset_check_evaluations()
        }

    @property
    def is_published(self) -> bool:
        return bool(self.result.asset_materializations_for_node("publication"))

    def observed(self) -> tuple[bool, str, str]:
        check = self.results[KEY]
        return check.passed, check.severity.value, str(check.metadata["observed"].value)


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def test_a_first_publication_of_a_directory_passes(
    settings: Settings, instance: dg.DagsterInstance
) -> None:
    """What a release no longer defines is not gone either."""
    assert Run(settings, instance).observed()[2] == "no publication to compare with"
    publish(settings, rows=600)
    run = Run(settings, instance)
    assert run.is_published
    assert {check.passed for check in run.results.values()} == {True}


def test_a_measure_beyond_its_limit_stops_the_run_unless_a_reason_is_given(
    settings: Settings, instance: dg.DagsterInstance
) -> None:
    publish(settings)
    stopped = Run(settings, instance)
    assert not stopped.is_published
    moved = "rows by list of notable: 1000 to 500, ratio 0.5"
    assert stopped.observed() == (
        False,
        "ERROR",
        f"{moved}; to publish in this run only: make report ACCEPT={ROWS} REASON=...",
    )  # fmt: skip
    assert stopped.results[KEY].metadata["launchpad"].value == {
        "ops": {"judge": {"config": {"overrides": [{"check": ROWS, "reason": "..."}]}}}
    }
    run = Run(settings, instance, [ROWS])
    assert run.is_published
    today = dt.datetime.now(dt.UTC).date().isoformat()
    assert run.observed()[1:] == (
        "WARN", f"published on {today} because: the publisher removed them; {moved}",
    )  # fmt: skip
    # A run that waits has planned its checks, which hides the results of this one in Dagster.
    resources = {"warehouse": warehouse_resource(settings.warehouse)}
    waiting = dg.Definitions(
        [table], asset_checks=[judge_checks(settings, [])], resources=resources
    )
    instance.create_run_for_job(waiting.resolve_implicit_global_asset_job_def())
    latest = latest_results(instance, [KEY], results_of(instance, "first"))
    (override,) = (one for one in recorded_overrides(latest) if one.gate == ROWS)
    assert (override.on, override.reason) == (today, "the publisher removed them")
    (check,) = (one for one in recorded_checks(latest) if one.name == KEY.name)
    assert (check.tool, check.passed) == ("limit", False)


def test_a_value_is_judged_by_itself_once(settings: Settings) -> None:
    """A list far from its forecast stops even a first run; one that was accepted is not new."""
    edition = "iclr 2025, all teams"
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute(
            "insert into judge.measures values ('edition_forecasts', 'mean distance by edition',"
            f" '{edition}', 9.7, 1, 'expected 47.0%, found 90.0%')"
        )
        stopped = {"new_lists_are_as_forecast": [f"{edition}: expected 47.0%, found 90.0%"]}
        assert beyond_limits(connection, None) == stopped
        accepted = publish(settings, rows=600) / "measures.csv"
        assert beyond_limits(connection, accepted) == stopped
        with accepted.open("a") as measures:
            measures.write(f'edition_forecasts,mean distance by edition,"{edition}",9.6,1\n')
        assert not beyond_limits(connection, accepted)


def test_a_refusal_names_the_new_files_and_a_file_can_be_accepted(
    settings: Settings, instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    path = tmp_path / "files" / FILE
    path.parent.mkdir(parents=True)
    path.write_text(csv_text([model()]))
    land_folder(tmp_path / "files", SOURCES["epoch"], settings.raw)
    publish(settings)
    assert Run(settings, instance, [FILE]).is_published
    stopped = Run(settings, instance, ["clusters/gpu_clusters.csv"])
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


def test_each_kind_of_sources_is_judged_by_its_own_last_publication(settings: Settings) -> None:
    """Before the first one, live sources are judged by the record."""
    live = replace(settings, sources=LIVE_SOURCES)
    assert (accepted_measures(settings), last_publication(settings)) == (None, None)
    assert accepted_measures(live) == RECORD_MEASURES
    of_live, of_directory = publish(settings, "live"), publish(settings)
    assert last_publication(settings) == of_directory
    assert accepted_measures(settings) == of_directory / "measures.csv"
    assert accepted_measures(live) == of_live / "measures.csv"
    assert accepted_measures(replace(settings, sources=RECORD_SOURCES)) == RECORD_MEASURES


def test_a_withdrawal_is_judged_by_the_publication_before_the_file(settings: Settings) -> None:
    """The list that is gone had grown; without a publication before it, it is the only measure."""
    grown = publish(settings, files=["withdrawn"])
    assert accepted_measures(settings) == grown / "measures.csv"
    former = publish(settings)
    publish(settings, files=["withdrawn"])
    assert accepted_measures(settings) == former / "measures.csv"


@pytest.mark.parametrize(
    ("name", "reason", "fault"),
    [
        ("nothing", "It is right.", f"no check with an override has this name; they are .*{ROWS}"),
        ("metrics.k_is_not_n_times_the_value", "It is right.", "no check with an override"),
        (ROWS, " ", "it has no reason"),
    ],
)
def test_an_override_is_refused_before_a_run(name: str, reason: str, fault: str) -> None:
    """No identity has one."""
    with pytest.raises(dg.Failure, match=fault):
        override_config([name], reason, [spec.key for spec in judge_specs([])])
