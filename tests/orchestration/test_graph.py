"""Changes of Dagster's graph are reviewed, because an asset with another key loses its history.

After an intended change, write the new snapshot and read its diff:
``.venv/bin/python -m pytest -q tests/orchestration/test_graph.py --snapshot-update``
"""

from __future__ import annotations

import tomllib
from collections import defaultdict

import dagster as dg
import yaml
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from orchestration.definitions import build_definitions
from orchestration.settings import Settings
from orchestration.warehouse import LOCK
from tests.builders import ROOT


def test_backfills_name_the_location_that_the_daemon_of_the_ui_serves() -> None:
    """Otherwise each of their runs fails as soon as it is taken from the queue."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["dg"]["project"]
    (loaded,) = yaml.safe_load((ROOT / "workspace.yaml").read_text())["load_from"]
    module = loaded["python_module"]
    assert module["location_name"] == project["code_location_name"]
    assert module["module_name"] == project["code_location_target_module"]


def test_a_check_that_only_warns_blocks_nothing(parsed: Settings) -> None:
    """The UI shows for each check whether it stops a run."""
    steps = build_definitions(parsed).asset_checks or ()
    specs = (spec for step in steps for spec in step.check_specs)
    blocking = {spec.name: spec.blocking for spec in specs}
    names = ("doubling_times_are_plausible", "affiliations_below_last_year", "rows_of_year_lost")
    assert [blocking[name] for name in names] == [False, False, True]


def test_every_asset_and_check_is_described(parsed: Settings) -> None:
    definitions = build_definitions(parsed)
    steps = (*(definitions.assets or ()), *(definitions.asset_checks or ()))
    assert all(isinstance(step, dg.AssetsDefinition) for step in steps)
    tables = [s.key for d in steps if isinstance(d, dg.AssetsDefinition) for s in d.specs]
    graph = definitions.resolve_asset_graph()
    assert [key for key in tables if not graph.get(key).description] == []
    checks = [s for d in steps if isinstance(d, dg.AssetsDefinition) for s in d.check_specs]
    assert len(checks) > 200
    assert [check.name for check in checks if not check.description] == []


def test_the_graph_is_as_reviewed(snapshot: SnapshotAssertion, parsed: Settings) -> None:
    definitions = build_definitions(parsed)
    for step in (*(definitions.assets or ()), *(definitions.asset_checks or ())):
        assert isinstance(step, dg.AssetsDefinition)
        assert LOCK in step.required_resource_keys, "another run could change what this one reads"
    graph = definitions.resolve_asset_graph()
    assets = {}
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        parents = sorted(parent.to_user_string() for parent in node.parent_keys)
        kinds = "+".join(sorted(node.kinds))
        assets[key.to_user_string()] = f"{node.group_name} [{kinds}] <- {' '.join(parents)}"
    checks = defaultdict(list)
    for check in graph.asset_check_keys:
        checks[check.asset_key.to_user_string()].append(check.name)
    found = {
        "assets": assets,
        "checks": {asset: " ".join(sorted(names)) for asset, names in checks.items()},
        "jobs": sorted(job.name for job in definitions.resolve_all_job_defs()),
        "schedules": {
            schedule.name: f"{schedule.job_name} at {schedule.cron_schedule}"
            for schedule in definitions.get_repository_def().schedule_defs
        },
    }
    assert found == snapshot(extension_class=JSONSnapshotExtension)
