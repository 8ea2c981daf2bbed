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
from orchestration.judge.gates import SINCE_PUBLICATION, override_config
from orchestration.judge.verdict import RELEASE
from orchestration.publish.assets import PUBLICATION
from orchestration.run.settings import RECORD_SOURCES, Settings, configure
from reports.publication.model import Publication

FIGURE = dg.AssetKey(["reports", "figures", "model_team_share_periods"])
OLD = "20260101T000000Z"


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
    """Plant a headline that moved beyond the limit."""
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute(
            "insert into gates.gate_changes by name select"
            f" '{SINCE_PUBLICATION}' as gate, 'epoch' as source, 'notable' as subject,"
            " '2019' as period, date '2026-01-26' as vintage, true as is_latest,"
            " 0.03 as before, 0.5 as after, 0.47 as change, 'stop' as outcome"
        )


def failure(result: dg.ExecuteInProcessResult) -> str:
    (event,) = (event for event in result.all_events if event.is_step_failure)
    data = event.step_failure_data.user_failure_data
    return data.description or "" if data else event.step_failure_data.error_display_string


def test_a_refused_build_is_looked_at_and_published_with_a_reason_only(
    settings: Settings,
    run: Callable[..., dg.ExecuteInProcessResult],
    published: list[Publication],
) -> None:
    refuse(settings)
    assert not run(None).success
    clicked = run(PUBLICATION)
    assert failure(clicked).startswith("Not published: the build ")
    assert f"is refused by the gate {SINCE_PUBLICATION}: to publish it anyway" in failure(clicked)

    (drawn,) = run(FIGURE).asset_materializations_for_node("publication")
    assert "data:image/png;base64," in str(drawn.metadata["figure"].value)
    assert (settings.preview / "figures" / f"{FIGURE.path[-1]}.png").is_file()
    assert (settings.latest.readlink().name, published) == (OLD, [])

    reason = "the publisher corrected its list"
    assert run(None, override_config([SINCE_PUBLICATION], reason)).success
    assert settings.latest.readlink().name != OLD
    ((override,),) = (publication.overrides for publication in published)
    assert (override.gate, override.reason) == (SINCE_PUBLICATION, reason)


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
