"""The publication alone publishes, and only a build that its checks let pass."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest

import reports.publish
from orchestration.definitions import build_definitions
from orchestration.judge.checks import judge_specs
from orchestration.judge.overrides import override_config
from orchestration.judge.verdict import MARTS, RELEASE, marts_of
from orchestration.publish.assets import PUBLICATION
from orchestration.run.settings import RECORD_SOURCES, Settings, configure
from reports.publication.model import Publication
from tests.builders import failure

FIGURE = dg.AssetKey(["reports", "figures", "model_team_share_periods"])
OLD = "20260101T000000Z"
MOVED = "answers.shares_move_by_five_points_at_most"


@pytest.fixture
def settings(record_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A copy of a home whose build has passed, with an older publication."""
    for part in ("dagster", "dbt", "raw", "warehouse"):
        shutil.copytree(record_home / part, tmp_path / part)
    (tmp_path / "published" / OLD).mkdir(parents=True)
    (tmp_path / "published" / "latest").symlink_to(OLD)
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "dagster"))
    settings = Settings(tmp_path, RECORD_SOURCES)
    configure(settings)
    return settings


@pytest.fixture
def run(settings: Settings) -> Iterator[Callable[..., dg.ExecuteInProcessResult]]:
    """Materialize one asset, as a click on it does, or start a job."""
    definitions = build_definitions(settings)
    with dg.DagsterInstance.get() as instance:

        def start(asset: dg.AssetKey | None, config: Any = None) -> dg.ExecuteInProcessResult:
            job = (
                definitions.resolve_implicit_global_asset_job_def()
                if asset
                else definitions.resolve_job_def(RELEASE)
            )
            return job.execute_in_process(
                instance=instance,
                asset_selection=[asset] if asset else None,
                run_config={"ops": config or {}},
                raise_on_error=False,
            )

        yield start


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[Publication]:
    """What is published. Other tests hold what a publication is made of."""
    publications = list[Publication]()

    def publish(_: object, folder: Path, publication: Publication, __: object) -> list[object]:
        publications.append(publication)
        (folder / "index.html").touch()
        return []

    monkeypatch.setattr(reports.publish, "publish", publish)
    return publications


def refuse(settings: Settings) -> None:
    """Let a share move by six points, in the build and in the hash of its marts."""
    with duckdb.connect(str(settings.warehouse)) as connection, dg.DagsterInstance.get() as made:
        former = dg.RunsFilter(tags={MARTS: marts_of(connection)})
        connection.execute(
            "update marts.answers set value = value + 0.06, ci_low = ci_low + 0.06,"
            " ci_high = ci_high + 0.06 where question = 'who-publishes'"
        )
        for run in made.get_runs(former):
            made.add_run_tags(run.run_id, {MARTS: marts_of(connection)})


def test_a_refused_build_is_looked_at_and_published_with_a_reason_only(
    settings: Settings,
    run: Callable[..., dg.ExecuteInProcessResult],
    published: list[Publication],
) -> None:
    refuse(settings)
    assert not run(None).success
    clicked = run(PUBLICATION)
    assert failure(clicked).startswith("Not published: the build ")
    assert f"is refused by {MOVED}: to publish it anyway" in failure(clicked)

    (drawn,) = run(FIGURE).asset_materializations_for_node("publication")
    assert "data:image/png;base64," in str(drawn.metadata["figure"].value)
    assert (settings.preview / "figures" / f"{FIGURE.path[-1]}.png").is_file()
    assert (settings.latest.readlink().name, published) == (OLD, [])

    reason = "the publisher corrected its list"
    known = [spec.key for spec in judge_specs([])]
    assert run(None, override_config([MOVED], reason, known)).success
    assert settings.latest.readlink().name != OLD
    ((override,),) = (publication.overrides for publication in published)
    assert (override.gate, override.reason) == (MOVED, reason)


def test_the_publication_alone_has_all_figures_until_dbt_builds_again(
    settings: Settings,
    run: Callable[..., dg.ExecuteInProcessResult],
    published: list[Publication],
) -> None:
    result = run(PUBLICATION)
    assert result.success
    made = {event.asset_key for event in result.all_events if event.is_step_materialization}
    assert {PUBLICATION, FIGURE} <= made
    assert len(published) == 1
    assert all(check.passed or check.severity == "warn" for check in published[0].checks)
    newest = settings.latest.readlink()
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute("update main.build set id = 'of another build'")
    assert "is not judged by" in failure(run(PUBLICATION))
    assert settings.latest.readlink() == newest
