"""The graph that Dagster shows: a changed key loses its history, so each change is reviewed.

After an intended change, write the new snapshot and read its diff:
``.venv/bin/python -m pytest -q tests/orchestration/test_graph.py --snapshot-update``
"""

from __future__ import annotations

from collections import defaultdict

import dagster as dg
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from orchestration.definitions import build_definitions
from orchestration.settings import Settings
from orchestration.warehouse import LOCK


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
